"""A phone as the front end is one: an outbox of deltas, photos in pieces, and what it was told of each."""

import hashlib
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.histories.network import CLEAN, Answer, Server, Trouble, request

BATCH = 20
OVER = ("applied", "dropped")
UNHEARD = "unsent"  # of a delta that the server may never have heard of
Body = dict[str, Any]


@dataclass
class Entered:
    """What a person typed on a phone, and what the phone knows of its fate."""

    id: str
    type: str
    body: Body
    made_at: datetime  # by the clock of the phone
    at: datetime  # in truth
    state: str = UNHEARD

    def sent(self) -> Body:
        return {"id": self.id, "type": self.type, "made_at": self.made_at.isoformat(), "body": self.body}


@dataclass
class Phone:
    """One device of one account; its clock is `skew_s` ahead."""

    name: str
    cookie: str
    server: Server
    skew_s: int
    outbox: dict[str, Entered] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    known: dict[str, Body] = field(default_factory=dict)  # findings as this phone saw them last
    past: list[bytes] = field(default_factory=list)  # requests that may come once more

    def clock(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.skew_s)

    def enter(self, kind: str, body: Body) -> str:
        made = Entered(str(uuid4()), kind, body, self.clock(), datetime.now(UTC))
        self.outbox[made.id] = made
        return made.id

    def shoot(self, of: str, phase: str, chance: random.Random) -> str:
        """Take a photo of something, of some hundred bytes that no other photo has."""
        inside = UUID(int=chance.getrandbits(128)).hex.encode() * chance.randint(1, 40)
        picture = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xda\x00\x04ab" + inside + b"\xff\xd9"
        hash_ = hashlib.sha256(picture).hexdigest()
        self.pictures[hash_] = picture
        return self.enter("photo", {"of": of, "phase": phase, "hash": hash_})

    def batches(self, chance: random.Random) -> list[bytes]:
        """What the phone asks the server now: all that is not over, in any order."""
        open_ = [each.sent() for each in self.outbox.values() if each.state not in OVER]
        chance.shuffle(open_)
        return [self.batch(open_[start : start + BATCH]) for start in range(0, len(open_), BATCH)]

    def batch(self, deltas: list[Body]) -> bytes:
        body = {"device": self.name, "clock": self.clock().isoformat(), "deltas": deltas}
        return self._remembered("PUT", "/api/deltas", json.dumps(body).encode())

    def learn(self, answer: Answer | None) -> None:
        for fate in answer.body if answer and answer.status == 200 else []:
            self.outbox[fate["id"]].state = fate["state"]

    def sync(self, chance: random.Random, trouble: Trouble = CLEAN) -> None:
        for asked in self.batches(chance):
            self.learn(self.server.ask(asked, trouble))

    def send_pictures(self, piece: int, trouble: Trouble = CLEAN) -> list[str]:
        """Send what is left, piece by piece; the trouble is with the last one that this sends. What is whole."""
        for hash_, picture in self.pictures.items():
            if not self._send_picture(hash_, picture, piece, trouble):
                return []
        return list(self.pictures)

    def _send_picture(self, hash_: str, picture: bytes, piece: int, trouble: Trouble) -> bool:
        answer = self.server.ask(request("GET", f"/api/photos/{hash_}/progress", self.cookie))
        while answer and answer.status == 200 and not answer.body["complete"]:
            start = answer.body["received"]
            part = picture[start : start + piece]
            door = f"/api/photos/{hash_}?offset={start}&total={len(picture)}"
            answer = self.server.ask(self._remembered("PUT", door, part), trouble)
        return bool(answer and answer.status == 200)

    def settle(self, choice: str, trouble: Trouble) -> None:
        """Decide the first conflict. Whose answer is lost asks again what became of it."""
        open_ = next((each for each in self.outbox.values() if each.state in ("conflict", "refused")), None)
        if open_ is None:
            return
        body = json.dumps({"choice": choice}).encode()
        door = f"/api/deltas/{open_.id}/settle"
        answer = self.server.ask(request("POST", door, self.cookie, body), trouble)
        if answer is None:
            open_.state = UNHEARD
        elif answer.status == 200:
            open_.state = answer.body["state"]

    def look(self, finding: str) -> None:
        """Read a finding of the server's, if it is there."""
        answer = self.server.ask(request("GET", f"/api/findings/{finding}", self.cookie))
        if answer and answer.status == 200:
            told = answer.body
            self.known[finding] = {"state": told["state"], "grade": told["grade"], "values": told["values"]}

    def echo(self, nth: int) -> None:
        """One of the old requests comes once more, late."""
        if self.past:
            self.server.ask(self.past[nth % len(self.past)])

    def _remembered(self, method: str, path: str, body: bytes) -> bytes:
        self.past.append(request(method, path, self.cookie, body))
        return self.past[-1]

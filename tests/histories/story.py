"""A history is played on phones and a server, and calm comes at the end: every phone has its network back."""

import random
from dataclasses import dataclass, field

from geo_app.patrol.lifecycle import Step, steps
from tests.histories.events import (
    Acts,
    Echoes,
    Event,
    History,
    Looks,
    Reports,
    SendsPhotos,
    Settles,
    Syncs,
    SyncsWith,
    Visits,
)
from tests.histories.network import Server
from tests.histories.phone import Body, Phone

FIX = {"lon": 102.3001, "lat": 24.6, "accuracy_m": 8}
VALUES = {
    "grade": ("general", "major"),
    "deadline_on": ("2027-01-01", "2027-02-01", "2027-03-01"),
    "supervise_level": ("county",),
    "supervise_until": ("2027-06-01",),
    "reported_on": ("2026-11-20",),
}
FIRST = {"state": "found", "grade": "general", "values": {}}
CALM_ROUNDS = 4  # a chain of things that wait for each other is no longer


@dataclass
class Story:
    """The phones of one history, and the findings that anybody in it has heard of."""

    server: Server
    cookies: tuple[str, ...]
    sites: tuple[int, ...]
    history: History
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(repr(self.history))
        self.phones = [
            Phone(f"phone {n}", cookie, self.server, skew)
            for n, (cookie, skew) in enumerate(zip(self.cookies, self.history.skews, strict=True))
        ]

    def play(self) -> None:
        for event in self.history.events:
            self._play(event)
        self.server.come_to_rest()
        for _ in range(CALM_ROUNDS):
            for phone in self.phones:
                phone.sync(self.chance)
        for phone in self.phones:
            phone.send_pictures(piece=4096)

    def _play(self, event: Event) -> None:
        phone = self.phones[event.phone]
        match event:
            case Visits():
                phone.enter("visit", visit_of(self.sites[event.site], event.wrong))
            case Reports():
                self._report(phone, event)
            case Acts():
                self._act(phone, event)
            case Looks() if self.findings:
                phone.look(self.findings[event.finding % len(self.findings)])
            case Syncs():
                phone.sync(self.chance, event.trouble)
            case SyncsWith():
                self._both(phone, self.phones[event.other])
            case SendsPhotos():
                phone.send_pictures(event.piece, event.trouble)
            case Settles():
                phone.settle(event.choice, event.trouble)
            case Echoes():
                phone.echo(event.nth)

    def _report(self, phone: Phone, event: Reports) -> None:
        site = None if event.site is None else self.sites[event.site]
        fix = FIX if event.knows_place else None
        found = phone.enter("finding", {"site_id": site, "what": "安全出口被堵", "fix": fix})
        phone.known[found] = FIRST
        self.findings.append(found)
        for _ in range(event.photos):
            phone.shoot(found, "before", self.chance)

    def _act(self, phone: Phone, event: Acts) -> None:
        if not self.findings:
            return
        finding = self.findings[event.finding % len(self.findings)]
        known = phone.known.get(finding, FIRST)
        allowed = [step for step in steps() if step.follows(known["state"], known["grade"])]
        if allowed:
            step = allowed[event.action % len(allowed)]
            photos = [phone.shoot(finding, "after", self.chance)] if step.photo else []
            phone.enter("step", _step(finding, step, known, self.chance) | {"photos": photos})

    def _both(self, one: Phone, other: Phone) -> None:
        asked = [(phone, batch) for phone in (one, other) for batch in phone.batches(self.chance)]
        lines = [self.server.begin(batch) for _, batch in asked]
        for (phone, _), line in zip(asked, lines, strict=True):
            phone.learn(line.answer())


def visit_of(site: int, wrong: int) -> Body:
    answers = [{"key": f"q{n}", "question": f"问题{n}?", "answer": "no" if n < wrong else "yes"} for n in range(3)]
    return {"site_id": site, "checklist": "fuel_station", "version": "1", "answers": answers, "fix": FIX}


def _step(finding: str, step: Step, known: Body, chance: random.Random) -> Body:
    values = {name: chance.choice(VALUES.get(name, ("甲", "乙"))) for name in step.needs}
    seen = {"state": known["state"], "values": {name: known["values"].get(name) for name in values}}
    return {"finding": finding, "action": step.action, "words": "因为", "values": values, "seen": seen, "fix": FIX}

"""A crowd that asks for everything at once: tiles, pages, single features, filters, changes, logins."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import psycopg

PEOPLE, SEED, LOOKS = 16, 5301, 50
SHARES = {
    "tile": 38,
    "page": 20,
    "feature": 20,
    "filter": 10,
    "change": 8,
    "glyphs": 2,
    "login": 2,
}  # of a hundred requests
MERGE = {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
JSON = {"Content-Type": "application/json"}
OPEN = (
    "SELECT count(*) FILTER (WHERE state LIKE 'idle in transaction%'), count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True)
class Request:
    """`shown` is what says who asks: a login comes without."""

    verb: str
    address: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    shown: bool = True


@dataclass(frozen=True)
class Heard:
    """How many answers of each status there were, and what each took in milliseconds, the quickest first."""

    statuses: Counter[int]
    times_ms: list[float]

    def within_ms(self, share: float) -> float:
        """Within how many milliseconds this share of the answers was there.

        >>> Heard(Counter({200: 4}), [1.0, 2.0, 3.0, 40.0]).within_ms(0.99)
        40.0
        """
        return self.times_ms[min(len(self.times_ms) - 1, int(len(self.times_ms) * share))]


def mixed(kinds: dict[str, Callable[[random.Random], Request]], count: int) -> list[Request]:
    """Requests by lot in these shares, the same ones each time."""
    lot = random.Random(SEED)
    drawn = lot.choices(list(SHARES), list(SHARES.values()), k=count)
    return [kinds[kind](lot) for kind in drawn]


def change(layer: str, feature_id: int, **properties: Any) -> Request:
    """A change of a feature, whichever version it has."""
    return Request("PATCH", f"/collections/{layer}/items/{feature_id}", {"properties": properties}, MERGE)


def glyphs(first: int) -> Request:
    return Request("GET", f"/fonts/Noto%20Sans%20CJK%20SC/{first}-{first + 255}.pbf")


def login(username: str, password: str) -> Request:
    return Request("POST", "/api/session", {"username": username, "password": password}, JSON, shown=False)


def ask(server: str, shown: dict[str, str], requests: Sequence[Request], people: int = PEOPLE) -> Heard:
    """Each of the people asks as soon as the last answer is there, over a connection of their own."""
    waiting, turn = iter(requests), threading.Lock()
    where = urlsplit(server).netloc

    def one_person(_: int) -> list[tuple[int, float]]:
        line = HTTPConnection(where, timeout=60)
        heard: list[tuple[int, float]] = []
        while True:
            with turn:
                request = next(waiting, None)
            if request is None:
                line.close()
                return heard
            began = time.perf_counter()
            content = None if request.body is None else json.dumps(request.body).encode()
            line.request(
                request.verb, request.address, content, request.headers | (shown if request.shown else {})
            )
            answer = line.getresponse()
            answer.read()
            heard.append((answer.status, (time.perf_counter() - began) * 1000))

    with ThreadPoolExecutor(people) as crowd:
        heard = [each for person in crowd.map(one_person, range(people)) for each in person]
    return Heard(Counter(status for status, _ in heard), sorted(took for _, took in heard))


def left_open(database_url: str) -> tuple[int, int]:
    """Transactions of a database that nobody ends, and all connections to it but this one. What a change sets off
    goes on for a while after its answer, so this looks again for some seconds."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        for _ in range(LOOKS):
            idle, every = owner.execute(OPEN).fetchone() or (0, 0)
            if not idle:
                break
            time.sleep(0.2)
    return idle, every

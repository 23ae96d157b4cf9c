"""Many people who write at once and remember what the server acknowledged; and the count of what is there."""

import http.client
import threading
import time
from collections import Counter
from types import TracebackType
from typing import Any, Self

import psycopg

from tests.faults.machine import Machine

WRITERS = 6
PATIENCE_S = 20
BLIND = (OSError, http.client.HTTPException, ValueError)


class Storm:
    """New sites, without a pause, for as long as the block lasts."""

    def __init__(self, machine: Machine, cookie: dict[str, str]) -> None:
        self.machine, self.cookie = machine, cookie
        self.acknowledged: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]

    def __enter__(self) -> Self:
        self.name = f"s{time.time_ns()}"
        for each in self._threads:
            each.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for each in self._threads:
            each.join()

    def _write(self, writer: int) -> None:
        n = 0
        while not self._over.is_set():
            n += 1
            code = f"{self.name}-{writer}-{n}"
            try:
                answer = self.machine.ask("POST", "/api/sites", site(code, n), self.cookie, PATIENCE_S)
            except BLIND:
                self.statuses[0] += 1
                time.sleep(0.2)
                continue
            self.statuses[answer.status] += 1
            if answer.status == 201:
                self.acknowledged.add(code)
            else:
                time.sleep(0.2)

    def until(self, count: int) -> None:
        """Until so many are acknowledged."""
        last = time.monotonic() + 120
        while len(self.acknowledged) < count:
            assert time.monotonic() < last, self.statuses
            time.sleep(0.02)

    def check(self) -> None:
        """What was acknowledged is there once, and nothing is there twice."""
        with psycopg.connect(self.machine.cluster.url) as owner:
            found = owner.execute("SELECT code FROM site WHERE code LIKE %s", [f"{self.name}-%"]).fetchall()
        counted = Counter(code for (code,) in found)
        assert self.acknowledged - set(counted) == set(), "acknowledged and lost"
        assert {code: n for code, n in counted.items() if n > 1} == {}
        assert set(self.statuses) <= {0, 201, 500, 503}, self.statuses


def site(code: str, n: int) -> dict[str, Any]:
    """A fuel station that nobody knows yet."""
    place = {"type": "Point", "coordinates": [102.2 + n % 100 / 1000, 24.6 + n % 97 / 1000]}
    return {"layer": "fuel_station", "geometry": place, "fields": {"name": f"演示{code}", "code": code}}

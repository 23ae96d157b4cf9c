"""Too many, too slow, too odd: the others are still served."""

import asyncio
import json
import os
import random
import socket
import statistics
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from geo_app.actor import operator
from geo_app.auth.accounts import add_account
from geo_app.db import Database
from tests.conftest import PASSWORD
from tests.faults.conftest import Told
from tests.faults.machine import Machine
from tests.faults.storm import BLIND, Storm, site

pytestmark = pytest.mark.faults
LOGINS, PEOPLE, SLOW, CUT = 1000, 50, 300, 300
SOAK_S = int(os.environ.get("SOAK", "60"))


def waiting_times(machine: Machine, cookie: dict[str, str], seconds: float) -> list[float]:
    """How long ordinary reads take, one after the other, for so long."""
    took, last = [], time.monotonic() + seconds
    while time.monotonic() < last:
        began = time.monotonic()
        assert machine.ask("GET", "/collections/fuel_station/items?limit=5", headers=cookie).status == 200
        took.append(time.monotonic() - began)
    return took


def posted(path: str, body: bytes, header: str) -> bytes:
    """A request as it goes over the line."""
    about = ("Host: x", header, f"Content-Length: {len(body)}", "Content-Type: application/json")
    return "\r\n".join([f"POST {path} HTTP/1.1", *about, "", ""]).encode() + body


def slowest(took: list[float]) -> str:
    return f"{statistics.median(took) * 1000:.0f} ms (median), {max(took) * 1000:.0f} ms (longest)"


def test_a_thousand_log_in_at_once_and_each_gets_in(machine: Machine, told: Told) -> None:
    database = Database(machine.cluster.url)
    with database.transaction(operator("tester")) as session:
        for n in range(PEOPLE):
            add_account(session, f"crowd{n}", f"crowd{n}", "viewer", [""], PASSWORD)
    database.close()

    async def one(n: int) -> tuple[int, float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", machine.port)
        body = json.dumps({"username": f"crowd{n % PEOPLE}", "password": PASSWORD}).encode()
        writer.write(posted("/api/session", body, "Connection: close"))
        status = int((await reader.readline()).split()[1])
        writer.close()
        return status, time.monotonic() - began

    async def all_of_them() -> list[tuple[int, float]]:
        return await asyncio.gather(*(one(n) for n in range(LOGINS)))

    before = machine.memory_mb()
    began = time.monotonic()
    answers = asyncio.run(all_of_them())
    statuses, took = Counter(status for status, _ in answers), [seconds for _, seconds in answers]
    assert statuses == {200: LOGINS}, statuses
    told(
        f"{LOGINS} logins at once: all in after {max(took):.1f} s;"
        f" memory {before:.0f} → {machine.memory_mb():.0f} MB"
    )


def test_clients_that_send_a_byte_now_and_then_keep_nobody_waiting(machine: Machine, told: Told) -> None:
    cookie = machine.log_in()
    alone = waiting_times(machine, cookie, 3)
    lines = [socket.create_connection(("127.0.0.1", machine.port)) for _ in range(SLOW)]
    over = threading.Event()

    def drip() -> None:
        head = b"GET /api/layers HTTP/1.1\r\nX-Slow: "
        body = b"POST /api/sites HTTP/1.1\r\nContent-Length: 999999\r\n\r\n"
        for n, line in enumerate(lines):
            line.sendall((head, body)[n % 2])
        while not over.wait(1):
            for line in lines:
                with suppress(OSError):
                    line.sendall(b"a")

    dripping = threading.Thread(target=drip)
    dripping.start()
    beside = waiting_times(machine, cookie, 8)
    over.set()
    dripping.join()
    for line in lines:
        line.close()
    assert max(beside) < 5
    told(f"{SLOW} slow clients: reads took {slowest(alone)} before, {slowest(beside)} beside them")


def test_lines_that_break_anywhere_leave_no_half_and_no_open_file(machine: Machine, told: Told) -> None:
    cookie = machine.log_in()
    waiting_times(machine, cookie, 1)
    before = open_files(machine)
    dice = random.Random(20261123)
    for n in range(CUT):
        body = json.dumps(site(f"cut-{n}", n)).encode()
        head = (
            f"POST /api/sites HTTP/1.1\r\nHost: x\r\nCookie: {cookie['Cookie']}\r\nContent-Length: {len(body)}\r\n"
        )
        whole = f"{head}Content-Type: application/json\r\n\r\n".encode() + body
        with suppress(OSError), socket.create_connection(("127.0.0.1", machine.port)) as line:
            line.sendall(whole[: dice.randrange(len(whole))])
    waiting_times(machine, cookie, 3)
    answer = machine.ask("GET", "/collections/fuel_station/items?filter=code%20LIKE%20'cut-%25'", headers=cookie)
    assert answer.json()["numberMatched"] == 0, "a request that was not whole changes nothing"
    assert open_files(machine) <= before + 10
    told(f"{CUT} requests cut at any byte: none took effect, open files {before} → {open_files(machine)}")


def open_files(machine: Machine) -> int:
    return sum(len(list(Path(f"/proc/{each}/fd").iterdir())) for each in machine.serving())


def test_poisoned_tile_requests_are_refused_and_cost_nobody_else(machine: Machine, told: Told) -> None:
    cookie = machine.log_in()
    deep = "(" * 3000 + "1=1" + ")" * 3000
    tile = "/tiles/fuel_station/9/401/219.mvt"
    poisons = [
        *(
            f"/tiles/fuel_station/{place}.mvt"
            for place in ("99/0/0", "-1/0/0", "9/401/9999999999999", "9/4e2/219")
        ),
        f"/tiles/fuel_station/{10**20}/1/1.mvt",
        "/tiles/" + ",".join(["fuel_station"] * 2000) + "/9/401/219.mvt",
        *(
            "/tiles/%00/9/401/219.mvt",
            "/tiles/..%2f..%2fetc%2fpasswd/9/401/219.mvt",
            "/tiles/CGCS2000Quad/9/-92/401",
        ),
        *(f"{tile}?{query}" for query in ("bbox=nan,nan,nan,nan", "as_of=9999-99-99", "colour=" + "x" * 9000)),
        *(f"{tile}?filter={quote(said)}" for said in (deep, "name LIKE '" + "%a" * 2000 + "'")),
    ]
    over, statuses = threading.Event(), Counter[int]()

    def poison() -> None:
        while not over.is_set():
            for each in poisons:
                try:
                    statuses[machine.ask("GET", each, headers=cookie).status] += 1
                except BLIND:
                    statuses[0] += 1

    poisoning = threading.Thread(target=poison)
    poisoning.start()
    beside = waiting_times(machine, cookie, 8)
    over.set()
    poisoning.join()
    assert not any(status >= 500 for status in statuses), statuses
    told(f"{sum(statuses.values())} poisoned tile requests {dict(statuses)}: reads beside them {slowest(beside)}")


def test_memory_is_steady_under_a_mixed_load(machine: Machine, told: Told) -> None:
    cookie = machine.log_in()
    over = threading.Event()
    served = Counter[str]()

    def read() -> None:
        dice = random.Random()
        while not over.is_set():
            x, y = dice.randrange(398, 405), dice.randrange(215, 223)
            layer = "/collections/fuel_station/items?limit=50"
            others = (
                "/api/summary?layers=fuel_station",
                "/api/search?q=s",
                "/api/exports/fuel_station?format=csv",
            )
            for path in (f"/tiles/fuel_station/9/{x}/{y}.mvt", layer, *others):
                answer = machine.ask("GET", path, headers=cookie)
                assert answer.status < 300, (path, answer.body[:200])
                served[path.split("/")[1]] += 1

    readers = [threading.Thread(target=read) for _ in range(3)]
    with Storm(machine, cookie) as storm:
        for each in readers:
            each.start()
        time.sleep(SOAK_S / 3)  # caches fill, pools open
        warm = machine.memory_mb()
        time.sleep(SOAK_S * 2 / 3)
        after = machine.memory_mb()
        over.set()
        for each in readers:
            each.join()
    storm.check()
    assert set(storm.statuses) == {201}, storm.statuses
    told(
        f"soak of {SOAK_S} s: {sum(served.values())} reads, {len(storm.acknowledged)} writes, no fault;"
        f" memory of the server {warm:.0f} MB after a third, {after:.0f} MB at the end"
    )
    assert after < warm * 1.25 + 20

"""Each upload, sent one to five times and cut at any byte of request or answer, leaves exactly one record.

`make test` cuts at some bytes, `make test-histories` at every one."""

import os
import random
from itertools import count

import pytest

from tests.histories.conftest import World
from tests.histories.network import request
from tests.histories.phone import Phone
from tests.histories.story import FIX, visit_of

STEP = 1 if "HISTORIES" in os.environ else 53
TIMES = 5


@pytest.fixture
def phone(world: World) -> Phone:
    return Phone(f"cut {random.randrange(1 << 30)}", world.cookies[0], world.server, skew_s=0)


def settle_and_count(world: World, phone: Phone) -> None:
    """The line is whole again: everything is sent once more, and the owner of the database counts."""
    world.server.come_to_rest()
    for _ in range(2):  # what waited for something else is told as applied the next time
        phone.sync(random.Random(0))
    assert phone.send_pictures(piece=4096) == list(phone.pictures)
    world.reckoning.check([phone])
    assert {made.state for made in phone.outbox.values()} == {"applied"}


def cut_requests(world: World, whole: bytes) -> int:
    """Send a request up to any of its bytes, up to five times at once; how many bytes it has."""
    for end in range(0, len(whole), STEP):
        for line in [world.server.begin(whole[:end]) for _ in range(1 + end % TIMES)]:
            line.close()
    return len(whole)


def test_a_record_whose_request_was_cut_at_any_byte_is_there_once(world: World, phone: Phone) -> None:
    entered = phone.enter("visit", visit_of(world.sites[0], 1))
    cut_requests(world, phone.batch([phone.outbox[entered].sent()]))
    held = world.reckoning.connection.execute("SELECT count(*) FROM delta WHERE id = %s", (entered,)).fetchone()
    assert held == (0,), "half a request is no record"
    settle_and_count(world, phone)


def test_a_record_whose_answer_was_cut_at_any_byte_is_there_once(world: World, phone: Phone) -> None:
    for end in count(0, STEP):
        entered = phone.enter("visit", visit_of(world.sites[end % len(world.sites)], end % 3))
        asked = phone.batch([phone.outbox[entered].sent()])
        lines = [world.server.begin(asked) for _ in range(1 + end % TIMES)]
        heard = [line.answer_until(end) for line in lines]  # each to its end
        if not all(heard):
            break
    assert end > len("HTTP/1.1 200 OK")
    settle_and_count(world, phone)


def test_a_photo_cut_at_any_byte_of_request_or_answer_is_there_once_and_whole(world: World, phone: Phone) -> None:
    found = phone.enter("finding", {"site_id": world.sites[0], "what": "安全出口被堵", "fix": FIX})
    chance = random.Random(0)
    longest, end = STEP, 0
    while end < longest:
        phone.shoot(found, "before", chance)
        hash_, picture = list(phone.pictures.items())[-1]
        door = f"/api/photos/{hash_}?offset=0&total={len(picture)}"
        whole = request("PUT", door, phone.cookie, picture)
        for line in [world.server.begin(whole[:end]) for _ in range(1 + end % TIMES)]:
            line.close()
        for line in [world.server.begin(whole) for _ in range(1 + end % TIMES)] if end % 2 else []:
            line.answer_until(end)
        longest, end = max(longest, len(whole)), end + STEP
    settle_and_count(world, phone)

"""A disk that fills up and a clock that jumps: what was acknowledged stays, and all goes on by itself."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_app.auth.login import REMEMBERED_S
from tests.cluster import ROOT
from tests.faults.conftest import Told, furnished
from tests.faults.machine import Machine
from tests.faults.storm import Storm, site

pytestmark = pytest.mark.faults
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


@pytest.fixture
def small_disk() -> Iterator[Machine]:
    """A machine whose data folder is a disk of 700 MB."""
    folder = ROOT / "var" / "faults" / "disk"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700m,mode=755", "tmpfs", folder], check=True)
    try:
        machine = furnished(folder / "machine")
        machine.start()
        yield machine
        machine.stop()
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_refuses_loses_nothing_and_goes_on_when_there_is_room(small_disk: Machine, told: Told) -> None:
    ballast = small_disk.folder.parent / "ballast"
    with Storm(small_disk, small_disk.log_in()) as storm:
        storm.until(50)
        fill(ballast)
        until_refused(storm)
        time.sleep(10)
        ballast.unlink()
        began, before = time.monotonic(), len(storm.acknowledged)
        storm.until(before + 20)
        took = time.monotonic() - began
    storm.check()
    assert small_disk.is_well()
    refused = sum(n for status, n in storm.statuses.items() if status != 201)
    told(
        f"disk full: {len(storm.acknowledged)} acknowledged, none lost, {refused} refused {dict(storm.statuses)};"
        f" 20 more acknowledged {took:.1f} s after there was room"
    )


def fill(ballast: Path) -> None:
    """Not one byte is left."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


def until_refused(storm: Storm) -> None:
    last = time.monotonic() + 60
    while sum(storm.statuses.values()) - storm.statuses[201] < 10:
        assert time.monotonic() < last, storm.statuses
        time.sleep(0.1)


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[tuple[Machine, Path]]:
    """A machine whose clock is what a file says."""
    assert FAKETIME.is_file(), "run: make packages-faults"
    said = ROOT / "var" / "faults" / "clock"
    said.parent.mkdir(parents=True, exist_ok=True)
    said.write_text("+0")
    said.chmod(0o644)
    fake = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(said), "FAKETIME_NO_CACHE": "1"}
    machine = furnished(
        ROOT / "var" / "faults" / "clock-machine",
        **fake,
        DONT_FAKE_MONOTONIC="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    )
    machine.start()
    yield machine, said
    machine.stop()


def test_people_go_on_when_the_clock_jumps_forward_and_back(clock: tuple[Machine, Path], told: Told) -> None:
    machine, said = clock
    cookie = machine.log_in()
    made = machine.ask("POST", "/api/sites", site("clock", 1), cookie).json()
    changed = 0
    for jump in ("+2h", "+0", "-3h", "+1h", "-1h", "+0"):
        said.write_text(jump)
        card = machine.ask("GET", f"/api/sites/{made['id']}", headers=cookie)
        assert card.status == 200, (jump, card.body)
        wish = {"fields": {"remark": jump}, "reason": "时钟"}
        answer = machine.ask(
            "PATCH", f"/api/sites/{made['id']}", wish, {**cookie, "If-Match": card.headers["etag"]}
        )
        assert answer.status == 200, (jump, answer.body)
        assert answer.json()["fields"]["remark"] == jump
        changed += 1
    past = machine.ask("GET", f"/api/sites/{made['id']}/history", headers=cookie).json()
    assert len(past) == changed + 1, "each version is kept"
    said.write_text("+15h")
    time.sleep(REMEMBERED_S)  # a process trusts for a moment what it read of a login
    assert machine.ask("GET", "/api/session", headers=cookie).status == 401, "no use for more than twelve hours"
    machine.log_in()
    told(f"clock: {changed} changes at jumps of up to 4 h: {len(past)} versions kept in order")

"""Power cuts: whatever is killed while people write, nothing that was acknowledged is lost."""

import statistics
import time
from collections.abc import Callable

import pytest

from tests.faults.conftest import Told
from tests.faults.machine import Machine
from tests.faults.storm import Storm

pytestmark = pytest.mark.faults
TIMES = 3


def both(machine: Machine) -> None:
    machine.kill_server()
    machine.kill_database()


KILLS: dict[str, Callable[[Machine], None]] = {
    "one process of the server": Machine.kill_worker,
    "the whole server": Machine.kill_server,
    "one process of the database": Machine.kill_backend,
    "the whole database": Machine.kill_database,
    "server and database at once": both,
}


@pytest.mark.parametrize("what", KILLS)
def test_nothing_acknowledged_is_lost_when_it_is_killed_in_a_storm_of_writes(
    machine: Machine, told: Told, what: str
) -> None:
    took = []
    with Storm(machine, machine.log_in()) as storm:
        for _ in range(TIMES):
            storm.until(len(storm.acknowledged) + 30)
            KILLS[what](machine)
            took.append(recovered(machine, storm))
        storm.until(len(storm.acknowledged) + 30)
    storm.check()
    told(
        f"killed {TIMES} times: {what}: {len(storm.acknowledged)} acknowledged, none lost;"
        f" written again after {statistics.median(took):.1f} s (median), {max(took):.1f} s (longest)"
    )


def recovered(machine: Machine, storm: Storm) -> float:
    """Seconds until two more are acknowledged after what was on its way."""
    began = time.monotonic()
    time.sleep(0.3)
    storm.until(len(storm.acknowledged) + 2)
    return time.monotonic() - began

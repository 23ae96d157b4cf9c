"""Whatever happens to phones, network and server: what was entered is applied once, waits, or is shown.

`make test` plays a few histories, `make test-histories` 2,000 others each time."""

import os
import random
from dataclasses import replace

import pytest

from tests.histories.conftest import World
from tests.histories.events import History, history

FEW, FIRST = 25, 20261122  # always the same ones
COUNT = int(os.environ.get("HISTORIES", FEW))


def test_everything_that_was_entered_is_applied_once_or_waits_or_is_shown(world: World) -> None:
    first = FIRST if COUNT == FEW else random.randrange(1 << 30)
    for seed in range(first, first + COUNT):
        told = history(seed)
        if fault := world.fault_of(told):
            shorter = shortened(world, told)
            events = "\n".join(map(repr, shorter.events))
            pytest.fail(
                f"history {seed}: {fault}\nshortened: {world.fault_of(shorter)}\n{shorter.skews}\n{events}"
            )
    print(f"\n{dict(world.fates)}, server killed {world.server.kills} times")
    assert world.server.kills, "a history that kills nobody says little"


def shortened(world: World, told: History) -> History:
    """A history that fails, without the events that it fails without as well."""
    kept = told
    for event in reversed(told.events):
        less = replace(kept, events=tuple(each for each in kept.events if each is not event))
        if world.fault_of(less):
            kept = less
    return kept

"""A machine for all faults: its own folder, its own durable database, its own port."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo_app.actor import operator
from geo_app.auth.accounts import add_account
from geo_app.db import Database
from tests.cluster import ROOT
from tests.conftest import PASSWORD, draw_divisions
from tests.faults.machine import EDITOR, Machine

Told = Callable[[str], None]


def furnished(folder: Path, **more: str) -> Machine:
    """A machine with two counties and an editor."""
    shutil.rmtree(folder, ignore_errors=True)
    machine = Machine(folder, more)
    machine.command("db", "upgrade")
    database = Database(machine.cluster.url)
    admin = operator("tester")
    draw_divisions(database, admin)
    with database.transaction(admin) as session:
        add_account(session, EDITOR, EDITOR, "editor", [""], PASSWORD)
    database.close()
    return machine


@pytest.fixture(scope="session")
def machine() -> Iterator[Machine]:
    machine = furnished(ROOT / "var" / "faults" / "machine")
    try:
        machine.start()
        yield machine
    finally:
        machine.stop()


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Say a figure for docs/reliability.md, whatever pytest does with what is printed."""

    def tell(words: str) -> None:
        with capsys.disabled():
            print(f"\n  {words}", flush=True)

    return tell

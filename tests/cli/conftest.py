"""The command on the database of the test."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from geo_app.db import Database
from tests.cli.command import Ended, run

Command = Callable[..., Ended]


@pytest.fixture
def geo_app(database: Database, tmp_path: Path) -> Command:
    """Run the command on the test's database, in the test's folder; `more` are variables of its environment."""
    env = os.environ | {"GEO_APP_DATABASE_URL": database.url, "GEO_APP_DATA_DIR": str(tmp_path / "var")}

    def geo_app(*words: object, stdin: str = "", **more: str) -> Ended:
        return run(words, env | more, tmp_path, stdin)

    return geo_app

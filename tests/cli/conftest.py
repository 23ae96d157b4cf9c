"""The command as another process of another person runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from geo_app.db import Database

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def geo_app(database: Database, tmp_path: Path) -> Command:
    """Run the command on the test's database."""
    env = os.environ | {"GEO_APP_DATABASE_URL": database.url, "GEO_APP_DATA_DIR": str(tmp_path)}

    def run(*words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("geo-app")), *words]
        return subprocess.run(command, env=env | more, input=stdin, capture_output=True, text=True, check=False)

    return run

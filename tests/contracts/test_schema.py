"""schemathesis asks every door of the description, with what it allows and what it does not: no fault of ours, no
word of the database. Some minutes, so `make test-clients`; a smaller lot of our own is in test_fuzz.py."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from geo_app.app import create_app
from geo_app.auth.login import COOKIE
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.settings import Settings
from tests.architecture.conftest import ROOT
from tests.conftest import log_in
from tests.contracts.heard import Heard, on_a_port

pytestmark = pytest.mark.clients
SEED, LOT = "5301", "5"
THERE = """
[parameters]
"path.layer" = ["mine", "chemical_plant", "division"]
"path.site_id" = [1, 2, 300, 900]
"path.feature_id" = [337, 341]
"path.grid" = ["WebMercatorQuad", "CGCS2000Quad"]
"path.style" = ["map", "mine"]
"path.names" = ["mine", "mine,division"]
"path.run_id" = 1
"path.opinion_id" = [1, 2]
"path.region_id" = 1
"path.target_id" = 1
"""


@pytest.fixture
def filled(county_clone: Database, layers: Layers, tmp_path: Path) -> Iterator[Heard]:
    """The demonstration county on a port."""
    with on_a_port(create_app(Settings(data_dir=tmp_path), county_clone, layers)) as heard:
        yield heard


@pytest.mark.parametrize("who", ["an administrator", "an administrator, of what is there", "a stranger"])
def test_no_door_fails_whatever_it_is_asked(
    filled: Heard, county_clone: Database, tmp_path: Path, who: str
) -> None:
    """All doors but the one that would log the asker out."""
    wished = ["--phases", "coverage,fuzzing", "--max-examples", LOT, "--no-shrink", "--seed", SEED]
    wished += ["--checks", "not_a_server_error,no_word_of_the_database", "--continue-on-failure"]
    wished += ["--request-timeout", "60", "--generation-database", "none", "--exclude-path", "/api/session"]
    config = tmp_path / "schemathesis.toml"
    config.write_text(THERE if "there" in who else "")
    with httpx2.Client(base_url=filled.address, timeout=120) as client:
        client.get("/openapi.json")  # the first time it takes a while to write
        if who != "a stranger":
            cookie = log_in(client, county_clone, "admin", [""]).cookies[COOKIE]
            wished += ["--header", f"Cookie: {COOKIE}={cookie}"]
    program = str(Path(sys.executable).parent / "schemathesis")
    command = [program, "--config-file", str(config), "run", f"{filled.address}/openapi.json", *wished]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.contracts.schema_hooks", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env=os.environ | hooks, cwd=tmp_path, capture_output=True, text=True, timeout=1200, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert len({line.split("?")[0] for line in filled.lines}) > 300, "so many addresses were asked"

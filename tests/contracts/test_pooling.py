"""The map behind PgBouncer, with the settings of docs/scale.md."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.engine import URL, make_url

from geo_app.app import work_on
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.settings import PACKAGE, Settings
from tests.api.phone import PLACE
from tests.conftest import log_in
from tests.eventually import eventually

pytestmark = pytest.mark.clients


def documented(values: dict[str, str]) -> str:
    """The configuration that the page shows, with the places of this test."""
    page = (PACKAGE.parent / "docs/scale.md").read_text(encoding="utf-8")
    (ini,) = re.findall(r"```ini\n(\[databases\].*?)```", page, re.DOTALL)
    for name, value in values.items():
        ini, count = re.subn(rf"(?m)^{name} =.*$", f"{name} = {value}", ini)
        assert count == 1, name
    return ini


@pytest.fixture
def behind(database: Database) -> Iterator[URL]:
    """The test's database, reached through a PgBouncer."""
    origin = make_url(database.url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    target = f"host={origin.query['host']} port={origin.query['port']} dbname={origin.database}"
    who = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}  # it refuses to run as root
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    with TemporaryDirectory() as name:
        folder = Path(name)
        if who:
            shutil.chown(folder, who["user"])
        users, ini = folder / "userlist.txt", folder / "pgbouncer.ini"
        users.write_text(f'"{origin.username}" "{origin.password}"\n')
        places = {"geo_app": target, "listen_port": str(port), "auth_file": str(users), "unix_socket_dir": ""}
        ini.write_text(documented(places))
        with (folder / "pgbouncer.log").open("w") as told:
            bouncer = subprocess.Popen([program, ini], stdout=told, stderr=told, **who)
            yield origin.set(host="127.0.0.1", port=port, database="geo_app", query={})
            bouncer.terminate()
            bouncer.wait(10)


def test_the_map_works_behind_pgbouncer(
    all_doors: FastAPI, database: Database, divisions: None, behind: URL, layers: Layers, tmp_path: Path
) -> None:
    url = behind.render_as_string(hide_password=False)
    assert eventually(lambda: reached(url))
    through = Database(url)
    with TestClient(work_on(all_doors, Settings(data_dir=tmp_path), through, layers)) as client:
        log_in(client, through, "editor", ["530181"])
        for number in range(30):
            body = {"layer": "mine", "geometry": PLACE, "fields": {"name": f"矿{number}"}}
            assert client.post("/api/sites", json=body).status_code == 201
            told = client.get("/collections/mine/items?limit=100").json()["features"]
            assert len(told) == number + 1
            assert b"mine" in client.get("/tiles/mine/8/200/109.mvt").content, "the word of the change arrived"
    stranger = log_in(
        TestClient(work_on(all_doors, Settings(data_dir=tmp_path), through, layers)), through, "viewer", ["530115"]
    )
    assert stranger.get("/api/sites/1").status_code == 404, "a connection does not remember who asked before"
    through.close()


def reached(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True

"""A streaming replica, made of the running database by pg_basebackup, draws tiles and answers features; changes,
and all answers while it is gone, come from the database itself."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.engine import make_url

from geo_app.app import work_on
from geo_app.cluster import SUPERUSER, Cluster, binaries
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.settings import Settings
from tests.api.phone import PLACE
from tests.cluster import MEMORY, cluster
from tests.conftest import log_in
from tests.eventually import eventually

ITEMS = "/collections/mine/items"


@dataclass(frozen=True)
class Replica:
    cluster: Cluster

    @property
    def sockets(self) -> Path:
        return self.cluster.home / "run"

    def make(self) -> None:
        """As an administrator does it: one command, and start."""
        self.sockets.mkdir()
        os.chown(self.sockets, self.cluster.keeper.pw_uid, self.cluster.keeper.pw_gid)
        origin = cluster().data.joinpath("postmaster.pid").read_text().splitlines()[4]
        self.run("pg_basebackup", "-h", origin, "-U", SUPERUSER, "-D", str(self.cluster.data), "-R", "-c", "fast")
        settings = f"-c unix_socket_directories={self.sockets} -c logging_collector=off -c hot_standby=on"
        log = str(self.cluster.home / "start.log")
        self.run("pg_ctl", "-D", str(self.cluster.data), "-l", log, "-o", settings, "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.cluster.data), "-m", "immediate", "-w", "stop")

    def run(self, program: str, *words: str) -> None:
        keeper = self.cluster.keeper
        who = {"user": keeper.pw_uid, "group": keeper.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        with (self.cluster.home / "made.log").open("a") as told:
            subprocess.run(
                [binaries(None) / program, *words], check=True, cwd="/", stdout=told, stderr=told, **who
            )

    def tell(self, statement: str) -> None:
        address = f"postgresql:///postgres?host={quote(str(self.sockets))}"
        with psycopg.connect(address, user=SUPERUSER, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture
def replica(database: Database, tmp_path: Path) -> Iterator[Replica]:
    made = Replica(Cluster(MEMORY / f"geo_app_replica_{os.getpid()}"))
    made.make()
    yield made
    if made.cluster.data.joinpath("postmaster.pid").exists():
        made.stop()
    subprocess.run(["rm", "-r", str(made.cluster.folder)], check=True)


def names(client: TestClient) -> set[str]:
    return {each["properties"]["name"] for each in client.get(ITEMS).json()["features"]}


def add_mine(client: TestClient, name: str) -> int:
    answer = client.post("/api/sites", json={"layer": "mine", "geometry": PLACE, "fields": {"name": name}})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def test_a_replica_answers_as_far_as_it_has_come_and_nobody_misses_it_when_it_is_gone(
    all_doors: FastAPI, database: Database, divisions: None, layers: Layers, replica: Replica, tmp_path: Path
) -> None:
    url = make_url(database.url).update_query_dict({"host": str(replica.sockets)})
    both = Database(database.url, replica=url.render_as_string(hide_password=False))
    with TestClient(work_on(all_doors, Settings(data_dir=tmp_path), both, layers)) as client:
        log_in(client, database, "editor", ["530181"])
        add_mine(client, "甲矿")
        assert eventually(lambda: names(client) == {"甲矿"})
        replica.tell("SELECT pg_wal_replay_pause()")
        second = add_mine(client, "乙矿")
        assert names(client) == {"甲矿"}, "what is told is the replica's word"
        assert client.get(f"/api/sites/{second}").json()["name"] == "乙矿", "a card is read where it was written"
        replica.tell("SELECT pg_wal_replay_resume()")
        assert eventually(lambda: names(client) == {"甲矿", "乙矿"})
        replica.stop()
        add_mine(client, "丙矿")
        assert names(client) == {"甲矿", "乙矿", "丙矿"}, "the database itself answers"
    both.close()

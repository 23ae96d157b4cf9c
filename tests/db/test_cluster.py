"""The private PostGIS: it starts, keeps what it was given, and lets nobody else in."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from getpass import getuser
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import pq

from geo_app.cluster import Cluster, socket_folder
from tests.eventually import eventually

FAST = {"fsync": "off", "shared_buffers": "16MB"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="geo_app-"))  # not tmp_path: only its owner can enter that one
    cluster = Cluster(folder, FAST)
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


def ask(cluster: Cluster, query: str) -> object:
    with psycopg.connect(cluster.url) as connection:
        return connection.execute(query.encode()).fetchone()[0]  # type: ignore[index]


def test_its_database_has_postgis_and_an_owner_who_is_no_superuser(cluster: Cluster) -> None:
    assert cluster.running
    assert str(ask(cluster, "SELECT postgis_lib_version()")) >= "3.3"
    assert ask(cluster, "SELECT current_user || ' ' || rolsuper FROM pg_roles WHERE rolname = current_user") == (
        "geo_app_owner false"
    )


def test_every_new_database_has_the_extensions_and_boxes_that_leak_nothing(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
        with psycopg.connect(cluster.url, dbname="another") as other:
            marked = other.execute(
                "SELECT proleakproof FROM pg_proc WHERE proname = 'geometry_overlaps'"
            ).fetchone()
            names = other.execute("SELECT extname FROM pg_extension").fetchall()
        connection.execute("DROP DATABASE another")
    assert marked == (True,)
    assert {("postgis",), ("pg_trgm",), ("btree_gist",)} <= set(names)


def test_a_second_start_does_nothing(cluster: Cluster) -> None:
    before = ask(cluster, "SELECT pg_postmaster_start_time()")
    Cluster(cluster.folder, FAST).start()
    assert ask(cluster, "SELECT pg_postmaster_start_time()") == before


def test_it_listens_on_no_network(cluster: Cluster) -> None:
    assert ask(cluster, "SHOW listen_addresses") == ""
    server = (cluster.data / "postmaster.pid").read_text().splitlines()[0]
    sockets = {link.readlink().name for link in Path(f"/proc/{server}/fd").iterdir() if link.is_symlink()}
    inodes = {name[len("socket:[") : -1] for name in sockets if name.startswith("socket:[")}
    for table in ("tcp", "tcp6"):
        listening = {line.split()[9] for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]}
        assert not inodes & listening


def test_a_wrong_password_and_no_password_are_refused(cluster: Cluster) -> None:
    password = urlsplit(cluster.url).password or ""
    for other in ("wrong", ""):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(cluster.url.replace(password, other))


def test_the_password_is_for_its_owner_only(cluster: Cluster) -> None:
    assert (cluster.home / "password").stat().st_mode & 0o777 == 0o600
    assert cluster.home.stat().st_mode & 0o777 == 0o700


def test_what_was_committed_survives_a_restart_and_a_killed_server(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'a mine' AS name")
    cluster.stop()
    assert not cluster.running
    cluster.start()
    assert ask(cluster, "SELECT name FROM kept") == "a mine"
    os.kill(int((cluster.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    cluster.start()
    assert ask(cluster, "SELECT name FROM kept") == "a mine"


def test_two_who_start_it_at_once_get_the_same_server(cluster: Cluster) -> None:
    cluster.stop()
    with ThreadPoolExecutor(2) as two:
        list(two.map(lambda _: Cluster(cluster.folder, FAST).start(), range(2)))
    assert cluster.running


def test_a_folder_with_a_long_path_gets_a_short_socket() -> None:
    folder = Path(tempfile.mkdtemp(prefix="geo_app-" + "long" * 25))
    cluster = Cluster(folder, FAST)
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1
    cluster.stop()
    shutil.rmtree(folder)
    shutil.rmtree(socket_folder(cluster.home / "run"))


@pytest.fixture
def beside() -> Iterator[Path]:
    """The folder of the socket of a server that runs in the foreground, for the account of this test as guest."""
    folder = Path(tempfile.mkdtemp(prefix="geo_app-"))
    folder.chmod(0o755)
    sockets = folder / "sockets"
    sockets.mkdir(mode=0o777)
    shutil.chown(sockets, Cluster(folder / "postgis").keeper.pw_name)
    program = Path(sys.executable).with_name("geo-app")
    told = os.environ | {"GEO_APP_DATA_DIR": str(folder)}
    command = [program, "db", "run", "--sockets", sockets, "--guest", getuser()]
    server = subprocess.Popen(command, env=told, stderr=subprocess.DEVNULL)
    ready = f"postgresql:///geo_app?host={sockets}".encode()
    assert eventually(lambda: pq.PGconn.ping(ready) == pq.Ping.OK)
    yield sockets
    server.send_signal(signal.SIGINT)  # as the container engine does
    assert server.wait(30) == 0
    shutil.rmtree(folder)


def test_a_container_beside_it_comes_in_as_owner_by_its_account_and_nobody_else_does(beside: Path) -> None:
    owner = f"postgresql://geo_app_owner@/geo_app?host={beside}"
    with psycopg.connect(owner) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (
            False,
        )
        assert connection.execute("SELECT postgis_lib_version() >= '3.3'").fetchone() == (True,)
    other = ["runuser", "-u", "nobody", "--", "psql", owner, "-c", "SELECT 1"]
    refused = subprocess.run(other, capture_output=True, text=True, check=False)
    assert "Peer authentication failed" in refused.stderr

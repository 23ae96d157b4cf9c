"""Real PostGIS for every test that needs one: a cluster of the tests, a fresh database for each test."""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from psycopg import sql
from sqlalchemy import func
from sqlalchemy.engine import make_url

from geo_app.actor import Actor, operator
from geo_app.app import doors, work_on
from geo_app.auth.accounts import add_account
from geo_app.db import Database
from geo_app.demo.load import load_demo
from geo_app.divisions.models import Division
from geo_app.instant import today_in_china
from geo_app.layers import Layers, load_layers
from geo_app.settings import PACKAGE, Settings, shipped
from geo_app.upgrade import fingerprint, upgrade
from tests.cluster import cluster

TEMPLATE_LOCK = 77  # concurrent test runs make the template once
PASSWORD = "correct-horse-7"

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="Accept the present output as the expected one.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser tests come first: their files are the longest, and so both cores end together. Each has a second
    try, listed as R at the end: beside a whole suite on two cores a browser is now and then too late."""
    items.sort(key=lambda item: item.path.parent.name != "web")
    for item in items:
        if item.path.parent.name == "web":
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def layers() -> Layers:
    """The layers that are shipped."""
    return load_layers([shipped("layers")])


@pytest.fixture(scope="session")
def cluster_url() -> str:
    """The owner's login to the test cluster, or to the server that GEO_APP_TEST_DATABASE_URL names."""
    outside = os.environ.get("GEO_APP_TEST_DATABASE_URL")
    if outside:
        return outside
    ours = cluster()
    ours.start()
    return ours.url


@pytest.fixture(scope="session")
def template(cluster_url: str, layers: Layers) -> str:
    """A migrated empty database to clone from; made again when the schema changes."""
    empty = make_url(cluster_url).database or ""
    return kept(cluster_url, ("template", fingerprint(layers)), empty, lambda url: upgrade(url, layers))


@pytest.fixture(scope="session")
def county(cluster_url: str, template: str, layers: Layers) -> str:
    """The demonstration county to clone from; loaded again on another day and when the code changes."""
    seen = hashlib.sha256(f"{template} {today_in_china()}".encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        seen.update(path.read_bytes())

    def load(url: str) -> None:
        database = Database(url)
        load_demo(database, layers)
        database.close()

    return kept(cluster_url, ("county", seen.hexdigest()), template, load)


def kept(cluster_url: str, state: tuple[str, str], origin: str, fill: Callable[[str], None]) -> str:
    """A database to clone from, known by its kind and a digest of what made it: filled by whoever comes first.
    An earlier state of the kind goes away."""
    kind, digest = state
    name = f"{kind}_{digest[:16]}"
    with psycopg.connect(at(cluster_url, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (TEMPLATE_LOCK,))
        of_kind = "SELECT datname FROM pg_database WHERE datname ~ %s"
        known = {each for (each,) in connection.execute(of_kind, (f"^{kind}_[0-9a-f]{{16}}$",))}
        if name not in known:
            draft = f"draft_{secrets.token_hex(4)}"
            make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(make.format(sql.Identifier(draft), sql.Identifier(origin)))
            fill(at(cluster_url, draft))
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
            for old in known:
                drop(connection, sql.Identifier(old))
    return name


def at(url: str, database: str) -> str:
    """The same server, another database."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def clone(cluster_url: str, template: str) -> Iterator[Database]:
    name = sql.Identifier(f"test_{os.getpid()}_{secrets.token_hex(4)}")
    with psycopg.connect(at(cluster_url, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock_shared(%s)", (TEMPLATE_LOCK,))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template)))
        connection.execute("SELECT pg_advisory_unlock_shared(%s)", (TEMPLATE_LOCK,))
        database = Database(at(cluster_url, name.as_string(None).strip('"')))
        yield database
        database.close()
        await_leaving(connection, name)
        drop(connection, name)


def await_leaving(connection: psycopg.Connection, name: sql.Identifier) -> None:
    """Wait for those who are just leaving: DROP DATABASE, when it meets one, sleeps a tenth of a second."""
    staying = sql.SQL("SELECT 1 FROM pg_stat_activity WHERE datname = {}")
    for _ in range(10):
        if not connection.execute(staying.format(name.as_string(None).strip('"'))).fetchone():
            return
        time.sleep(0.003)


def drop(connection: psycopg.Connection, name: sql.Identifier) -> None:
    """Away with a database. A vacuum that the server itself runs in it cannot be ended by us, but soon ends."""
    for _ in range(100):
        try:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.2)
        else:
            return


@pytest.fixture
def database(cluster_url: str, template: str) -> Iterator[Database]:
    """A fresh database with the shipped layers and no rows."""
    yield from clone(cluster_url, template)


@pytest.fixture
def county_clone(cluster_url: str, county: str) -> Iterator[Database]:
    """The demonstration county, for one test alone."""
    yield from clone(cluster_url, county)


@pytest.fixture(scope="session")
def admin() -> Actor:
    """An administrator of the whole country."""
    return operator("tester")


@pytest.fixture
def divisions(database: Database, admin: Actor) -> None:
    """Two neighbouring counties as squares: 安宁 west of 102.5°E, 晋宁 east of it."""
    draw_divisions(database, admin)


def draw_divisions(database: Database, admin: Actor) -> None:
    squares = [
        ("53", "云南省", "云南省", 1, (102.0, 24.0, 103.0, 25.0)),
        ("5301", "昆明市", "云南省昆明市", 2, (102.0, 24.0, 103.0, 25.0)),
        ("530181", "安宁市", "云南省昆明市安宁市", 3, (102.0, 24.0, 102.5, 25.0)),
        ("530115", "晋宁区", "云南省昆明市晋宁区", 3, (102.5, 24.0, 103.0, 25.0)),
        ("530181007", "县街街道", "云南省昆明市安宁市县街街道", 4, None),
    ]
    with database.transaction(admin) as session:
        for code, name, full_name, level, box in squares:
            geom = func.st_multi(func.st_makeenvelope(*box, 4490)) if box else None
            row = Division(code=code, name=name, full_name=full_name, level=level, source="test", geom=geom)
            row.id = int(code.ljust(12, "0"))
            session.add(row)


@pytest.fixture(scope="session")
def all_doors() -> FastAPI:
    """The doors of the app, put up once for all tests."""
    return doors(None)


@pytest.fixture
def app(all_doors: FastAPI, database: Database, layers: Layers, tmp_path: Path) -> FastAPI:
    """The app on a fresh database."""
    return work_on(all_doors, Settings(data_dir=tmp_path), database, layers)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser before the app on a fresh database; nobody is logged in."""
    with TestClient(app) as client:
        yield client


def log_in(client: TestClient, database: Database, role: str, divisions: list[str]) -> TestClient:
    """Make an account with this role and these grants, and log the client in as it."""
    username = f"{role}-{secrets.token_hex(3)}"
    with database.transaction(operator("tester")) as session:
        add_account(session, username, username, role, divisions, PASSWORD)
    answer = client.post("/api/session", json={"username": username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client


@pytest.fixture
def as_admin(client: TestClient, database: Database) -> TestClient:
    return log_in(client, database, "admin", [""])


@pytest.fixture
def as_editor(client: TestClient, database: Database) -> TestClient:
    """An editor of 安宁市 530181."""
    return log_in(client, database, "editor", ["530181"])

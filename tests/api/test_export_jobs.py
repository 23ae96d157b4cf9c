"""Exports in the background: followed, stopped, gone on with after a restart, fetched until they expire."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from geo_app.actor import operator
from geo_app.app import create_app
from geo_app.auth.accounts import add_account
from geo_app.db import SRID, Database
from geo_app.export import jobs
from geo_app.export.jobs import settle
from geo_app.export.models import ExportJob
from geo_app.layers import Layers
from geo_app.settings import Settings
from geo_app.sites.models import Site
from tests.conftest import PASSWORD, clone
from tests.eventually import eventually


@pytest.fixture(scope="module")
def database(cluster_url: str, template: str) -> Iterator[Database]:
    """Three mines, and two people of the whole country."""
    for database in clone(cluster_url, template):
        with database.transaction(operator("tester")) as session:
            for n in range(3):
                place = f"SRID={SRID};POINT({102.4 + n / 100} 24.9)"
                session.add(Site(kind="mine", name=f"矿{n}", attributes={}, geom=place))
            for name in ("zhang", "li"):
                add_account(session, name, name, "editor", [""], PASSWORD)
        yield database


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def door(database: Database, layers: Layers, folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data_dir=folder), database, layers)) as client:
        yield client


@pytest.fixture
def client(door: TestClient) -> TestClient:
    log_in_as(door, "zhang")
    return door


def log_in_as(client: TestClient, name: str) -> None:
    client.cookies.clear()
    assert client.post("/api/session", json={"username": name, "password": PASSWORD}).status_code < 300


def ended(client: TestClient, number: int) -> dict[str, Any]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        card: dict[str, Any] = client.get(f"/api/export-jobs/{number}").json()
        if card["status"] not in ("running", "ready"):
            return card
        time.sleep(0.05)
    raise AssertionError(card)


def begun(client: TestClient, question: str = "format=gpkg") -> dict[str, Any]:
    answer = client.post(f"/api/export-jobs/mine?{question}")
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def test_a_file_is_made_in_the_background_and_fetched_by_whoever_asked_for_it(client: TestClient) -> None:
    card = ended(client, begun(client, "format=csv&name=矿1")["id"])
    assert (card["status"], card["total"], card["done"]) == ("done", 1, 1)
    answer = client.get(f"/api/export-jobs/{card['id']}/file")
    assert "矿1" in answer.content.decode("utf-8-sig")
    assert "名称为矿1" in unquote(answer.headers["content-disposition"])
    assert client.get("/api/export-jobs").json()[0]["id"] == card["id"]
    log_in_as(client, "li")
    assert client.get(f"/api/export-jobs/{card['id']}/file").status_code == 404
    assert client.get("/api/export-jobs").json() == []


def test_a_link_expires_and_the_file_goes(
    client: TestClient, database: Database, layers: Layers, folder: Path
) -> None:
    number = ended(client, begun(client)["id"])["id"]
    with database.transaction(operator("tester")) as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(ExportJob).where(ExportJob.id == number).values(expires_at=past))
    answer = client.get(f"/api/export-jobs/{number}/file")
    assert (answer.status_code, "已过期" in answer.json()["detail"]) == (404, True)
    settle(database, layers, folder / "exports")
    assert not (folder / "exports" / str(number)).exists()
    assert client.get(f"/api/export-jobs/{number}").json()["status"] == "expired"


def test_what_a_restart_cut_off_is_made_after_it(
    client: TestClient, database: Database, layers: Layers, folder: Path
) -> None:
    number = ended(client, begun(client)["id"])["id"]
    with database.transaction(operator("tester")) as session:  # as a server leaves it that was killed
        silent = datetime.now(UTC) - timedelta(minutes=1)
        left = update(ExportJob).where(ExportJob.id == number)
        session.execute(left.values(status="running", touched_at=silent, file_name="", expires_at=None))
    settle(database, layers, folder / "exports")
    card = ended(client, number)
    assert (card["status"], card["actor"]) == ("done", "zhang")
    assert client.get(f"/api/export-jobs/{number}/file").status_code == 200


def test_nobody_is_left_to_go_on_for_an_account_that_was_closed(
    client: TestClient, database: Database, layers: Layers, folder: Path
) -> None:
    number = ended(client, begun(client)["id"])["id"]
    with database.transaction(operator("tester")) as session:
        silent = datetime.now(UTC) - timedelta(minutes=1)
        left = update(ExportJob).where(ExportJob.id == number)
        session.execute(left.values(status="running", touched_at=silent, actor="gone"))
    settle(database, layers, folder / "exports")
    with database.transaction(operator("tester")) as session:
        job = session.get_one(ExportJob, number)
        assert (job.status, "gone" in job.message) == ("ready", True)


def test_a_stopped_export_leaves_nothing(
    client: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT_S", 0.02)
    whole = jobs.export

    def slowly(*asked: Any) -> Any:
        tell = asked[-1]
        for rows in range(1000):
            tell(rows)
            time.sleep(0.01)
        return whole(*asked)

    monkeypatch.setattr(jobs, "export", slowly)
    number = begun(client)["id"]
    assert client.post(f"/api/export-jobs/{number}/stop").status_code == 202
    assert ended(client, number)["status"] == "stopped"
    assert eventually(lambda: not (folder / "exports" / str(number)).exists())
    assert client.get(f"/api/export-jobs/{number}/file").status_code == 400


def test_a_wrong_order_is_refused_before_anything_begins(client: TestClient) -> None:
    for question, words in (
        ("format=dwg", "没有导出格式"),
        ("format=kml&crs=4543", "KML 不能用"),
        ("format=csv&colur=red", "colur"),
    ):
        answer = client.post(f"/api/export-jobs/mine?{question}")
        assert (answer.status_code, words in answer.json()["detail"]) == (400, True)
    assert client.get("/api/export-jobs/999999").status_code == 404

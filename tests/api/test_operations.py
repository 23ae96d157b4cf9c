"""How the server is doing: who may ask, what is counted, and that no log holds a name."""

import json
import logging
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from geo_app import notes
from geo_app.actor import operator
from geo_app.app import create_app
from geo_app.auth.accounts import add_account
from geo_app.auth.models import Account
from geo_app.backups.backup import NAME
from geo_app.db import Database
from geo_app.instant import CHINA
from geo_app.layers import Layers
from geo_app.observe.logs import JsonLines
from geo_app.settings import Settings
from tests.conftest import PASSWORD, log_in

TOKEN = "a-token-that-nobody-gave"


def test_the_server_lives_and_is_ready_and_says_so_to_strangers(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ok"}


def test_a_server_whose_database_is_of_another_version_is_not_ready(
    client: TestClient, database: Database, cluster_url: str
) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("RESET ROLE"))
        connection.execute(text("UPDATE schema_state SET fingerprint = 'another'"))
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert "geo-app db upgrade" in answer.json()["remedy"]
    assert client.get("/health").status_code == 200


def test_figures_are_told_to_this_machine_and_not_through_a_proxy_or_to_others(app: FastAPI) -> None:
    with TestClient(app, client=("127.0.0.1", 5)) as here:
        here.get("/api/layers")
        told = here.get("/metrics")
        assert told.headers["content-type"].startswith("text/plain")
        assert 'geo_app_requests_total{door="/api/layers",status="401",verb="GET"}' in told.text
        assert 'geo_app_waiting{work="assessments"} 0.0' in told.text
        assert "geo_app_disk_free_bytes" in told.text
        assert here.get("/metrics", headers={"X-Forwarded-For": "10.0.0.8"}).status_code == 401
    elsewhere = TestClient(app, client=("10.0.0.8", 5))
    assert elsewhere.get("/metrics").status_code == 401


def test_where_a_token_is_set_it_alone_opens_the_figures(
    database: Database, layers: Layers, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, metrics_token=SecretStr("a-long-word"))
    with TestClient(create_app(settings, database, layers), client=("127.0.0.1", 5)) as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 401
        assert client.get("/metrics", headers={"Authorization": "Bearer a-long-word"}).status_code == 200
    assert "a-long-word" not in repr(settings)


def test_an_administrator_sees_what_waits_and_how_old_the_last_backup_is(
    app: FastAPI, client: TestClient, database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    with database.transaction(operator("tester")) as session:
        (folder / NAME.format(session.scalar(select(func.now())).astimezone(CHINA))).touch()
    app.state.settings = app.state.settings.model_copy(update={"backup_dir": folder})
    log_in(client, database, "admin", ["530181"])
    now = client.get("/api/operations").json()
    assert 0 <= now["backup_age_s"] < 60
    assert now["seal_age_s"] is None
    assert {each["name"]: each["count"] for each in now["waiting"]}["assessments"] == 0
    assert now["database_bytes"] > 1_000_000
    assert now["requests"] > 0
    log_in(client, database, "approver", ["530181"])
    assert client.get("/api/operations").status_code == 403


def test_a_request_keeps_the_number_of_the_proxy_or_gets_one(client: TestClient) -> None:
    assert client.get("/health", headers={"X-Request-ID": "proxy-0001"}).headers["x-request-id"] == "proxy-0001"
    odd = client.get("/health", headers={"X-Request-ID": "<script>"}).headers["x-request-id"]
    assert len(odd) == 16


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "geo_app")
    return caplog


def written(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_a_log_line_of_a_request_names_the_door_and_nobody(
    client: TestClient, database: Database, lines: pytest.LogCaptureFixture
) -> None:
    log_in(client, database, "viewer", ["530181"])
    client.get("/api/search", params={"q": "王芳"})
    (line,) = [each for each in written(lines) if each.get("door") == "/api/search"]
    assert (line["verb"], line["status"], line["logger"]) == ("GET", 200, "geo_app.access")
    client.get("/api/search", headers={"Authorization": f"Bearer {TOKEN}"})
    told = json.dumps(written(lines), ensure_ascii=False)
    assert [secret for secret in ("王芳", PASSWORD, TOKEN, *client.cookies.values()) if secret in told] == []


def test_a_fault_of_the_database_is_logged_without_the_row_that_it_quotes(
    database: Database, lines: pytest.LogCaptureFixture
) -> None:
    def twice() -> None:
        with database.transaction(operator("tester")) as session:
            add_account(session, "wang.fang", "王芳", "viewer", [], PASSWORD)
            session.add(Account(username="wang.fang", name="王芳", role="viewer", password_hash="x"))

    with pytest.raises(IntegrityError) as caught:
        twice()
    assert "wang.fang" in str(caught.value.orig), "PostgreSQL itself quotes the key"
    logging.getLogger("geo_app.test").error("failed", exc_info=caught.value)
    (line,) = [each for each in written(lines) if each["logger"] == "geo_app.test"]
    assert (line["fault"], line["sqlstate"]) == ("IntegrityError", "23505")
    assert "wang.fang" not in json.dumps(line)
    assert "王芳" not in json.dumps(line, ensure_ascii=False)


def test_a_slow_statement_is_noted_without_its_values(
    client: TestClient, database: Database, lines: pytest.LogCaptureFixture
) -> None:
    notes.limit(1)
    try:
        with database.transaction(operator("tester")) as session:
            session.execute(select(func.pg_sleep(0.02), func.length("王芳")))
    finally:
        notes.limit(0)
    found = [each for each in written(lines) if "pg_sleep" in str(each.get("statement"))]
    assert found
    assert int(str(found[0]["ms"])) >= 20
    assert "王芳" not in json.dumps(found, ensure_ascii=False)

"""Tokens for QGIS and scripts open the doors of the API, as far as their account goes and no further."""

import base64
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.auth import tokens
from geo_app.db import Database
from tests.conftest import log_in
from tests.doors import OPEN

pytestmark = pytest.mark.usefixtures("divisions")
MINES = "/collections/mine/items"
READINGS = "/api/monitoring/readings"  # programs write these too


def made(client: TestClient, **wish: Any) -> str:
    answer = client.post("/api/tokens", json={"name": "QGIS", **wish})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def basic(token: str, name: str = "anybody") -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{token}'.encode()).decode()}"}


@pytest.fixture
def program(client: TestClient) -> TestClient:
    """A client without a cookie before the same app."""
    program = TestClient(client.app)
    program.portal = client.portal
    return program


@pytest.fixture
def office(as_editor: TestClient, database: Database, admin: Actor) -> TestClient:
    """An editor of 安宁, where one mine is; another is in 晋宁."""
    with database.transaction(admin) as session:
        session.execute(
            text(
                "INSERT INTO site (kind, name, initials, geom) SELECT 'mine', '矿' || lon, '',"
                " st_setsrid(st_makepoint(lon, 24.5), 4490) FROM unnest(ARRAY[102.45, 102.55]) AS lon"
            )
        )
    return as_editor


@pytest.mark.parametrize("way", [bearer, basic])
def test_a_token_reads_what_its_account_sees(office: TestClient, program: TestClient, way: Any) -> None:
    page = program.get(MINES, headers=way(made(office))).json()
    assert [feature["properties"]["name"] for feature in page["features"]] == ["矿102.45"]


@pytest.mark.parametrize("way", [bearer, basic])
@pytest.mark.parametrize("wrong", ["", "geoapp_nothing", "correct-horse-7", "密"])
def test_what_is_no_token_opens_nothing_and_asks_for_one(program: TestClient, way: Any, wrong: str) -> None:
    headers = {name: value.encode() for name, value in way(wrong).items()}
    answer = program.get(MINES, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert "令牌" in answer.json()["detail"]


def test_a_browser_is_never_made_to_ask_for_a_password(program: TestClient) -> None:
    answer = program.get(MINES, headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.status_code, "www-authenticate" in answer.headers) == (401, False)


def test_a_token_opens_the_doors_of_the_api_alone(as_admin: TestClient, program: TestClient) -> None:
    headers = bearer(made(as_admin, writes=True))
    assert program.get("/collections", headers=headers).status_code == 200
    for path, verbs in as_admin.get("/openapi.json").json()["paths"].items():
        for verb in verbs:
            if path.startswith("/api/") and path not in {*OPEN, READINGS}:
                address = path.replace("{layer}", "mine").replace("{", "").replace("}", "")
                answer = program.request(verb.upper(), address, json={}, headers=headers)
                assert answer.status_code in (401, 405), f"{verb} {path}: {answer.status_code}"
    assert program.get("/api/session", headers=headers).status_code == 401


def test_a_token_for_some_layers_sees_no_other(office: TestClient, program: TestClient) -> None:
    headers = bearer(made(office, layers=["mine"]))
    assert [each["id"] for each in program.get("/collections", headers=headers).json()["collections"]] == ["mine"]
    assert program.get("/collections/school/items", headers=headers).status_code == 404
    assert program.get("/tiles/mine,settlement/10/800/440.mvt", headers=headers).status_code == 404
    assert office.post("/api/tokens", json={"name": "x", "layers": ["nothing"]}).status_code == 404


def test_a_token_is_shown_once_listed_with_its_last_use_and_revoked(
    office: TestClient, program: TestClient
) -> None:
    token = made(office, days=30)
    (row,) = office.get("/api/tokens").json()
    assert (row["name"], row["writes"], row["layers"], row["used_at"]) == ("QGIS", False, None, None)
    assert token not in office.get("/api/tokens").text
    assert program.get(MINES, headers=bearer(token)).status_code == 200
    (row,) = office.get("/api/tokens").json()
    assert row["used_at"]
    assert office.delete(f"/api/tokens/{row['id']}").status_code == 204
    assert program.get(MINES, headers=bearer(token)).status_code == 401
    assert office.get("/api/tokens").json() == []
    assert office.delete(f"/api/tokens/{row['id']}").status_code == 404


def test_the_database_keeps_no_token(office: TestClient, database: Database, admin: Actor) -> None:
    token = made(office)
    with database.transaction(admin) as session:
        (row,) = session.execute(text("SELECT t::text FROM api_token AS t")).scalars()
    assert token not in row
    assert token.removeprefix(tokens.PREFIX) not in row


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE api_token SET expires_at = now() - interval '1 s'",
        "UPDATE account SET disabled = true",
    ],
)
def test_an_expired_token_and_one_of_a_disabled_account_open_nothing(
    office: TestClient, program: TestClient, database: Database, admin: Actor, change: str
) -> None:
    token = made(office)
    with database.transaction(admin) as session:
        session.execute(text(change))
    assert program.get(MINES, headers=bearer(token)).status_code == 401


def test_nobody_revokes_the_token_of_another(office: TestClient, program: TestClient, database: Database) -> None:
    made(office)
    (row,) = office.get("/api/tokens").json()
    log_in(program, database, "admin", [""])
    assert program.delete(f"/api/tokens/{row['id']}").status_code == 404


def test_whoever_may_not_write_makes_no_token_that_writes(client: TestClient, database: Database) -> None:
    viewer = log_in(client, database, "viewer", ["530181"])
    assert viewer.post("/api/tokens", json={"name": "x", "writes": True}).status_code == 403


@pytest.mark.parametrize("wish", [{"name": ""}, {"name": "x", "days": 0}, {"name": "x", "days": 4000}, {}])
def test_a_token_without_a_name_or_for_ever_is_refused(office: TestClient, wish: dict[str, Any]) -> None:
    assert office.post("/api/tokens", json=wish).status_code == 400

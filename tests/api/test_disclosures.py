"""Who was told names and telephones of persons: noted at every door, seen by administrators, kept for a time."""

import csv

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from geo_app.actor import SYSTEM, Actor, Role, operator
from geo_app.auth import disclosures
from geo_app.auth.disclosures import Book
from geo_app.auth.models import Disclosure
from geo_app.db import Database
from geo_app.errors import Unavailable
from geo_app.layers import Layers
from geo_app.settings import shipped
from geo_app.sites import record
from tests.conftest import log_in
from tests.eventually import eventually


@pytest.fixture
def mine(database: Database, divisions: None, layers: Layers) -> int:
    """A mine of 安宁 with a responsible person."""
    admin = operator("tester")
    fields = {"name": "演示矿", "person": "王芳", "telephone": "0871-68712345"}
    with database.transaction(admin) as session:
        return record.add(
            session, admin, layers["mine"], {"type": "Point", "coordinates": [102.4, 24.5]}, fields
        ).id


def noted(database: Database) -> int:
    with database.transaction(SYSTEM) as session:
        return len(disclosures.listed(session))


def test_whoever_takes_names_and_telephones_is_noted_and_an_administrator_of_the_county_reads_it(
    app: FastAPI, client: TestClient, database: Database, mine: int
) -> None:
    log_in(client, database, "editor", ["530181"])
    username = client.get("/api/session").json()["username"]
    token = client.post("/api/tokens", json={"name": "QGIS"}).json()["token"]
    client.get(f"/api/sites/{mine}")
    client.get("/api/sites/999999")  # nothing was told
    client.get("/api/layers")  # of no person
    client.get("/api/exports/mine", params={"format": "csv", "colour": "none"})
    program = TestClient(app)
    page = program.get("/collections/mine/items", headers={"Authorization": f"Bearer {token}"})
    headers = {"Authorization": f"Bearer {token}", "If-None-Match": page.headers["etag"]}
    assert program.get("/collections/mine/items", headers=headers).status_code == 304
    assert eventually(lambda: noted(database) == 3)

    assert client.get("/api/disclosures").status_code == 403
    log_in(client, database, "admin", ["530115"])
    assert client.get("/api/disclosures").json()["told"] == [], "another county"
    log_in(client, database, "admin", ["530181"])
    answer = client.get("/api/disclosures").json()
    assert [(each["username"], each["token"], each["title"], each["asked"]) for each in answer["told"]] == [
        (username, "QGIS", "图层数据(接口)", "/collections/mine/items"),
        (username, "", "导出图层", "/api/exports/mine?format=csv&colour=none"),
        (username, "", "点位卡片", f"/api/sites/{mine}"),
    ]
    assert (answer["next"], answer["days"]) == (None, 200)
    assert answer["told"][0]["address"] == "testclient"
    found = client.get("/api/disclosures", params={"q": "qgis"}).json()["told"]
    assert [each["token"] for each in found] == ["QGIS"]
    oldest = client.get("/api/disclosures", params={"before": answer["told"][1]["id"]}).json()["told"]
    assert [each["id"] for each in oldest] == [answer["told"][2]["id"]]


def test_nobody_changes_a_note_and_old_ones_go_but_never_before_six_months(database: Database) -> None:
    reader = Actor("zhang", Role.EDITOR, ("530181",))
    book = Book()
    for n in range(3):
        book.note(reader, verb="GET", door="/api/reviews", asked=f"/api/reviews?n={n}")
    assert book.write(database) == 3
    for change in ("UPDATE disclosure SET username = 'li'", "DELETE FROM disclosure"):
        with pytest.raises(ProgrammingError), database.transaction(SYSTEM) as session:
            session.execute(text(change))
    with database.engine.begin() as connection:
        connection.execute(text("RESET ROLE"))
        aged = (
            "UPDATE disclosure SET at = now() - make_interval(days => CASE asked WHEN :old THEN 250 ELSE 190 END)"
        )
        connection.execute(text(aged), {"old": "/api/reviews?n=0"})
    with database.transaction(reader) as session:
        assert disclosures.forget(session, 200) == 0, "only the server itself forgets"
    with database.transaction(SYSTEM) as session:
        assert disclosures.forget(session, 200) == 1
        assert len(disclosures.listed(session)) == 2
        assert disclosures.forget(session, 1) == 2, "those of 190 days"
        session.execute(
            text("INSERT INTO disclosure (username, scope, verb, door, asked) VALUES ('a', '{}', '', '', '')")
        )
        assert disclosures.forget(session, 1) == 0, "younger than six months"


def test_what_the_database_does_not_take_waits(database: Database) -> None:
    book = Book()
    book.note(SYSTEM, verb="GET", door="/api/reviews", asked="x" * 5000)
    gone = Database("postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(Unavailable):
        book.write(gone)
    assert len(book) == 1
    assert book.write(database) == 1
    with database.transaction(SYSTEM) as session:
        assert len(session.scalars(select(Disclosure.asked)).one()) == disclosures.LONGEST


def test_each_door_that_tells_of_persons_is_a_door(all_doors: FastAPI) -> None:
    with (shipped("data") / "disclosures" / "doors.csv").open(encoding="utf-8", newline="") as file:
        named = {(row["verb"], row["door"]) for row in csv.DictReader(file) if row["verb"] != "command"}
    paths = all_doors.openapi()["paths"]
    assert named <= {(verb.upper(), path) for path, verbs in paths.items() for verb in verbs}

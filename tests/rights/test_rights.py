"""Who comes through which door: every door of the description, asked by every kind of person, kept in rights.csv.

A door without a line fails; a line that reads otherwise fails. `make bless-rights` writes the file anew.
"""

import csv
import io
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_app.actor import operator
from geo_app.app import create_app
from geo_app.auth.accounts import add_account
from geo_app.auth.login import COOKIE, Arrival, begin_session
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.observe.disclosing import titles
from geo_app.settings import Settings
from tests.api.phone import send, visit
from tests.api.uploads import upload
from tests.conftest import PASSWORD
from tests.rights.asking import HERE, Doors, Undone

ROLES = ("viewer", "inspector", "editor", "approver", "admin")
PEOPLE = ("stranger", "token", *ROLES, "neighbour")
LINES = HERE / "rights.csv"
ENDLESS = {"follow_changes"}  # a stream: whoever may follow it is not told an end


@dataclass(frozen=True)
class Asking:
    """What the door at a path answers to a person (person, path, verb, operation), all doors there are, and those
    (verb, path) that have named a person so far."""

    answer: Callable[[str, str, str, str], str]
    all: list[tuple[str, str, str]]
    told: set[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """What a door answers to each kind of person."""

    verb: str
    door: str
    answers: dict[str, str]


def lines() -> list[Line]:
    rows = csv.DictReader(io.StringIO(LINES.read_text()))
    return [Line(row["verb"], row["door"], {each: row[each] for each in PEOPLE}) for row in rows]


@pytest.fixture
def doors(county_clone: Database, layers: Layers, tmp_path: Path) -> Iterator[Asking]:
    """What a door answers to one person, and all doors."""
    settings = Settings(data_dir=tmp_path)
    with TestClient(create_app(settings, county_clone, layers)) as before:
        cookies = {person: cookie(county_clone, person) for person in (*ROLES, "neighbour")}
        token = things(before, cookies, county_clone)
    undone = Undone(county_clone.url)
    app = create_app(settings, undone, layers)
    with TestClient(app, raise_server_exceptions=False) as stranger:
        clients = {"stranger": stranger, "token": TestClient(app, headers={"Authorization": f"Bearer {token}"})}
        for person in cookies:
            clients[person] = TestClient(app, raise_server_exceptions=False)
        known = {"inspector": "rights.inspector"}
        asked = Doors(stranger.get("/openapi.json").json(), county_clone, known)

        def answer(person: str, path: str, verb: str, operation: str) -> str:
            if operation in ENDLESS and person in cookies:
                return "stream"
            client = clients[person]
            client.cookies.clear()  # a login or a new password gives another one, which is undone
            if person in cookies:
                client.cookies[COOKIE] = cookies[person]
            return str(asked.ask(client, path, verb, operation))

        yield Asking(answer, asked.all, asked.told)
    undone.over = True
    for each in threading.enumerate():
        if each.name.endswith("(_follow)"):
            each.join(60)  # else it opens a connection that nobody closes
    undone.close()


def cookie(database: Database, person: str) -> str:
    """The session of a new account: of 安宁市, where the demonstration is, or an administrator of 晋宁区."""
    role, code = ("admin", "530115") if person == "neighbour" else (person, "530181")
    with database.transaction(operator("tester")) as session:
        account = add_account(session, f"rights.{person}", person, role, [code], PASSWORD)
        return begin_session(session, account.id, Arrival())


def things(client: TestClient, cookies: dict[str, str], database: Database) -> str:
    """What people of the county have under way: an import, an export, a run, a phone. The token of the editor."""
    client.cookies[COOKIE] = cookies["editor"]
    assert upload(client).status_code == 201
    job = client.post("/api/export-jobs/chemical_park", params={"format": "csv"}).json()["id"]
    while client.get(f"/api/export-jobs/{job}").json()["status"] not in ("done", "ready"):
        time.sleep(0.05)
    order = {"layer": "chemical_plant", "type": "chemical_production", "division": "530181"}
    assert client.post("/api/screening-runs/layer", json=order).status_code < 300
    site = client.get("/collections/fuel_station/items", params={"limit": 1}).json()["features"][0]["id"]
    token: str = client.post("/api/tokens", json={"name": "QGIS"}).json()["token"]
    client.cookies[COOKIE] = cookies["inspector"]
    send(client, visit(site))
    client.cookies.clear()
    return token


def measured(doors: Asking, wanted: Callable[[Line, str], bool]) -> list[Line]:
    """The lines of these doors as they are today; only the cells that are wanted, the others as they are kept."""
    kept = {(line.verb, line.door): line for line in lines()}
    found = []
    for path, verb, operation in sorted(doors.all):
        line = kept.get((verb.upper(), path)) or Line(verb.upper(), path, {})
        today = {
            person: doors.answer(person, path, verb, operation) if wanted(line, person) else line.answers[person]
            for person in PEOPLE
        }
        found.append(Line(verb.upper(), path, today))
    return found


def test_whoever_may_not_change_things_is_refused_at_every_door_that_does(doors: Asking) -> None:
    """A viewer, and an administrator of the neighbouring county, at all doors that write."""
    found = measured(doors, lambda line, person: line.verb != "GET" and person in ("viewer", "neighbour"))
    assert found == lines()
    assert doors.told <= set(titles())


@pytest.mark.rights
def test_every_door_answers_everybody_as_the_matrix_says(doors: Asking, request: pytest.FixtureRequest) -> None:
    found = measured(doors, lambda _line, _person: True)
    if request.config.getoption("--bless"):
        said = io.StringIO()
        writer = csv.writer(said, lineterminator="\n")
        writer.writerows(
            [["verb", "door", *PEOPLE], *([each.verb, each.door, *each.answers.values()] for each in found)]
        )
        LINES.write_text(said.getvalue())
    assert found == lines(), "read the difference, then: make bless-rights"
    assert doors.told - set(titles()) == set(), "these doors tell of persons: data/disclosures/doors.csv"

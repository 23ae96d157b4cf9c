"""Opinions: drafted by one, signed by another, found again when the answer stops being true."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.divisions.models import Division
from tests.api.joined import join_county
from tests.conftest import log_in
from tests.spec.siting.conftest import GROUND

SQUARE = [[[102.4, 24.9], [102.401, 24.9], [102.401, 24.901], [102.4, 24.901], [102.4, 24.9]]]
SHOP = {"type": "fireworks_shop", "name": "东门烟花店", "footprint": {"type": "Polygon", "coordinates": SQUARE}}


@pytest.fixture
def county(database: Database) -> Database:
    """A county to stand in."""
    with database.transaction(operator("tester")) as session:
        session.add(
            Division(code="530102", id=530102000000, name="五华区", full_name="五华区", level=3, source="测试")
        )
        name = {"name": "安宁市", "full_name": "云南省昆明市安宁市", "source": "测试"}
        session.add(Division(id=530181000000, code="530181", level=3, geom=GROUND, **name))
    return database


def put(client: TestClient, lon: float, **fields: Any) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": [lon, 24.9005]}
    new = {
        "layer": "risk_point",
        "geometry": place,
        "fields": {"category": "fireworks"} | fields,
        "reason": "测试",
    }
    answer = client.post("/api/sites", json=new)
    assert answer.status_code == 201, answer.text
    return answer.json()


def step(client: TestClient, opinion: dict[str, Any], door: str, **wish: Any) -> Any:
    seen = {"If-Match": f'"{opinion["version"]}"'}
    return client.post(f"/api/opinions/{opinion['id']}/{door}", json=wish, headers=seen)


def test_a_screening_is_answered_and_nothing_is_kept(client: TestClient, county: Database) -> None:
    officer = log_in(client, county, "approver", ["530181"])
    put(officer, 102.4012, name="西门烟花店")
    found = officer.post("/api/screenings", json=SHOP).json()
    assert found["verdict"]["title"] == "不予通过"
    assert found["deciding"]["rule"] == "FW65-1"
    assert found["deciding"]["thing"]["name"] == "西门烟花店"
    assert found["deciding"]["measured"] == pytest.approx(20.2, abs=0.1)
    assert found["deciding"]["between"]["type"] == "LineString"
    assert officer.get("/api/opinions").json() == []


def test_an_opinion_goes_from_draft_over_an_overruled_line_to_another_persons_signature(
    client: TestClient, county: Database
) -> None:
    first = log_in(client, county, "approver", ["530181"])
    put(first, 102.4012, name="西门烟花店")
    opinion = first.post("/api/opinions", json=SHOP).json()
    assert opinion["number"].startswith("530181-")
    assert opinion["stage"] == "draft"
    key = opinion["deciding"]["key"]
    assert step(first, opinion, "overrule", key=key, reason="同").status_code == 400
    opinion = step(first, opinion, "overrule", key=key, reason="西门店已于本月停业,现场核实").json()
    assert opinion["verdict"]["verdict"] == "refused"
    assert opinion["decided"]["verdict"] != "refused"
    assert next(line for line in opinion["lines"] if line["key"] == key)["overruled"]["reason"].startswith(
        "西门店"
    )
    opinion = step(first, opinion, "move", action="submit").json()
    refused = step(first, opinion, "move", action="sign")
    assert refused.status_code == 403
    assert "自己起草" in refused.json()["detail"]
    second = log_in(client, county, "approver", ["530181"])
    signed = step(second, opinion, "move", action="sign").json()
    assert signed["stage_title"] == "已签发"
    assert signed["signed_by"] != signed["drafted_by"]
    assert step(second, signed, "overrule", key=key, reason="不再合适").status_code == 400


def test_a_stale_version_is_refused(client: TestClient, county: Database) -> None:
    officer = log_in(client, county, "approver", ["530181"])
    opinion = officer.post("/api/opinions", json=SHOP).json()
    step(officer, opinion, "move", action="submit")
    assert step(officer, opinion, "move", action="withdraw", reason="重复").status_code == 412
    assert officer.post(f"/api/opinions/{opinion['id']}/again", json={}).status_code == 428


def test_an_opinion_finds_out_when_its_answer_stops_being_true(client: TestClient, county: Database) -> None:
    officer = log_in(client, county, "approver", ["530181"])
    put(officer, 102.45, name="远处烟花店")
    opinion = officer.post("/api/opinions", json=SHOP).json()
    assert opinion["changed"] == []
    neighbour = put(officer, 102.4012, name="新开烟花店")
    changed = officer.get(f"/api/opinions/{opinion['id']}").json()
    now = [each["now"] for each in changed["changed"] if each["now"]]
    (line,) = [each for each in now if each["rule"] == "FW65-1" and each["answer"] == "fails"]
    assert line["thing"]["name"] == "新开烟花店"
    news = officer.get("/api/notices").json()["notices"]
    assert any(each["kind"] == "opinion_changed" and "不予通过" in each["text"] for each in news)
    seen = {"If-Match": f'"{neighbour["version"]}"'}
    assert officer.post(f"/api/sites/{neighbour['id']}/retire", json={"reason": "停业"}, headers=seen).is_success
    assert officer.get(f"/api/opinions/{opinion['id']}").json()["changed"] == []


def test_a_grid_officer_may_screen_but_not_draft_and_another_county_sees_nothing(
    client: TestClient, county: Database
) -> None:
    officer = log_in(client, county, "approver", ["530181"])
    opinion = officer.post("/api/opinions", json=SHOP).json()
    inspector = log_in(client, county, "inspector", ["530181"])
    assert inspector.post("/api/screenings", json=SHOP).status_code == 200
    assert inspector.post("/api/opinions", json=SHOP).status_code == 403
    stranger = log_in(client, county, "approver", ["530102"])
    assert stranger.get("/api/opinions").json() == []
    assert stranger.get(f"/api/opinions/{opinion['id']}").status_code == 404


def test_what_may_be_asked_is_listed_with_its_questions(client: TestClient, county: Database) -> None:
    officer = log_in(client, county, "viewer", ["530181"])
    found = officer.get("/api/project-types").json()
    station = next(each for each in found["types"] if each["type"] == "fuel_station")
    assert [question["name"] for question in station["questions"]] == [
        "station_type",
        "station_class",
        "vapour_recovery",
    ]
    assert [act["act"] for act in found["acts"]] == ["new", "expand", "rebuild", "temporary"]


def test_an_opinion_says_what_comes_next_and_why_somebody_cannot_do_it(
    client: TestClient, county: Database
) -> None:
    def moves() -> dict[str, str | None]:
        told = client.get(f"/api/opinions/{opinion['id']}").json()
        return {each["action"]: each["barred"] for each in told["moves"]}

    client = log_in(client, county, "approver", ["530181"])
    opinion = client.post("/api/opinions", json=SHOP).json()
    assert moves() == {"submit": None, "withdraw": None}
    assert opinion["may_change"]
    opinion = step(client, opinion, "move", action="submit").json()
    assert moves() == {"sign": "own", "return": None, "withdraw": None}
    log_in(client, county, "viewer", ["530181"])
    assert moves() == {"sign": "rights", "return": "rights", "withdraw": "rights"}
    log_in(client, county, "approver", ["530181"])
    assert moves() == {"sign": None, "return": None, "withdraw": None}
    opinion = step(client, opinion, "move", action="sign").json()
    assert not opinion["may_change"]
    (revoke,) = opinion["moves"]
    assert (revoke["action"], revoke["needs_reason"], revoke["is_grave"]) == ("revoke", True, True)
    assert step(client, opinion, "move", action="revoke").status_code == 400
    assert step(client, opinion, "move", action="revoke", reason="资料有误").json()["moves"] == []


def test_a_city_reads_an_opinion_of_its_county_and_takes_no_step(client: TestClient, county: Database) -> None:
    first = log_in(client, county, "approver", ["530181"])
    put(first, 102.4012, name="西门烟花店")
    opinion = first.post("/api/opinions", json=SHOP).json()
    assert (opinion["kept_by"], opinion["may_change"], len(opinion["moves"]) > 0) == (None, True, True)
    join_county(county)
    seen = first.get(f"/api/opinions/{opinion['id']}").json()
    assert (seen["kept_by"], seen["may_change"], seen["moves"]) == ("云南省昆明市安宁市", False, [])

"""Relocation targets through the door: proposed from the map, decided by an approver, followed to the end."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyproj import Geod
from shapely.geometry import box, mapping

from geo_app.db import Database
from tests.api.joined import join_county
from tests.conftest import log_in

GEOD = Geod(a=6378137, rf=298.257222101)  # CGCS2000
PLANT = box(102.300, 24.500, 102.303, 24.503)


def add(client: TestClient, layer: str, place: dict[str, Any], **fields: Any) -> int:
    answer = client.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def east(metres: float) -> dict[str, Any]:
    lon, lat, _ = GEOD.fwd(102.303, 24.5015, 90, metres)
    return {"type": "Point", "coordinates": [lon, lat]}


@pytest.fixture
def plant(as_admin: TestClient, divisions: None) -> int:
    """A plant outside every park, two hundred people beside it, a park five kilometres away."""
    park = mapping(box(102.35, 24.50, 102.37, 24.52))
    add(as_admin, "chemical_park", park, name="演示园区", grade="C")
    add(as_admin, "settlement", east(300), name="近村", residents=200)
    add(
        as_admin,
        "chemical_plant",
        mapping(box(102.31, 24.60, 102.312, 24.602)),
        name="远厂",
        enterprise_type="production",
    )
    return add(
        as_admin, "chemical_plant", mapping(PLANT), name="演示化工", enterprise_type="production", workers=150
    )


@pytest.fixture
def approver(as_admin: TestClient, plant: int, database: Database) -> TestClient:
    return log_in(as_admin, database, "approver", ["530181"])


def decide(client: TestClient, target: dict[str, Any], **wish: Any) -> Any:
    address = f"/api/relocations/{target['id']}"
    return client.patch(
        address, json={"reason": "会议决定"} | wish, headers={"If-Match": f'"{target["version"]}"'}
    )


def proposed(client: TestClient) -> dict[str, Any]:
    assert client.post("/api/relocations/propose", json={"division": "530181"}).status_code == 200
    (target,) = client.get("/api/relocations?division=530181").json()["targets"]
    return dict(target)


def test_a_plant_among_people_outside_every_park_is_proposed_with_its_reasons(
    approver: TestClient, plant: int
) -> None:
    target = proposed(approver)
    assert (target["site"]["id"], target["mode"], target["stage"]) == (plant, "relocate", "proposed")
    assert {each["reason"]: each["points"] for each in target["reasons"]} == {"people": 30, "outside_park": 20}
    assert target["score"] == 50
    assert all(each["clause"] and not each["verified"] for each in target["reasons"])
    assert (target["deadline_on"], target["overdue"]) == ("2020-12-31", False)  # nobody has decided yet
    weights = {each["reason"]: each["weight"] for each in approver.get("/api/relocation-weights").json()}
    assert weights["people"] == 30


def test_proposing_again_changes_what_changed_and_withdraws_what_no_longer_holds(
    approver: TestClient, plant: int
) -> None:
    target = proposed(approver)
    assert approver.post("/api/relocations/propose", json={}).json() == {
        "proposed": 0,
        "updated": 1,
        "withdrawn": 0,
    }
    assert proposed(approver)["version"] == target["version"]  # nothing new, no new version
    site = approver.get(f"/api/sites/{plant}").json()
    gone = approver.post(
        f"/api/sites/{plant}/retire", json={"reason": "关闭"}, headers={"If-Match": f'"{site["version"]}"'}
    )
    assert gone.status_code == 200
    assert approver.post("/api/relocations/propose", json={}).json()["withdrawn"] == 1


def test_a_person_accepts_sets_a_deadline_and_it_becomes_overdue(approver: TestClient) -> None:
    target = decide(approver, proposed(approver), stage="accepted", deadline_on="2026-01-31").json()
    assert (target["stage"], target["overdue"], target["decision"]) == ("accepted", True, "会议决定")
    (news,) = approver.get("/api/notices?kind=relocation_overdue").json()["notices"]
    assert "2026-01-31" in news["text"]
    page = approver.get("/api/relocations?overdue=true").json()
    assert (page["overdue"], page["stages"]["accepted"], len(page["targets"])) == (1, 1, 1)
    later = decide(approver, target, deadline_on="2099-12-31", progress="方案报批").json()
    assert (later["overdue"], [each["text"] for each in later["progress"]]) == (False, ["方案报批"])
    history = approver.get(f"/api/relocations/{target['id']}/history").json()
    assert [each["stage"] for each in history] == ["accepted", "accepted", "proposed"]


def test_stages_follow_one_another(approver: TestClient) -> None:
    answer = decide(approver, proposed(approver), stage="done")
    assert answer.status_code == 400
    assert "待定" in answer.json()["detail"]
    assert "已列入" in answer.json()["remedy"]


def test_a_stale_version_is_refused_with_the_present_one(approver: TestClient) -> None:
    target = proposed(approver)
    assert decide(approver, target, stage="accepted").status_code == 200
    stale = decide(approver, target, stage="dropped")
    assert (stale.status_code, stale.json()["current"]["stage"]) == (412, "accepted")


def test_only_an_approver_decides_and_a_reason_is_needed(approver: TestClient, database: Database) -> None:
    target = proposed(approver)
    assert decide(approver, target, stage="accepted", reason="").status_code == 400
    assert decide(approver, target, park_id=999).status_code == 404
    editor = log_in(approver, database, "editor", ["530181"])
    assert decide(editor, target, stage="accepted").status_code == 403
    assert editor.post("/api/relocations/propose", json={}).status_code == 403
    stranger = log_in(approver, database, "approver", ["530115"])
    assert stranger.get(f"/api/relocations/{target['id']}").status_code == 404
    assert stranger.get("/api/relocations").json()["targets"] == []


def test_a_park_says_check_by_check_whether_it_may_take_the_plant(approver: TestClient) -> None:
    target = proposed(approver)
    (park,) = approver.get(f"/api/relocations/{target['id']}/parks").json()
    verdicts = {each["check"]: each["verdict"] for each in park["checks"]}
    assert verdicts == {
        "grade": "kept", "room": "kept", "capacity": "unchecked", "control_line": "unchecked", "gaps": "unchecked"
    }  # fmt: skip
    assert park["may_take"] is None
    moved = decide(approver, target, stage="accepted", park_id=park["park"]["id"]).json()
    assert moved["park"]["name"] == "演示园区"


def test_two_plants_in_one_another_s_rings_are_a_domino_pair(as_admin: TestClient, plant: int) -> None:
    tank = add(as_admin, "hazard_source", east(400), name="邻厂罐区")
    inside = {"type": "Point", "coordinates": [102.301, 24.501]}
    add(as_admin, "hazard_source", inside, name="本厂罐区")
    found = as_admin.get("/api/dominoes?division=530181").json()
    (pair,) = found["pairs"]
    assert ({pair["a"]["id"], pair["b"]["id"]}, pair["mutual"]) == ({plant, tank}, False)
    assert pair["distance_m"] == pytest.approx(400, abs=0.05)
    (reach,) = pair["a_reaches_b"]
    assert (reach["by"], reach["name"], reach["metres"]) == ("ring", "500 米环带", 500)
    assert "GB 18218-2018" in reach["clause"]
    assert [round(n, 4) for n in pair["geometry"]["coordinates"][0]] == [102.303, 24.5015]
    assert as_admin.get("/api/dominoes?division=530115").json()["pairs"] == []
    assert as_admin.get("/api/dominoes?division=x").status_code == 400


def test_a_domino_pair_across_the_border_is_listed_on_both_sides(
    as_admin: TestClient, divisions: None, database: Database
) -> None:
    for lon, name in ((102.499, "西厂"), (102.501, "东厂")):
        add(as_admin, "chemical_plant", mapping(box(lon - 0.0004, 24.5, lon + 0.0004, 24.501)), name=name)
    for county, mine, theirs in (("530181", "西厂", "东厂"), ("530115", "东厂", "西厂")):
        bureau = log_in(as_admin, database, "viewer", [county])
        (pair,) = bureau.get(f"/api/dominoes?division={county}").json()["pairs"]
        ends = {end["name"]: end for end in (pair["a"], pair["b"])}
        assert ends[mine]["id"]
        assert ends[theirs] == {"id": None, "name": theirs, "layer": "chemical_plant", "colour": None}
        assert pair["mutual"]
    stranger = log_in(as_admin, database, "viewer", ["530181007"])
    assert stranger.get("/api/dominoes").json()["pairs"] == []


def test_a_city_sees_that_its_county_decides(approver: TestClient, database: Database) -> None:
    target = proposed(approver)
    assert target["kept_by"] is None
    join_county(database)
    (target,) = approver.get("/api/relocations?division=530181").json()["targets"]
    alone = approver.get(f"/api/relocations/{target['id']}").json()
    assert target["kept_by"] == alone["kept_by"] == "云南省昆明市安宁市"

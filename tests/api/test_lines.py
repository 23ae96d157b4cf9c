"""Mine lines, parks, pipelines and roads: what is drawn by rule, and what is found by distance."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyproj import Geod
from shapely.geometry import LineString, Point, box, mapping, shape

from geo_app.db import Database
from tests.conftest import log_in

GEOD = Geod(ellps="GRS80")
HERE = (102.45, 24.9)


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def add(client: TestClient, layer: str, place: Any, **fields: Any) -> int:
    body = {"layer": layer, "geometry": mapping(place), "fields": fields}
    return int(ok(client.post("/api/sites", json=body), 201)["id"])


def away(metres: float, azimuth: float = 0) -> Point:
    return Point(GEOD.fwd(*HERE, azimuth, metres)[:2])


@pytest.fixture
def mine(as_admin: TestClient) -> int:
    return add(as_admin, "mine", Point(HERE), name="演示矿", mineral="煤")


def lines(client: TestClient, mine: int, subject: str, place: Any, **more: Any) -> Any:
    body = {"subject": subject, "geometry": mapping(place), "name": "1 号", **more}
    return client.post(f"/api/sites/{mine}/mine-lines", json=body)


def test_water_in_a_goaf_gets_its_three_lines_each_beyond_the_other(as_admin: TestClient, mine: int) -> None:
    water = box(102.45, 24.9, 102.452, 24.902)
    drawn = ok(lines(as_admin, mine, "goaf_water", water), 201)
    assert [(each["part"], each["metres"]) for each in drawn] == [
        ("water_line", None),
        ("probe_line", 20),
        ("warning_line", 60),
    ]
    assert [each["is_verified"] for each in drawn] == [False, True, True]
    east = [shape(each["geometry"]).bounds[2] for each in drawn]
    assert [round(GEOD.inv(102.452, 24.901, lon, 24.901)[2]) for lon in east] == [0, 20, 80]
    (feature, *_) = as_admin.get("/collections/mine_line/items").json()["features"]
    assert feature["properties"]["name"] == "演示矿 1 号积水线"
    again = ok(lines(as_admin, mine, "goaf_water", water), 201)
    assert len(again) == 3
    where = {"subject": "goaf_water", "name": "1 号"}
    assert as_admin.delete(f"/api/sites/{mine}/mine-lines", params=where).status_code == 204
    assert ok(as_admin.get(f"/api/sites/{mine}/mine-lines")) == []
    assert as_admin.delete(f"/api/sites/{mine}/mine-lines", params=where).status_code == 404


def test_the_law_names_no_distance_from_a_river_so_a_person_must(as_admin: TestClient, mine: int) -> None:
    river = LineString([HERE, (102.46, 24.9)])
    assert "没有法定米数" in lines(as_admin, mine, "river", river).json()["detail"]
    (drawn,) = ok(lines(as_admin, mine, "river", river, metres=150), 201)
    assert (drawn["metres"], drawn["confidence"]) == (150, "stated by the assessor")
    assert "要画成面" in lines(as_admin, mine, "goaf", river).json()["detail"]


def test_an_outline_that_crosses_itself_is_refused(as_admin: TestClient, mine: int) -> None:
    knot = {
        "type": "Polygon",
        "coordinates": [[[102.45, 24.9], [102.46, 24.91], [102.46, 24.9], [102.45, 24.91], [102.45, 24.9]]],
    }
    body = {"subject": "goaf", "geometry": knot, "name": "1 号"}
    assert "自相交" in as_admin.post(f"/api/sites/{mine}/mine-lines", json=body).json()["detail"]


@pytest.fixture
def park(as_admin: TestClient) -> int:
    return add(as_admin, "chemical_park", box(102.44, 24.89, 102.46, 24.91), name="演示园区", capacity=1)


def test_a_park_knows_who_stands_inside_and_who_only_says_so(as_admin: TestClient, park: int) -> None:
    for n in (0, 1):
        place = box(102.445 + n * 0.004, 24.9, 102.447 + n * 0.004, 24.901)
        add(as_admin, "chemical_plant", place, name=f"{n} 厂", enterprise_type="production")
    add(as_admin, "chemical_plant", Point(102.47, 24.9), name="名义厂", park="演示园区")
    members = ok(as_admin.get(f"/api/parks/{park}/members"))
    assert [each["name"] for each in members["inside"]] == ["0 厂", "1 厂"]
    assert [each["name"] for each in members["outside"]] == ["名义厂"]
    assert abs(members["outside"][0]["distance_m"] - GEOD.inv(102.46, 24.9, 102.47, 24.9)[2]) < 0.5
    assert "园内 2 家，超出安全容量 1 家" in members["notes"]


def test_homes_within_the_control_line_are_listed(as_admin: TestClient, park: int) -> None:
    add(as_admin, "settlement", Point(102.465, 24.9), name="园边村", residents=70)
    add(as_admin, "settlement", Point(102.475, 24.9), name="外村", residents=70)
    before = ok(as_admin.get(f"/api/parks/{park}/members"))
    assert any("线内敏感目标未检查" in note for note in before["notes"])
    body = {"geometry": mapping(box(102.43, 24.88, 102.47, 24.92)), "basis": "演政发〔2026〕1号"}
    after = ok(as_admin.post(f"/api/parks/{park}/control-line", json=body), 201)
    assert [(each["name"], each["people"]) for each in after["sensitive"]] == [("园边村", 70)]
    (line,) = as_admin.get("/collections/park_line/items").json()["features"]
    assert line["properties"]["basis"] == "演政发〔2026〕1号"


def test_plants_outside_every_park_are_flagged_by_their_type(as_admin: TestClient, park: int) -> None:
    add(as_admin, "chemical_plant", Point(102.45, 24.9), name="园内厂", enterprise_type="production")
    add(as_admin, "chemical_plant", Point(102.47, 24.9), name="园外厂", enterprise_type="production")
    add(as_admin, "chemical_plant", Point(102.48, 24.9), name="不明厂")
    found = ok(as_admin.get("/api/parks/outside"))
    assert (found["parks"], found["plants"]) == (1, 3)
    assert [(each["name"], each["nearest"]) for each in found["outside"]] == [
        ("园外厂", "演示园区"),
        ("不明厂", "演示园区"),
    ]
    assert "不得在园区外新建" in found["outside"][0]["flag"]
    assert "未填写企业类型" in found["outside"][1]["flag"]


def test_without_any_park_the_answer_says_so(as_admin: TestClient) -> None:
    add(as_admin, "chemical_plant", Point(HERE), name="厂")
    found = ok(as_admin.get("/api/parks/outside"))
    assert (found["parks"], found["outside"][0]["nearest"]) == (0, None)
    assert found["notes"]


def test_what_stands_in_the_strips_of_a_pipeline_is_listed(as_admin: TestClient) -> None:
    pipeline = add(as_admin, "pipeline", LineString([(102.44, 24.9), (102.46, 24.9)]), name="演示管道")
    for metres, name in ((4, "压管房"), (49, "近房"), (51, "远房"), (201, "无关房")):
        add(as_admin, "settlement", away(metres), name=name)
    found = ok(as_admin.get(f"/api/pipelines/{pipeline}/occupation"))
    assert found["occupied"] == 1
    assert [(strip["metres"], [each["name"] for each in strip["sites"]]) for strip in found["strips"]] == [
        (5, ["压管房"]),
        (50, ["压管房", "近房"]),
        (200, ["压管房", "近房", "远房"]),
    ]
    assert "第30条" in found["strips"][0]["basis"]
    assert found["strips"][0]["is_verified"]
    strips = as_admin.get("/collections/pipeline_strip/items").json()["features"]
    assert sorted(each["properties"]["metres"] for each in strips) == [5, 50, 200]


def test_a_road_near_a_school_is_dangerous_and_the_unknown_is_not_clear(as_admin: TestClient) -> None:
    road = add(as_admin, "risk_point", Point(HERE), name="校前路口", category="road")
    far = add(as_admin, "risk_point", away(5000), name="远路口", category="road")
    add(as_admin, "protected_target", away(150), name="演示小学", category="school")
    add(as_admin, "risk_point", away(90), name="演示坝塘", category="water")
    found = ok(as_admin.get("/api/roads/dangerous"))
    assert (found["segments"], found["dangerous"]) == (2, 1)
    first, second = found["roads"]
    assert [each["id"] for each in (first, second)] == [road, far]
    states = {each["danger"]: (each["state"], each["what"]) for each in first["dangers"]}
    assert states == {
        "water": ("near", "演示坝塘"),
        "cliff": ("not_checked", None),
        "school": ("near", "演示小学"),
        "rail": ("not_checked", None),
    }
    assert {each["danger"]: each["state"] for each in second["dangers"]} == {
        "water": "not_checked",
        "cliff": "not_checked",
        "school": "clear",
        "rail": "not_checked",
    }
    assert any("未检查" in note for note in found["notes"])


def test_a_road_that_is_drawn_is_held_against_the_rivers_and_railways_that_are_drawn(as_admin: TestClient) -> None:
    road = add(as_admin, "road", LineString([(102.44, 24.9), (102.46, 24.9)]), name="演示乡道")
    river = [GEOD.fwd(lon, 24.9, 0, 20)[:2] for lon in (102.44, 102.46)]
    add(as_admin, "river", LineString(river), name="演示河")
    railway = [GEOD.fwd(lon, 24.9, 0, 60)[:2] for lon in (102.44, 102.46)]
    add(as_admin, "railway", LineString(railway), name="演示铁路")
    (found,) = ok(as_admin.get("/api/roads/dangerous"))["roads"]
    water, _, _, rail = found["dangers"]
    assert (found["id"], found["layer"], found["is_dangerous"]) == (road, "road", True)
    assert (water["what"], round(water["distance_m"]), water["within_m"]) == ("演示河", 20, 30)
    assert (water["geometry"]["type"], water["verified"]) == ("LineString", False)
    assert (rail["state"], rail["geometry"]) == ("clear", None)


def test_a_school_across_the_border_endangers_a_road_all_the_same(
    as_admin: TestClient, divisions: None, database: Database
) -> None:
    add(as_admin, "risk_point", Point(102.4995, 24.5), name="界边路口", category="road")
    add(as_admin, "protected_target", Point(102.5005, 24.5), name="邻县小学", category="school")
    bureau = log_in(as_admin, database, "viewer", ["530181"])
    (road,) = ok(bureau.get("/api/roads/dangerous"))["roads"]
    school = next(each for each in road["dangers"] if each["danger"] == "school")
    assert (school["state"], school["site_id"], school["what"]) == ("near", None, "辖区外对象")


@pytest.mark.parametrize("door", ["parks/{}/members", "pipelines/{}/occupation"])
def test_a_site_of_another_layer_is_refused(as_admin: TestClient, mine: int, door: str) -> None:
    assert as_admin.get(f"/api/{door.format(mine)}").status_code == 400
    assert as_admin.get(f"/api/{door.format(99999)}").status_code == 404

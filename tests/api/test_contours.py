"""Risk contours from a file: level guessed or chosen, faulty shapes told, kept with source and person."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely.geometry import LineString, Point, box, mapping

INNER, OUTER = box(102.44, 24.89, 102.46, 24.91), box(102.42, 24.87, 102.48, 24.93)
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[102.4, 24.8], [102.5, 24.9], [102.5, 24.8], [102.4, 24.9], [102.4, 24.8]]],
}


def file_of(*shapes: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    features = [{"type": "Feature", "geometry": place, "properties": told} for place, told in shapes]
    return {"file": ("contours.geojson", json.dumps({"type": "FeatureCollection", "features": features}))}


GOOD = ((mapping(OUTER), {"id": 2, "风险值": "3×10-7"}), (mapping(INNER), {"id": 1, "风险值": "1E-05"}))
KEEP = {"preview": "false"}
NO_LIMIT = (mapping(box(102.43, 24.88, 102.47, 24.92)), {"id": 3, "风险值": "2e-7"})


@pytest.fixture
def plant(as_admin: TestClient) -> int:
    place = mapping(box(102.450, 24.900, 102.454, 24.904))
    new = {"layer": "chemical_plant", "geometry": place, "fields": {"name": "演示化工"}}
    return int(as_admin.post("/api/sites", json=new).json()["id"])


def test_a_file_is_looked_at_and_nothing_is_kept(as_admin: TestClient, plant: int) -> None:
    answer = as_admin.post(f"/api/sites/{plant}/contours", files=file_of(*GOOD))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["field"], told["good"], told["bad"], told["drawing"]) == ("风险值", 2, 0, None)
    first = told["contours"]["features"][0]["properties"]
    assert (first["level"], first["level_text"], first["confidence"]) == (1e-5, "1×10⁻⁵", "from memory only")
    assert "新建：一般三类防护目标" in first["limit_of"]
    assert as_admin.get(f"/api/sites/{plant}/zones").json() == []


def test_a_contour_keeps_the_doubt_of_its_limit_and_a_confirmed_limit_casts_none(
    as_admin: TestClient, plant: int
) -> None:
    def doubts() -> dict[float, tuple[str | None, str | None]]:
        answer = as_admin.post(f"/api/sites/{plant}/contours", files=file_of(*GOOD, NO_LIMIT), data=KEEP)
        kept = {zone["id"] for zone in answer.json()["drawing"]["zones"]}
        found = as_admin.get("/collections/risk_contour/items").json()["features"]
        mine = (each["properties"] for each in found if each["id"] in kept)
        return {each["level"]: (each.get("doubt") or None, each.get("doubt_en") or None) for each in mine}

    before = doubts()
    zh, en = before[3e-7]
    assert zh
    assert en
    assert re.fullmatch(r"\d{4}-\d\d-\d\d 划定时未核实：新建：高敏感、重要、一般一类防护目标.*", zh)
    assert re.fullmatch(r"Unverified when drawn on \d{4}-\d\d-\d\d: 1 number from memory only", en)
    assert before[2e-7] == (None, None)  # no limit of the table lies at this level: there is nothing to doubt
    limits = as_admin.get("/api/numbers?table=gb36894/risk_limits").json()
    strictest = next(each for each in limits if each["title"].startswith("高敏感"))
    wish = {name: strictest[name] for name in ("table", "row")} | {"reference": "GB 36894-2018 正式出版物第 3 页"}
    assert as_admin.post("/api/confirmations", json=wish).status_code == 201
    after = doubts()
    assert after[3e-7] == (None, None)
    assert after[1e-5] == before[1e-5] != (None, None)  # another row of the table, which nobody has confirmed


def test_kept_contours_say_who_brought_them_and_count_people(as_admin: TestClient, plant: int) -> None:
    said = {"preview": "false", "origin": "某评价机构 2026 年报告"}
    card = as_admin.post(f"/api/sites/{plant}/contours", files=file_of(*GOOD), data=said).json()["drawing"]
    assert (card["layer"], len(card["zones"])) == ("risk_contour", 2)
    assert card["source"] == "某评价机构 2026 年报告、contours.geojson"
    assert card["by"].startswith("admin")
    items = as_admin.get("/collections/risk_contour/items").json()["features"]
    assert sorted(each["properties"]["level"] for each in items) == [3e-7, 1e-5]
    village = {
        "layer": "settlement",
        "geometry": mapping(Point(102.43, 24.88)),
        "fields": {"name": "村", "residents": 9},
    }
    as_admin.post("/api/sites", json=village)
    inner, outer = (as_admin.get(f"/api/zones/{zone['id']}/exposure").json()["rings"][0] for zone in card["zones"])
    assert (inner["people"]["people"], outer["people"]["people"], outer["metres"]) == (0, 9, None)
    assert as_admin.delete(f"/api/sites/{plant}/drawings/{card['drawing']}").status_code == 204


def test_what_is_wrong_with_a_shape_is_told(as_admin: TestClient, plant: int) -> None:
    ring = mapping(LineString(INNER.exterior.coords))
    shapes = [
        (ring, {"risk": 1e-6}),
        (BOW_TIE, {"risk": 1e-6}),
        (mapping(box(10, 10, 11, 11)), {"risk": 1e-6}),
        (mapping(LineString([(102.4, 24.9), (102.5, 24.9)])), {"risk": 1e-6}),
        (mapping(OUTER), {"risk": None}),
    ]
    told = as_admin.post(f"/api/sites/{plant}/contours", files=file_of(*shapes)).json()
    assert told["good"] == 1  # a closed line encloses an area
    assert [(each["row"], each["code"]) for each in told["issues"]] == [
        (2, "self_crossing"),
        (3, "outside_china"),
        (4, "wrong_geometry"),
        (5, "no_level"),
    ]


def test_one_level_may_hold_for_all(as_admin: TestClient, plant: int) -> None:
    shapes = file_of((mapping(INNER), {"name": "甲"}))
    assert as_admin.post(f"/api/sites/{plant}/contours", files=shapes).json()["issues"][0]["code"] == "no_level"
    told = as_admin.post(f"/api/sites/{plant}/contours", files=shapes, data={"level": "1e-6"}).json()
    assert told["contours"]["features"][0]["properties"]["level"] == 1e-6


@pytest.mark.parametrize(
    ("said", "field"), [({"level": "5"}, "level"), ({"field": "nope"}, "field"), ({"crs": "x"}, "crs")]
)
def test_a_wrong_wish_is_told(as_admin: TestClient, plant: int, said: dict[str, str], field: str) -> None:
    answer = as_admin.post(f"/api/sites/{plant}/contours", files=file_of(*GOOD), data=said)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_a_file_that_is_none_is_refused(as_admin: TestClient, plant: int) -> None:
    answer = as_admin.post(f"/api/sites/{plant}/contours", files={"file": ("a.geojson", b"{}")})
    assert answer.status_code == 400
    table = {"file": ("a.csv", "名称,经度,纬度\n甲,102.4,24.9\n")}
    assert "没有图形" in as_admin.post(f"/api/sites/{plant}/contours", files=table).json()["detail"]

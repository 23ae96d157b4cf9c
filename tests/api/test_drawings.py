"""Rings and scenarios drawn around a site: true metres, with their reason, redrawn with the boundary."""

import csv
import io
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyproj import Geod
from shapely.geometry import box, mapping, shape

from geo_app.actor import Actor
from geo_app.db import Database
from tests.conftest import log_in

GEOD = Geod(ellps="GRS80")
PLANT = box(102.450, 24.900, 102.454, 24.904)
LPG = {"model": "fireball", "inputs": {"fuel": "lpg", "mass_t": 10}}


def add(client: TestClient, layer: str, place: dict[str, Any], **fields: Any) -> int:
    answer = client.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def features(client: TestClient, layer: str) -> list[dict[str, Any]]:
    return list(client.get(f"/collections/{layer}/items").json()["features"])


@pytest.fixture
def plant(as_admin: TestClient) -> int:
    return add(as_admin, "chemical_plant", mapping(PLANT), name="演示化工")


def test_a_ring_of_its_own_says_how_far_and_why(as_admin: TestClient, plant: int) -> None:
    new = {"metres": 800, "title": "重点监管范围", "basis": "县政府 2026 年 12 号文"}
    answer = as_admin.post(f"/api/sites/{plant}/rings", json=new)
    assert answer.status_code == 201, answer.text
    card = answer.json()
    assert (card["layer"], card["basis"], card["zones"][0]["metres"]) == (
        "site_ring",
        "县政府 2026 年 12 号文",
        800,
    )
    (ring,) = features(as_admin, "site_ring")
    assert ring["properties"]["name"] == "演示化工 重点监管范围"
    assert ring["properties"]["basis"] == "县政府 2026 年 12 号文"
    west = shape(ring["geometry"]).bounds[0]
    assert GEOD.inv(west, 24.902, 102.450, 24.902)[2] == pytest.approx(800, rel=1e-3)
    assert as_admin.get(f"/api/sites/{plant}/zones").json() == [card]


def test_what_is_drawn_follows_the_boundary_and_its_name(as_admin: TestClient, plant: int) -> None:
    as_admin.post(f"/api/sites/{plant}/rings", json={"metres": 300, "basis": "试"})
    moved = {"geometry": mapping(box(102.46, 24.90, 102.464, 24.904)), "fields": {"name": "乙演示厂"}}
    assert as_admin.patch(f"/api/sites/{plant}", json=moved, headers={"If-Match": '"1"'}).status_code == 200
    (ring,) = features(as_admin, "site_ring")
    assert shape(ring["geometry"]).contains(box(102.46, 24.90, 102.464, 24.904))
    assert not shape(ring["geometry"]).intersects(PLANT)
    assert ring["properties"]["name"] == "乙演示厂 300 米"
    as_admin.post(f"/api/sites/{plant}/retire", json={"reason": "关闭"}, headers={"If-Match": '"2"'})
    assert features(as_admin, "site_ring") == []


def test_a_scenario_is_kept_with_its_steps_and_taken_away_whole(as_admin: TestClient, plant: int) -> None:
    card = as_admin.post(f"/api/sites/{plant}/scenarios", json=LPG).json()
    assert [(zone["metres"], zone["level"]) for zone in card["zones"]] == [(114, 1), (228, 2), (412, 3)]
    assert "仅供筛查，不能用于设计" in card["warning"]
    assert card["inputs"] == LPG["inputs"]
    assert card["confidence"] == "from memory only"
    assert [step["title"] for step in card["steps"]][1] == "火球直径 D"
    assert {each["properties"]["level"] for each in features(as_admin, "scenario_zone")} == {1, 2, 3}
    exposed = as_admin.get(f"/api/zones/{card['zones'][0]['id']}/exposure", params={"sectors": 8}).json()
    assert (exposed["site_id"], exposed["rings"][0]["metres"]) == (plant, 114)
    gone = as_admin.delete(f"/api/sites/{plant}/drawings/{card['drawing']}", params={"reason": "改用实测"})
    assert gone.status_code == 204
    assert features(as_admin, "scenario_zone") == []
    assert as_admin.delete(f"/api/sites/{plant}/drawings/{card['drawing']}").status_code == 404


def test_a_zone_keeps_the_doubt_of_its_day_on_the_map_and_in_files(as_admin: TestClient, plant: int) -> None:
    assert as_admin.post(f"/api/sites/{plant}/scenarios", json=LPG).status_code == 201
    zones = as_admin.get("/collections/scenario_zone/items").json()["features"]
    said = {each["properties"]["doubt"] for each in zones}
    assert said
    assert all(re.match(r"\d{4}-\d\d-\d\d 划定时未核实：.", each) for each in said)
    assert all(each["properties"]["doubt_en"].startswith("Unverified when drawn on") for each in zones)
    told = csv.DictReader(io.StringIO(as_admin.get("/api/exports/scenario_zone?format=csv").text.lstrip("\ufeff")))
    rows = list(told)
    assert {row["未核实"] for row in rows} == said
    assert "未核实英文" not in rows[0]


def test_a_line_is_ringed_along_its_whole_length(as_admin: TestClient) -> None:
    line = {"type": "LineString", "coordinates": [[102.40, 24.90], [102.45, 24.90]]}
    pipe = add(as_admin, "pipeline", line, name="演示管道")
    card = as_admin.post(f"/api/sites/{pipe}/rings", json={"metres": 200, "basis": "管道保护法"}).json()
    length = GEOD.inv(102.40, 24.90, 102.45, 24.90)[2]
    assert card["zones"][0]["area_m2"] == pytest.approx(length * 400 + 3.14159 * 200**2, rel=2e-3)
    assert card["note"] == ""


def test_a_point_says_that_no_boundary_is_known(as_admin: TestClient) -> None:
    site = add(as_admin, "chemical_plant", {"type": "Point", "coordinates": [102.5, 24.9]}, name="无界演示厂")
    card = as_admin.post(f"/api/sites/{site}/rings", json={"metres": 500, "basis": "试"}).json()
    assert "没有登记边界" in card["note"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("rings", {"metres": -5, "basis": "试"}, "metres"),
        ("rings", {"metres": 60000, "basis": "试"}, "metres"),
        ("rings", {"metres": 500, "basis": "  "}, "basis"),
        ("scenarios", {"model": "fireball", "inputs": {"fuel": "lpg", "mass_t": -1}}, "mass_t"),
        ("scenarios", {"model": "fireball", "inputs": {"fuel": "lpg", "mass_t": 5000}}, "mass_t"),
        ("scenarios", {"model": "fireball", "inputs": {"fuel": "不知名", "mass_t": 5}}, "fuel"),
    ],
)
def test_a_wrong_wish_is_told_and_nothing_is_drawn(
    as_admin: TestClient, plant: int, path: str, body: dict[str, Any], field: str
) -> None:
    answer = as_admin.post(f"/api/sites/{plant}/{path}", json=body)
    assert (answer.status_code, answer.json()["field"]) == (400, field), answer.text
    assert as_admin.get(f"/api/sites/{plant}/zones").json() == []


def test_a_viewer_draws_and_erases_nothing(
    client: TestClient, database: Database, admin: Actor, divisions: None, as_admin: TestClient
) -> None:
    plant = add(as_admin, "chemical_plant", mapping(PLANT), name="演示化工")
    card = as_admin.post(f"/api/sites/{plant}/rings", json={"metres": 500, "basis": "试"}).json()
    viewer = log_in(client, database, "viewer", ["530181"])
    assert viewer.post(f"/api/sites/{plant}/rings", json={"metres": 1, "basis": "试"}).status_code == 403
    assert viewer.delete(f"/api/sites/{plant}/drawings/{card['drawing']}").status_code == 403
    assert len(viewer.get(f"/api/sites/{plant}/zones").json()) == 1
    neighbour = log_in(client, database, "editor", ["530115"])
    assert neighbour.get(f"/api/sites/{plant}/zones").status_code == 404
    assert neighbour.post(f"/api/sites/{plant}/rings", json={"metres": 1, "basis": "试"}).status_code == 404
    assert neighbour.delete(f"/api/sites/{plant}/drawings/{card['drawing']}").status_code == 404

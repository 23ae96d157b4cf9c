"""Buffers at any distance: apart and merged, cut at a county line, from a point where no boundary is known."""

import math
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely.geometry import box, mapping, shape


def add(client: TestClient, layer: str, place: dict[str, Any], **fields: Any) -> int:
    answer = client.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def buffers(client: TestClient, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/zones/buffers", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["features"])


def test_rings_are_apart_or_merged(as_admin: TestClient) -> None:
    add(as_admin, "chemical_plant", mapping(box(102.45, 24.9, 102.454, 24.904)), name="甲厂")
    add(as_admin, "chemical_plant", point(102.46, 24.9), name="乙厂")
    apart = buffers(as_admin, layer="chemical_plant", metres=700)
    assert [(each["properties"]["name"], each["properties"]["from_point"]) for each in apart] == [
        ("甲厂", False),
        ("乙厂", True),
    ]
    (merged,) = buffers(as_admin, layer="chemical_plant", metres=700, merge=1)
    told = merged["properties"]
    assert (told["sites"], told["from_points"], told["metres"]) == (2, 1, 700)
    assert "1 个没有登记边界" in told["note"]
    assert shape(merged["geometry"]).area < sum(shape(each["geometry"]).area for each in apart)
    assert told["area_m2"] > math.pi * 700**2


def test_a_ring_across_the_county_line_is_cut_there(as_admin: TestClient, divisions: None) -> None:
    add(as_admin, "fuel_station", point(102.497, 24.9), name="界边站")
    add(as_admin, "fuel_station", point(102.3, 24.9), name="远站")
    (east,) = buffers(as_admin, layer="fuel_station", metres=1000, division="530115")
    assert east["properties"]["name"] == "界边站"
    assert shape(east["geometry"]).bounds[0] == pytest.approx(102.5, abs=1e-6)
    (whole,) = buffers(as_admin, layer="fuel_station", metres=1000, division="530181", merge=True)
    assert shape(whole["geometry"]).bounds[2] == pytest.approx(102.5, abs=1e-6)
    assert whole["properties"]["sites"] == 2


def test_nothing_there_is_an_empty_answer(as_admin: TestClient) -> None:
    assert buffers(as_admin, layer="mine", metres=1000, merge=1) == []
    assert buffers(as_admin, layer="mine", metres=1000, colours="red") == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"layer": "mine", "metres": 0}, 400),
        ({"layer": "mine", "metres": "nan"}, 400),
        ({"layer": "mine", "metres": 50001}, 400),
        ({"layer": "site_ring", "metres": 5}, 400),
        ({"layer": "castle", "metres": 5}, 404),
        ({"layer": "mine", "metres": 5, "division": "999999"}, 404),
    ],
)
def test_what_cannot_be_asked_is_told(as_admin: TestClient, asked: dict[str, Any], status: int) -> None:
    answer = as_admin.get("/api/zones/buffers", params=asked)
    assert answer.status_code == status
    assert answer.json()["detail"]

"""The nearest sites of each layer, by metres on the ellipsoid and not by degrees."""

import pytest
from fastapi.testclient import TestClient


def put(client: TestClient, layer: str, lon: float, lat: float, name: str) -> None:
    place = {"type": "Point", "coordinates": [lon, lat]}
    new = {"layer": layer, "geometry": place, "fields": {"name": name}, "reason": "测试"}
    assert client.post("/api/sites", json=new).status_code == 201


def test_the_nearest_of_each_layer_come_in_the_order_of_their_metres(
    as_editor: TestClient, divisions: None
) -> None:
    put(as_editor, "mine", 102.41, 24.9, "东边的矿")  # 1010 m: nearer, though as far in degrees
    put(as_editor, "mine", 102.4, 24.9098, "北边的矿")  # 1085 m, 0.0098 degrees
    put(as_editor, "mine", 102.45, 24.9, "远处的矿")
    put(as_editor, "fuel_station", 102.402, 24.9, "加油站")
    found = as_editor.get("/api/nearest", params={"lon": 102.4, "lat": 24.9, "each": 1}).json()
    assert [(each["layer"], each["name"]) for each in found] == [
        ("fuel_station", "加油站"),
        ("mine", "东边的矿"),
    ]
    assert found[1]["distance_m"] == pytest.approx(1010, abs=2)
    whole = as_editor.get("/api/nearest", params={"lon": 102.4, "lat": 24.9}).json()
    assert [each["name"] for each in whole[1:]] == ["东边的矿", "北边的矿", "远处的矿"]
    assert as_editor.get("/api/nearest", params={"lon": 2, "lat": 24.9}).status_code == 400

"""The collections keep the promises of OGC API Features that they make so far, and of GeoJSON (RFC 7946)."""

from collections.abc import Iterator
from typing import Any

import geopandas
import pytest
from fastapi.testclient import TestClient
from shapely.geometry import shape

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[102.45, 24.9], [102.453, 24.9], [102.453, 24.903], [102.45, 24.903], [102.45, 24.9]]],
}
PLACES: dict[str, dict[str, Any]] = {
    "mine": {"type": "Point", "coordinates": [102.45, 24.9]},
    "chemical_plant": SQUARE,
    "pipeline": {"type": "LineString", "coordinates": [[102.4, 24.9], [102.5, 24.95]]},
}


@pytest.fixture
def filled(as_admin: TestClient) -> TestClient:
    for layer, place in PLACES.items():
        fields = {"name": f"演示 {layer} “引号” <b>&"}
        answer = as_admin.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
        assert answer.status_code == 201, answer.text
    return as_admin


def collections(client: TestClient) -> Iterator[dict[str, Any]]:
    yield from client.get("/collections").json()["collections"]


def test_every_collection_links_to_its_items(filled: TestClient) -> None:
    for collection in collections(filled):
        (items,) = [link["href"] for link in collection["links"] if link["rel"] == "items"]
        page = filled.get(items).json()
        assert page["type"] == "FeatureCollection"
        assert page["numberReturned"] == len(page["features"]) == page["numberMatched"]


def test_every_feature_has_an_id_a_geometry_in_longitude_latitude_and_properties(filled: TestClient) -> None:
    for collection in collections(filled):
        for feature in filled.get(f"/collections/{collection['id']}/items").json()["features"]:
            west, south, east, north = shape(feature["geometry"]).bounds
            assert 102 < west <= east < 103
            assert 24 < south <= north < 25
            assert isinstance(feature["id"], int)
            assert "演示" in feature["properties"]["name"]
            again = filled.get(f"/collections/{collection['id']}/items/{feature['id']}").json()
            assert again == feature


def test_geopandas_reads_a_page(filled: TestClient) -> None:
    frame = geopandas.read_file(filled.get("/collections/pipeline/items").text)
    assert list(frame.geometry.geom_type) == ["LineString"]


def test_every_path_of_the_description_refuses_strangers(client: TestClient) -> None:
    """Only the health of the server, the login itself and the names of the layers are open."""
    open_to_all = {"/api/health", "/api/session", "/openapi.json"}
    for path, verbs in client.get("/openapi.json").json()["paths"].items():
        for verb in verbs:
            if path in open_to_all:
                continue
            address = path.replace("{layer}", "mine")
            for name in (
                "site_id",
                "drawing",
                "model",
                "zone_id",
                "feature_id",
                "assessment_id",
                "account_id",
                "run_id",
                "z",
                "x",
                "y",
            ):
                address = address.replace(f"{{{name}}}", "1")
            answer = client.request(verb.upper(), address, json={})
            assert answer.status_code == 401, f"{verb} {path}: {answer.status_code}"

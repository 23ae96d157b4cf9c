"""The rings around a plant say who and what lies in them, edge to edge, and what nobody has entered."""

from typing import Any

from fastapi.testclient import TestClient
from pyproj import Geod
from shapely.geometry import box, mapping

GEOD = Geod(ellps="GRS80")
PLANT = box(102.450, 24.900, 102.454, 24.904)


def east_of_the_plant(metres: float) -> dict[str, Any]:
    """A point due east of the plant's eastern edge."""
    lon, lat, _ = GEOD.fwd(102.454, 24.902, 90, metres)
    return {"type": "Point", "coordinates": [lon, lat]}


def add(client: TestClient, layer: str, place: dict[str, Any], **fields: Any) -> int:
    answer = client.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def test_each_ring_counts_people_and_names_targets_from_the_boundary(as_admin: TestClient) -> None:
    plant = add(as_admin, "chemical_plant", mapping(PLANT), name="演示化工")
    add(as_admin, "settlement", east_of_the_plant(400), name="近村", residents=120)
    add(as_admin, "settlement", east_of_the_plant(900), name="远村", residents=80)
    add(as_admin, "protected_target", east_of_the_plant(499), name="小学", category="school", people=300)
    add(as_admin, "protected_target", east_of_the_plant(502), name="敬老院", category="welfare")
    near, far = as_admin.get(f"/api/sites/{plant}/surroundings").json()
    assert (near["metres"], near["people"], near["is_complete"]) == (500, 120, True)
    assert (far["metres"], far["people"]) == (1000, 200)
    assert [(target["name"], target["category"]) for target in near["targets"]] == [("小学", "school")]
    assert [target["name"] for target in far["targets"]] == ["小学", "敬老院"]
    assert abs(far["targets"][0]["distance_m"] - 499) < 0.05
    assert far["targets"][1]["people"] is None  # not entered, not 0


def test_a_site_of_a_layer_without_rings_is_looked_at_by_the_usual_ones(as_admin: TestClient) -> None:
    mine = add(as_admin, "mine", {"type": "Point", "coordinates": [102.45, 24.9]}, name="演示矿")
    rings = as_admin.get(f"/api/sites/{mine}/surroundings").json()
    assert [ring["metres"] for ring in rings] == [500, 1000]
    assert not rings[0]["is_complete"]
    assert "不能按 0 人计" in rings[0]["note"]


def test_surroundings_of_a_site_that_is_not_there_are_not_found(as_admin: TestClient) -> None:
    assert as_admin.get("/api/sites/99/surroundings").status_code == 404

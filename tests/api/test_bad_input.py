"""What people get wrong or cannot know: each gets a named answer with a remedy, and nothing wrong is drawn."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely import MultiPolygon
from shapely.geometry import Point, box, mapping, shape

from geo_app.db import Database
from tests.conftest import log_in

pytestmark = pytest.mark.usefixtures("divisions")
WEST, NEXT_TO_BORDER = (102.45, 24.5), (102.498, 24.5)  # the border of the two counties runs along 102.5°E
KNOT = {  # some three square kilometres that cross themselves
    "type": "Polygon",
    "coordinates": [[[102.40, 24.50], [102.42, 24.52], [102.42, 24.50], [102.40, 24.52], [102.40, 24.50]]],
}


def add(client: TestClient, layer: str, place: Any, **fields: Any) -> Any:
    geometry = place if isinstance(place, dict) else mapping(place)
    return client.post("/api/sites", json={"layer": layer, "geometry": geometry, "fields": fields})


def plant(client: TestClient, place: Any = None, **fields: Any) -> int:
    answer = add(client, "chemical_plant", place or Point(WEST), name="演示化工", **fields)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def grade(client: TestClient, site: int, *items: dict[str, Any], **inputs: Any) -> Any:
    body = {"method": "gb18218", "inputs": {"items": list(items), **inputs}}
    return client.post(f"/api/sites/{site}/assessments", json=body)


def rings(client: TestClient) -> list[dict[str, Any]]:
    return client.get("/collections/chemical_plant_buffer/items").json()["features"]


def test_a_plant_without_a_boundary_is_measured_from_its_point_and_that_is_said(as_admin: TestClient) -> None:
    site = plant(as_admin)
    exposure = as_admin.get(f"/api/sites/{site}/exposure").json()
    assert (exposure["from_point"], len(rings(as_admin))) == (True, 2)
    ring = as_admin.post(f"/api/sites/{site}/rings", json={"metres": 300, "title": "", "basis": "演示"}).json()
    assert "没有登记边界" in ring["note"]


def test_a_boundary_that_crosses_itself_is_refused_and_nothing_is_drawn(as_admin: TestClient) -> None:
    answer = add(as_admin, "chemical_plant", KNOT, name="演示化工")
    assert (answer.status_code, "自相交" in answer.json()["detail"]) == (400, True)
    assert answer.json()["remedy"]
    assert rings(as_admin) == []


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({"name": "无人知晓素", "q": 5}, "无人知晓素"),
        ({"name": "氯", "q": -3}, "不能小于 0"),
        ({"name": "氯", "q": "五吨"}, "不是数字"),
        ({"name": "7782-50-4", "q": 5}, "校验位不符"),
        ({"name": "硝酸", "q": 5}, "请写全名"),
    ],
)
def test_a_substance_nobody_knows_and_impossible_tonnes_are_named(
    as_admin: TestClient, item: dict[str, Any], told: str
) -> None:
    answer = grade(as_admin, plant(as_admin), item, residents_500m=0, residents_source="现场核实")
    problem = answer.json()
    assert answer.status_code == 400
    assert told in problem["detail"] + problem["remedy"]


def test_missing_residents_are_never_nobody(as_admin: TestClient) -> None:
    site = plant(as_admin)
    add(as_admin, "settlement", Point(102.452, 24.5), name="人数不详村")
    answer = grade(as_admin, site, {"name": "氯", "q": 5})
    assert (answer.status_code, "人数不详村" in answer.json()["detail"]) == (400, True)
    (near, *_) = as_admin.get(f"/api/sites/{site}/exposure").json()["rings"]
    assert (near["people"]["is_complete"], near["people"]["without"]) == (False, ["人数不详村"])


def test_a_plant_of_two_boundaries_throws_its_rings_from_both(as_admin: TestClient) -> None:
    halves = MultiPolygon([box(102.45, 24.5, 102.451, 24.501), box(102.46, 24.5, 102.461, 24.501)])
    plant(as_admin, halves)
    near = min(rings(as_admin), key=lambda ring: ring["properties"]["metres"])
    assert all(shape(near["geometry"]).covers(half) for half in halves.geoms)
    assert shape(near["geometry"]).is_valid


def test_a_ring_across_the_border_counts_the_neighbours_people_without_their_names(
    as_admin: TestClient, database: Database
) -> None:
    site = plant(as_admin, Point(NEXT_TO_BORDER))
    add(as_admin, "settlement", Point(102.502, 24.5), name="邻县村", residents=70)
    bureau = log_in(as_admin, database, "viewer", ["530181"])
    (near, *_) = bureau.get(f"/api/sites/{site}/exposure").json()["rings"]
    assert near["people"]["people"] == 70
    assert [(each["id"], "邻县村" in each["name"]) for each in near["settlements"]] == [(None, False)]
    (ring, *_) = rings(bureau)
    assert shape(ring["geometry"]).bounds[2] > 102.5  # whole, not cut at the border


def test_a_ring_over_the_sea_is_whole_and_nobody_lives_there(as_admin: TestClient) -> None:
    shore = plant(as_admin, Point(102.999, 24.5))  # at the edge of all that is known
    assert all(shape(ring["geometry"]).is_valid for ring in rings(as_admin))
    (near, *_) = as_admin.get(f"/api/sites/{shore}/exposure").json()["rings"]
    assert near["note"]
    assert not near["people"]["is_complete"]

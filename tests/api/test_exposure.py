"""Exposure: people and targets per ring, zone, class and wind sector, by day and night; unknown is never 0."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyproj import Geod
from shapely.geometry import box, mapping

GEOD = Geod(ellps="GRS80")
PLANT = box(102.450, 24.900, 102.454, 24.904)
CENTRE = (102.452, 24.902)


def towards(azimuth: float, metres: float) -> dict[str, Any]:
    """A point in a direction from the middle of the plant."""
    lon, lat, _ = GEOD.fwd(*CENTRE, azimuth, metres)
    return {"type": "Point", "coordinates": [lon, lat]}


def add(client: TestClient, layer: str, place: dict[str, Any], **fields: Any) -> int:
    answer = client.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


@pytest.fixture
def plant(as_admin: TestClient) -> int:
    return add(as_admin, "chemical_plant", mapping(PLANT), name="演示化工")


def exposure(client: TestClient, site: int, **asked: Any) -> dict[str, Any]:
    answer = client.get(f"/api/sites/{site}/exposure", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_day_and_night_are_counted_where_they_are_known_and_named_where_not(
    as_admin: TestClient, plant: int
) -> None:
    add(as_admin, "settlement", towards(90, 500), name="东村", residents=100, day_people=40, night_people=95)
    add(as_admin, "settlement", towards(90, 600), name="二村", residents=50, slow_people=6)
    add(as_admin, "protected_target", towards(180, 500), name="小学", category="school", people=300)
    (ring,) = exposure(as_admin, plant, metres="800")["rings"]
    assert ring["people"] == {"people": 150, "is_complete": True, "without": []}
    assert ring["day"] == {"people": 340, "is_complete": False, "without": ["二村"]}
    assert ring["night"] == {"people": 95, "is_complete": False, "without": ["二村"]}
    assert ring["slow"] == {"people": 6, "is_complete": False, "without": ["东村"]}


def test_targets_are_counted_by_class_the_most_sensitive_first(as_admin: TestClient, plant: int) -> None:
    add(as_admin, "protected_target", towards(0, 450), name="市场", protection_class="general_1", people=80)
    add(
        as_admin, "protected_target", towards(0, 460), name="小学", protection_class="high_sensitivity", people=300
    )
    add(as_admin, "protected_target", towards(0, 470), name="医院", protection_class="high_sensitivity")
    add(as_admin, "protected_target", towards(0, 480), name="庙")
    (ring,) = exposure(as_admin, plant, metres="500")["rings"]
    told = [(each["label"], each["count"], each["people"], each["without_people"]) for each in ring["by_class"]]
    assert told == [("高敏感", 2, 300, 1), ("一般一类", 1, 80, 0), ("未分级", 1, 0, 1)]
    assert [target["name"] for target in ring["targets"]] == ["市场", "小学", "医院", "庙"]


@pytest.mark.parametrize(("sectors", "azimuth", "number", "name"), [(8, 44, 1, "东北"), (16, 350, 0, "北")])
def test_a_direction_falls_into_its_sector(
    as_admin: TestClient, plant: int, sectors: int, azimuth: float, number: int, name: str
) -> None:
    add(as_admin, "settlement", towards(azimuth, 700), name="村", residents=30)
    add(as_admin, "protected_target", towards(azimuth, 700), name="学校")
    (ring,) = exposure(as_admin, plant, metres="1000", sectors=sectors)["rings"]
    (held,) = [each for each in ring["sectors"] if each["people"]["people"]]
    assert (held["sector"], held["name"], held["people"]["people"], held["targets"]) == (number, name, 30, 1)
    assert ring["targets"][0]["sector"] == number
    assert abs(ring["targets"][0]["azimuth_deg"] - azimuth) < 0.1


def test_a_settlement_across_two_sectors_is_shared_by_area(as_admin: TestClient, plant: int) -> None:
    lon, lat, _ = GEOD.fwd(*CENTRE, 22.5, 700)  # the line between north and northeast
    add(
        as_admin,
        "settlement",
        mapping(box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001)),
        name="村",
        residents=90,
    )
    (ring,) = exposure(as_admin, plant, metres="2000", sectors=8)["rings"]
    north, northeast = ring["sectors"][:2]
    assert 40 <= north["people"]["people"] <= 50
    assert 40 <= northeast["people"]["people"] <= 50
    assert ring["people"]["people"] == 90
    assert ring["settlements"][0]["share"] == pytest.approx(1, abs=1e-4)


def test_the_wind_rose_weighs_what_lies_downwind(as_admin: TestClient, plant: int) -> None:
    add(as_admin, "settlement", towards(180, 700), name="南村", residents=100)
    (ring,) = exposure(as_admin, plant, metres="1000", sectors=8, wind="60,0,0,0,40,0,0,0")["rings"]
    assert ring["sectors"][4]["downwind_share"] == 0.6  # a north wind blows to the south
    assert ring["downwind_people"] == 60


def test_nobody_surveyed_is_not_nobody_there(as_admin: TestClient, plant: int) -> None:
    (ring,) = exposure(as_admin, plant, metres="500")["rings"]
    assert not ring["people"]["is_complete"]
    assert "不能按 0 人计" in ring["note"]


def test_a_point_with_a_declared_size_says_how_much_too_small_its_rings_may_be(as_admin: TestClient) -> None:
    site = add(as_admin, "chemical_plant", towards(0, 9000), name="无界厂", ground_m2=31416)
    told = exposure(as_admin, site, metres="500")
    assert told["from_point"]
    assert "未登记厂区边界" in told["rings"][0]["note"]
    assert "半径约 100 m" in told["rings"][0]["note"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"metres": "0"}, "metres"),
        ({"metres": "nan"}, "metres"),
        ({"metres": "abc"}, "metres"),
        ({"metres": "60000"}, "metres"),
        ({"sectors": 7}, "sectors"),
        ({"sectors": 8, "wind": "1,2"}, "wind"),
        ({"sectors": 8, "wind": "1,2,3,4,5,6,7,-8"}, "wind"),
        ({"wind": "1,1,1,1,1,1,1,1"}, "wind"),
    ],
)
def test_what_cannot_be_asked_is_told(as_admin: TestClient, plant: int, asked: dict[str, Any], field: str) -> None:
    answer = as_admin.get(f"/api/sites/{plant}/exposure", params=asked)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_what_is_not_there_is_not_found(as_admin: TestClient) -> None:
    assert as_admin.get("/api/sites/99/exposure").status_code == 404
    assert as_admin.get("/api/zones/99/exposure").status_code == 404

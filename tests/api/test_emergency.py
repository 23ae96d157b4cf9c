"""The nearest help: by category, in metres on the ellipsoid, with the telephone for those who may see it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyproj import Geod

HERE = (102.3, 24.6)


@pytest.fixture
def teams(office: TestClient) -> list[int]:
    """Three teams east of here, a shelter to the north, and a store across the border."""
    places = [("team", 0.03, 0), ("team", 0.01, 0), ("team", 0.02, 0), ("shelter", 0, 0.02)]
    return [add(office, category, HERE[0] + east, HERE[1] + north) for category, east, north in places]


def add(client: TestClient, category: str, lon: float, lat: float) -> int:
    fields = {"name": f"{category} {lon:.2f}", "category": category, "duty_telephone": "0871-1234567"}
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    answer = client.post(
        "/api/sites", json={"layer": "emergency_resource", "geometry": geometry, "fields": fields}
    )
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def ask(client: TestClient, **where: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/emergency/nearest", params=where)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def test_the_nearest_of_each_category_come_with_metres_and_telephone(office: TestClient, teams: list[int]) -> None:
    found = ask(office, lon=HERE[0], lat=HERE[1], each=2)
    assert [each["id"] for each in found] == [teams[1], teams[2], teams[3]]
    for each in found:
        metres = Geod(ellps="GRS80").inv(*HERE, each["lon"], each["lat"])[2]
        assert each["distance_m"] == pytest.approx(metres, abs=0.06)
    assert {each["telephone"] for each in found} == {"0871-1234567"}


def test_a_site_is_a_place_too_and_viewers_see_no_telephone(
    office: TestClient, door: Any, site: int, teams: list[int]
) -> None:
    viewer = door("viewer", "530181")
    found = ask(viewer, site=site, each=1)
    assert [each["id"] for each in found] == [teams[1], teams[3]]
    assert {each["telephone"] for each in found} == {None}
    taken = viewer.get("/api/emergency/resources").json()
    assert ([each["id"] for each in taken], taken[0]["distance_m"]) == (teams, None)


def test_a_grid_officer_finds_the_help_of_the_whole_county_by_its_duty_telephone(
    office: TestClient, door: Any, teams: list[int]
) -> None:
    grid = door("inspector", "530181007")
    found = ask(grid, lon=HERE[0], lat=HERE[1], each=1)
    assert [(each["id"], each["own"], each["telephone"]) for each in found] == [
        (teams[1], False, "0871-1234567"),
        (teams[3], False, "0871-1234567"),
    ]
    assert grid.get(f"/api/sites/{teams[1]}").status_code == 404


def test_help_of_a_neighbour_is_not_shown_and_a_place_is_needed(
    office: TestClient, door: Any, teams: list[int]
) -> None:
    assert ask(door("editor", "530115"), lon=HERE[0], lat=HERE[1]) == []
    answer = office.get("/api/emergency/nearest")
    assert (answer.status_code, answer.json()["detail"]) == (400, "没有说明位置")
    assert office.get("/api/emergency/nearest", params={"site": 999}).status_code == 404

"""The doors of "where could it stand?" and "what if?": what comes in, what goes out, who may ask."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.test_footprints import TEXT, send

SHOP = {"type": "fireworks_shop", "width_m": 60, "depth_m": 40}
AREA = {
    "type": "Polygon",
    "coordinates": [[[102.4, 24.9], [102.42, 24.9], [102.42, 24.92], [102.4, 24.92], [102.4, 24.9]]],
}


def put_shop(client: TestClient, lon: float) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": [lon, 24.9005]}
    fields = {"name": "演示烟花店", "category": "fireworks"}
    new = {"layer": "risk_point", "geometry": place, "fields": fields, "reason": "测试"}
    return client.post("/api/sites", json=new).json()


def test_a_county_and_an_area_are_searched_with_the_same_rules(as_editor: TestClient, divisions: None) -> None:
    put_shop(as_editor, 102.41)
    county = as_editor.post("/api/feasible-areas", json=SHOP | {"division": "530181"})
    assert county.status_code == 200, county.text
    found = as_editor.post("/api/feasible-areas", json=SHOP | {"area": AREA}).json()
    (part,) = [each for each in found["excluded"] if each["rule"] == "FW65-1"]
    assert part["answer"] == "fails"
    assert part["clause"]
    assert part["area_m2"] == pytest.approx(3.1416 * 50**2, rel=0.01)
    assert found["feasible_m2"] == pytest.approx(found["area_m2"] - part["area_m2"], rel=1e-4)
    assert [each["rank"] for each in found["best"]] == list(range(1, 11))
    assert found["best"][0]["nearest"] == "FW65-1"
    assert found["best"][0]["verdict"]["verdict"] in ("clear", "demonstration")
    assert "不表示安全" in found["notes"][0]


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ({}, 400, "没有说明在哪里找"),
        ({"division": "530181007"}, 400, "没有界线"),
        ({"division": "999999"}, 404, "没有行政区划"),
        ({"area": {"type": "Polygon"}}, 400, "不是有效的 GeoJSON"),
        ({"area": AREA, "width_m": 0}, 400, "width_m"),
        ({"area": AREA, "type": "castle"}, 404, "没有项目类型"),
    ],
)
def test_a_search_that_cannot_be_is_refused(
    as_editor: TestClient, divisions: None, asked: dict[str, Any], status: int, told: str
) -> None:
    answer = as_editor.post("/api/feasible-areas", json=SHOP | asked)
    assert (answer.status_code, told in answer.text) == (status, True), answer.text


def test_what_if_shows_the_difference_and_keeps_nothing(as_editor: TestClient, divisions: None) -> None:
    shop = put_shop(as_editor, 102.4012)
    footprint = send(as_editor, TEXT).json()["footprint"]
    project = {"type": "fireworks_shop", "footprint": footprint}
    gone = {"project": project, "neighbour": {"site": shop["id"]}}
    found = as_editor.post("/api/screenings/what-if", json=gone).json()
    assert (found["base"]["verdict"]["verdict"], found["then"]["verdict"]["verdict"]) == (
        "refused",
        "demonstration",
    )
    (change,) = [each for each in found["changes"] if each["then"] and each["then"]["rule"] == "FW65-1"]
    assert change["then"]["answer"] == "fails"
    again = as_editor.get(f"/api/sites/{shop['id']}").json()
    assert again["version"] == shop["version"]
    moved = as_editor.post("/api/screenings/what-if", json={"project": project, "east_m": -40}).json()
    assert moved["then"]["verdict"]["verdict"] != "refused"
    stranger = {"project": project, "neighbour": {"site": 0}}
    assert as_editor.post("/api/screenings/what-if", json=stranger).status_code == 404

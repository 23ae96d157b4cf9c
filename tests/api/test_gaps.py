"""The ledger of distances through the door: who sees what, filters, and a site's own answers."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyproj import Geod

from geo_app.db import Database
from tests.conftest import log_in

GEOD = Geod(a=6378137, rf=298.257222101)  # CGCS2000
BORDER = 102.5  # between the two counties of conftest.py


def add(client: TestClient, layer: str, metres: float, **fields: Any) -> int:
    """A site so many metres east of the county border; negative ones lie west of it."""
    lon, lat, _ = GEOD.fwd(BORDER, 24.5, 90, metres)
    place = {"type": "Point", "coordinates": [lon, lat]}
    answer = client.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


@pytest.fixture
def shops(as_admin: TestClient, divisions: None) -> tuple[int, int]:
    """Two fireworks shops that stand 40 m apart, the border between them."""
    west = add(as_admin, "risk_point", -20, name="西店", category="fireworks")
    return west, add(as_admin, "risk_point", 20, name="东店", category="fireworks")


def test_the_ledger_counts_every_answer_and_lists_the_worst_first(
    as_admin: TestClient, shops: tuple[int, int]
) -> None:
    page = as_admin.get("/api/gaps?limit=1").json()
    assert page["summary"] == {"kept": 0, "short": 2, "unchecked": 4}  # no road and no school is registered
    (gap,) = page["gaps"]
    assert (gap["rule"], gap["verdict"], gap["required_m"], gap["verified"]) == ("FW65-1", "short", 50, True)
    assert gap["measured_m"] == pytest.approx(40, abs=0.01)
    assert gap["shortfall_m"] == pytest.approx(10, abs=0.01)
    assert gap["geometry"]["type"] == "LineString"
    assert page["next"] == 1
    rest = as_admin.get("/api/gaps?limit=10&after=1").json()
    assert (len(rest["gaps"]), rest["next"]) == (5, None)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("verdict=short", 2),
        ("verdict=unchecked&rule=FW65-2", 2),
        ("division=530181&verdict=short", 2),  # one across the border, as source and as target
        ("division=530102", 0),
        ("layer=mine", 0),
    ],
)
def test_the_ledger_can_be_asked_for_a_part(
    as_admin: TestClient, shops: tuple[int, int], query: str, count: int
) -> None:
    assert len(as_admin.get(f"/api/gaps?{query}").json()["gaps"]) == count


def test_a_target_beyond_the_own_county_counts_without_its_name(
    as_admin: TestClient, shops: tuple[int, int], database: Database
) -> None:
    bureau = log_in(as_admin, database, "viewer", ["530181"])
    gap = next(each for each in bureau.get("/api/gaps?verdict=short").json()["gaps"] if each["source"]["id"])
    assert (gap["source"]["name"], gap["target"]["id"], gap["target"]["name"]) == ("西店", None, "辖区外防护目标")
    names = {each["properties"]["target_name"] for each in bureau.get("/collections/gap/items").json()["features"]}
    assert names == {"辖区外防护目标", "西店"}
    assert bureau.get(f"/api/sites/{shops[1]}/gaps").status_code == 404


def test_whoever_answers_for_the_target_sees_the_gap_and_of_the_neighbour_its_name_and_kind(
    as_admin: TestClient, shops: tuple[int, int], database: Database
) -> None:
    bureau = log_in(as_admin, database, "viewer", ["530181"])
    found = bureau.get("/api/gaps?verdict=short&division=530181").json()["gaps"]
    gap = next(each for each in found if each["target"]["id"])
    assert gap["source"] == {"id": None, "name": "东店", "layer": "risk_point"}
    assert (gap["target"]["id"], gap["required_m"], round(gap["measured_m"])) == (shops[0], 50, 40)
    assert [each["source"]["name"] for each in bureau.get(f"/api/sites/{shops[0]}/gaps").json()["as_target"]] == [
        "东店"
    ]
    assert bureau.get(f"/api/sites/{shops[1]}").status_code == 404
    told = [notice["title"] for notice in bureau.get("/api/notices?kind=gap_short").json()["notices"]]
    assert sorted(told) == ["“东店”(邻县)与“西店”间距不足", "“西店”间距不足"]
    stranger = log_in(as_admin, database, "viewer", ["530181007"])
    assert stranger.get("/api/gaps").json()["gaps"] == []


def test_a_site_says_what_it_is_near_and_what_nobody_checked(as_admin: TestClient, shops: tuple[int, int]) -> None:
    add(as_admin, "protected_target", 3000, name="小学", category="school")
    mine = as_admin.get(f"/api/sites/{shops[0]}/gaps").json()
    assert {(each["rule"], each["verdict"]) for each in mine["gaps"]} == {
        ("FW65-1", "short"),
        ("RD18a", "unchecked"),
    }
    assert [each["source"]["name"] for each in mine["as_target"]] == ["东店"]
    assert [each["rule"] for each in mine["in_reach_of_none"]] == ["FW65-2"]
    road = next(each for each in mine["gaps"] if each["rule"] == "RD18a")
    assert road["target"] is None
    assert "公路" in road["reason"]


def test_every_rule_says_its_clause_and_how_sure_it_is(as_admin: TestClient) -> None:
    rules = {each["rule"]: each for each in as_admin.get("/api/gap-rules").json()}
    assert len(rules) > 90
    assert rules["RD18a"]["clause"] == "公路安全保护条例(2011)第18条"
    assert (rules["GB50016-a"]["verified"], rules["GB50160-1"]["effect"]) == (False, "superseded")
    assert all(each["clause"] and each["confidence"] for each in rules.values())


@pytest.mark.parametrize("query", ["verdict=maybe", "division=5301x", "limit=0", "site=-1"])
def test_what_cannot_be_asked_is_said(as_admin: TestClient, query: str) -> None:
    answer = as_admin.get(f"/api/gaps?{query}")
    assert answer.status_code == 400
    assert answer.json()["remedy"]


def test_nobody_reads_the_ledger_without_a_login(client: TestClient) -> None:
    assert client.get("/api/gaps").status_code == 401


def test_a_distance_that_becomes_short_is_told_once(as_admin: TestClient, shops: tuple[int, int]) -> None:
    def told() -> list[str]:
        notices = as_admin.get("/api/notices?kind=gap_short").json()["notices"]
        return [notice["text"] for notice in notices]

    assert len(told()) == 4  # two gaps, each told on both sides of the border
    assert all("要求 50 米，实测 40.0 米" in text for text in told())
    site = as_admin.get(f"/api/sites/{shops[0]}").json()
    renamed = {"fields": {"name": "西街店"}}
    answer = as_admin.patch(f"/api/sites/{shops[0]}", json=renamed, headers={"If-Match": f'"{site["version"]}"'})
    assert answer.status_code == 200
    assert len(told()) == 4  # short as before: nothing new

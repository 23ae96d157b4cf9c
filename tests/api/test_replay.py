"""A day of the map played again: what it learned, in order, each with the instant that shows it done."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from geo_app.instant import today_in_china
from geo_app.situation import api_replay
from tests.api.phone import PLACE, danger, send, step, visit
from tests.api.uploads import loaded, upload

MOVED = {"type": "Point", "coordinates": [102.31, 24.61]}


def replay(client: TestClient, day: date | None = None, **more: str) -> dict[str, Any]:
    answer = client.get("/api/replay", params={"day": str(day or today_in_china())} | more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def change(client: TestClient, site: int, version: int, **what: Any) -> None:
    answer = client.patch(f"/api/sites/{site}", json=what, headers={"If-Match": f'"{version}"'})
    assert answer.status_code == 200, answer.text


def retire(client: TestClient, site: int, version: int) -> None:
    address, seen = f"/api/sites/{site}/retire", {"If-Match": f'"{version}"'}
    assert client.post(address, json={"reason": "关闭退出"}, headers=seen).status_code == 200


def test_what_became_of_a_site_in_a_day_comes_in_order(office: TestClient, site: int) -> None:
    change(office, site, 1, fields={"name": "乙加油站"}, reason="更名")
    change(office, site, 2, geometry=MOVED)
    retire(office, site, 3)
    told = replay(office)
    assert [(each["act"], each["name"]) for each in told["happenings"]] == [
        ("entered", "甲加油站"),
        ("changed", "乙加油站"),
        ("moved", "乙加油站"),
        ("retired", "乙加油站"),
    ]
    assert [each["why"] for each in told["happenings"]][1::2] == ["更名", "关闭退出"]
    assert told["happenings"][2]["box"] == [102.31, 24.61, 102.31, 24.61]
    assert {(each["site_id"], each["layer"], each["title_en"]) for each in told["happenings"]} == {
        (site, "fuel_station", "Fuel stations")
    }
    assert told["whole"]


def test_the_map_as_of_a_happening_shows_it_done(as_admin: TestClient) -> None:
    body = {"layer": "fuel_station", "geometry": PLACE, "fields": {"name": "甲加油站"}}
    site = as_admin.post("/api/sites", json=body).json()["id"]
    change(as_admin, site, 1, geometry=MOVED)
    retire(as_admin, site, 2)
    entered, moved, retired = (each["at"] for each in replay(as_admin)["happenings"])

    def places(at: str) -> list[Any]:
        found = as_admin.get("/collections/fuel_station/items", params={"as_of": at}).json()["features"]
        return [each["geometry"] for each in found]

    assert places(entered) == [PLACE]
    assert places(moved) == [MOVED]
    assert places(retired) == []
    before = datetime.fromisoformat(entered) - timedelta(seconds=1)
    assert places(before.isoformat()) == []


def test_many_sites_entered_in_one_go_are_one_happening(as_admin: TestClient) -> None:
    places = (
        (name, 102.3 + 0.003 * (n % 5), 24.6 + 0.003 * (n // 5)) for n, name in enumerate("甲乙丙丁戊己庚辛壬癸")
    )
    rows = "\n".join(f"{name}加油站,{lon:.3f},{lat:.3f}" for name, lon, lat in places)
    run = upload(as_admin, f"名称,经度,纬度\n{rows}\n", layer="fuel_station").json()
    assert loaded(as_admin, run["id"])["status"] == "loaded"
    (only,) = replay(as_admin)["happenings"]
    assert (only["act"], only["number"], only["name"], only["site_id"]) == ("entered", 10, None, None)
    assert only["box"] == [102.3, 24.6, 102.312, 24.603]


def test_visits_and_steps_of_hidden_dangers_are_told(officer: TestClient, office: TestClient, site: int) -> None:
    found = danger(site)
    send(officer, visit(site, wrong=2), found)
    send(office, step(found, "register", values={"grade": "general"}))
    acts = {each["act"]: each for each in replay(office)["happenings"]}
    assert acts["visited"]["now"] == "2"
    assert acts["found"]["site_id"] == site
    assert (acts["stepped"]["step"], acts["stepped"]["step_en"]) == ("登记", "Register")


def test_a_neighbour_sees_nothing_of_it_and_a_layer_above_ones_role_stays_away(
    office: TestClient, door: Callable[..., TestClient], site: int
) -> None:
    assert replay(door("editor", "530115"))["happenings"] == []
    assert replay(office, division="530115")["happenings"] == []
    assert len(replay(office, division="530181")["happenings"]) == 1


def test_a_day_without_news_names_the_nearest_that_have_some(office: TestClient, site: int) -> None:
    today = today_in_china()
    past, future = replay(office, today - timedelta(days=9)), replay(office, today + timedelta(days=9))
    assert (past["happenings"], past["before"], past["after"]) == ([], None, str(today))
    assert (future["before"], future["after"]) == (str(today), None)


def test_more_than_a_page_of_happenings_is_said(
    office: TestClient, site: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_replay, "MOST", 2)
    for version in (1, 2):
        change(office, site, version, fields={"measures": f"第 {version} 次"}, reason=f"{version}")
    told = replay(office)
    assert [each["act"] for each in told["happenings"]] == ["entered", "changed"]
    assert not told["whole"]

"""A day played again on the map, from happening to happening."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from geo_app.instant import today_in_china
from tests.web.screen import Screen

HOME = (102.47, 24.92)


@pytest.fixture
def plant(screen: Screen) -> str:
    """The name of a fuel station that was entered, moved a little and given up, today, for its own reasons: what
    one person does for one reason within seconds is one happening."""
    name = f"演示回放加油站{uuid4().hex[:8]}"
    screen.become("bureau")
    door, (lon, lat) = screen.page.request, HOME
    body = {"layer": "fuel_station", "fields": {"name": name}}
    made = door.post("/api/sites", data=body | {"geometry": {"type": "Point", "coordinates": [lon, lat]}})
    assert made.ok, made.text()
    site = f"/api/sites/{made.json()['id']}"
    moved = {"geometry": {"type": "Point", "coordinates": [lon + 0.002, lat]}, "reason": f"按实测更正{name}"}
    assert door.patch(site, data=moved, headers={"If-Match": '"1"'}).ok
    assert door.post(f"{site}/retire", data={"reason": f"已拆除{name}"}, headers={"If-Match": '"2"'}).ok
    return name


def test_a_day_is_played_from_happening_to_happening(screen: Screen, plant: str) -> None:
    screen.go("/", at=f"{HOME[0]},{HOME[1]},14", layers="fuel_station", replay=today_in_china())
    bar = screen.marked("replay")
    expect(bar).to_contain_text("这一天开始时")
    told = screen.marked("happening")
    retired = f"停用加油加气站“{plant}”"
    to_the_end(screen)
    for _ in range(10):  # what follows from a change may come after it
        if told.inner_text() == retired:
            break
        step(screen, "back")
    expect(told).to_have_text(retired)
    expect(bar).to_contain_text("已拆除")
    assert plant not in names_of(screen)
    screen.shot("replay-retired")
    step(screen, "back")
    expect(told).to_have_text(f"加油加气站“{plant}”的位置或边界改了")
    screen.until_drawn("fuel_station-mark", f"shown.some(({{ name }}) => name === '{plant}')")
    (mark,) = [one for one in screen.drawn("fuel_station-mark") if one["name"] == plant]
    assert mark["at"][0] == pytest.approx(HOME[0] + 0.002, abs=2e-4)
    assert screen.drawn("replayed-place")
    screen.shot("replay-moved")
    expect(screen.page).to_have_url(re.compile(r"replay=.*as_of="))
    screen.page.reload()
    expect(told).to_have_text(f"加油加气站“{plant}”的位置或边界改了")
    screen.marked("leave-replay").click()
    expect(bar).to_have_count(0)
    expect(screen.marked("past")).to_have_count(0)
    expect(screen.page).not_to_have_url(re.compile("as_of|replay"))


def test_it_plays_by_itself_until_the_last_one(screen: Screen, plant: str) -> None:
    screen.go("/", at=f"{HOME[0]},{HOME[1]},14", layers="fuel_station", replay=today_in_china())
    told = screen.marked("happening")
    expect(told).to_contain_text("这一天开始时")
    screen.marked("replay-time").focus()
    screen.page.keyboard.press("ArrowRight")
    expect(told).not_to_contain_text("这一天开始时")
    to_the_end(screen)
    last = told.inner_text()
    step(screen, "back")
    screen.marked("play").click()
    expect(told).to_have_text(last)
    expect(screen.marked("play")).to_have_accessible_name("播放")


def to_the_end(screen: Screen) -> None:
    screen.marked("replay-time").focus()
    screen.page.keyboard.press("End")
    expect(screen.marked("happening-next")).to_be_disabled()


def step(screen: Screen, way: str) -> None:
    """One happening on or back; two that follow one another may read alike, but not be the same one of the day."""
    nth = screen.marked("nth").inner_text()
    screen.marked(f"happening-{way}").click()
    expect(screen.marked("nth")).not_to_have_text(nth)


def names_of(screen: Screen) -> set[str]:
    return {one["name"] for one in screen.drawn("fuel_station-mark")}


def test_a_day_without_news_leads_to_the_nearest_with_some(screen: Screen, plant: str) -> None:
    today = today_in_china()
    screen.go("/", replay=today - timedelta(days=3650))
    expect(screen.marked("nothing-happened")).to_contain_text("没有变化")
    screen.shot("replay-nothing")
    screen.marked("replay").get_by_role("button", name=re.compile(r"^\d{4}-")).first.click()
    expect(screen.marked("replay")).to_contain_text("这一天开始时")


def test_the_day_picker_starts_the_replay(screen: Screen) -> None:
    screen.enter("bureau")
    screen.at_rest()
    screen.open_layers()
    screen.marked("as-of").click()
    screen.marked("replay-day").click()
    if screen.viewport.is_phone:
        screen.page.keyboard.press("Escape")
    expect(screen.marked("replay")).to_be_visible()

"""The map of the tour: drawn, counted, filtered, searched, measured, and the same again from its address."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from pyproj import Geod

from geo_app.colour import Colour
from geo_app.layers import Layers
from tests.web.screen import MAP, RESTS, Screen

PARK = "102.3534,24.9090,13.5"  # at a chemical park: points, areas and rings of every colour
GRADES = (*(colour.value for colour in Colour), "none")
BEIJING = ZoneInfo("Asia/Shanghai")


def counts(screen: Screen, layers: Layers, **query: str) -> list[str]:
    """The numbers that the legend must show: graded sites by colour, overdue ones, then the other layers."""
    shown = [layer for layer in layers if layer.source == "site" and layer.shown]
    names = ",".join(layer.name for layer in shown)
    rows = {row["layer"]: row for row in screen.get("/api/summary", layers=names, bbox=screen.bounds(), **query)}
    graded = [rows[layer.name] for layer in shown if layer.graded]
    sums = [sum(row[grade] for row in graded) for grade in (*GRADES, "stale")]
    others = [rows[layer.name]["total"] for layer in shown if not layer.graded]
    return [str(n) for n in (*sums, *others) if n]


def distinct(drawn: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """What was drawn, once each, as (id, colour)."""
    return {(str(one["id"]), one["colour"] or "none") for one in drawn}


def test_the_county_opens_as_clusters_that_leave_nothing_out(screen: Screen, layers: Layers) -> None:
    screen.enter("bureau")
    screen.until_drawn("clusters-mark", "shown.length > 10")
    expect(screen.marked("demo")).to_have_text("演示数据")
    screen.shot("map")
    clusters = {tuple(one["at"]): one["n"] for one in screen.drawn("clusters-mark")}
    counted = [layer for layer in layers if layer.source == "site" and layer.shown and layer.geometry != "line"]
    rows = screen.get("/api/summary", layers=",".join(layer.name for layer in counted))
    assert sum(clusters.values()) == sum(row["total"] for row in rows)


def test_marks_on_the_map_are_the_sites_that_the_server_counts(screen: Screen) -> None:
    screen.enter("bureau", at=PARK)
    screen.until_drawn("risk_point-mark", "shown.length > 3")
    west, south, east, north = map(float, screen.bounds().split(","))
    drawn = distinct(
        [
            one
            for one in screen.drawn("risk_point-mark")
            if west <= one["at"][0] <= east and south <= one["at"][1] <= north
        ]
    )
    (row,) = screen.get("/api/summary", layers="risk_point", bbox=screen.bounds())
    by_grade = {grade: sum(colour == grade for _, colour in drawn) for grade in GRADES}
    assert by_grade == {grade: row[grade] for grade in GRADES}
    images = [f"mark-{grade}" for grade, n in by_grade.items() if n]
    assert [name for name in images if not screen.page.evaluate(f"(name) => {MAP}.hasImage(name)", name)] == []
    screen.shot("marks")


def test_the_legend_counts_what_is_in_view(screen: Screen, layers: Layers) -> None:
    screen.enter("bureau", at=PARK)
    screen.open_layers()
    expect(screen.legend().locator("li b")).to_have_text(counts(screen, layers))
    screen.shot("legend")
    screen.page.evaluate(f"{MAP}.jumpTo({{ zoom: 12 }})")
    expect(screen.legend().locator("li b")).to_have_text(counts(screen, layers))


def test_a_filter_by_colour_holds_for_map_legend_and_address(screen: Screen) -> None:
    screen.enter("bureau", at=PARK)
    screen.until_drawn("risk_point-mark", "new Set(shown.map((one) => one.colour)).size > 1")
    screen.marked("chip-yellow").click()
    screen.until_drawn("risk_point-mark", "shown.length && shown.every((one) => one.colour === 'yellow')")
    expect(screen.page).to_have_url(re.compile("colour=yellow"))
    screen.shot("filtered")
    screen.open_layers()
    expect(screen.legend()).to_contain_text("黄色 一般风险")
    expect(screen.legend()).not_to_contain_text("红色 重大风险")
    screen.button("清除筛选").click()
    screen.until_drawn("risk_point-mark", "new Set(shown.map((one) => one.colour)).size > 1")


def test_a_filter_by_division_shows_one_township(screen: Screen) -> None:
    screen.enter("bureau")
    screen.at_rest()
    screen.open_layers()
    screen.marked("division").click()
    screen.page.get_by_role("listitem").filter(has_text="安宁市").get_by_role(
        "button", name="安宁市：下级区划"
    ).click()
    screen.page.get_by_role("listitem").filter(has_text="草铺街道").click()
    expect(screen.page).to_have_url(re.compile("division=530181007"))
    (row,) = screen.get("/api/summary", layers="risk_point", division="530181007")
    count = screen.page.locator("label", has=screen.marked("layer-risk_point")).locator(".figures")
    expect(count).to_have_text(str(row["total"]))


def test_a_search_by_pinyin_initials_opens_the_card(screen: Screen) -> None:
    screen.enter("bureau")
    screen.at_rest()
    screen.marked("search").fill("cpyshgyq")
    screen.page.get_by_role("option", name="草铺演示化工园区").click()
    expect(screen.card().get_by_role("heading", level=2)).to_have_text("草铺演示化工园区")
    screen.until_drawn("chosen-area", "shown.length")
    screen.shot("found")


def test_a_cluster_opens_until_single_marks_appear_and_a_mark_opens_its_card(screen: Screen) -> None:
    screen.enter("bureau")
    screen.until_drawn("clusters-mark", "shown.length > 10")
    largest = max(screen.drawn("clusters-mark"), key=lambda one: one["n"])
    screen.click_place(*largest["at"])
    screen.until(f"{MAP}.getZoom() > 10.4")
    screen.until_drawn("risk_point-mark", "shown.length")
    mark = screen.lone_mark("risk_point")
    screen.click_place(*mark["at"])
    name = screen.get(f"/api/sites/{mark['id']}")["name"]
    expect(screen.marked("card").get_by_role("heading", level=2)).to_have_text(name)
    expect(screen.page).to_have_url(re.compile(rf"site={mark['id']}\b"))


@pytest.mark.parametrize("corners", [2, 3])
def test_the_ruler_shows_metres_and_closed_an_area(screen: Screen, corners: int) -> None:
    places = [(102.352, 24.907), (102.356, 24.907), (102.354, 24.911)][:corners]
    screen.enter("bureau", at="102.354,24.909,15", layers="risk_point")
    screen.at_rest()
    screen.marked("measure").click()
    for place in places if corners == 2 else [*places, places[0]]:
        screen.click_place(*place)
    earth = Geod(ellps="GRS80")
    lon, lat = zip(*places, strict=True)
    if corners == 2:
        true, text = earth.line_length(lon, lat), r"^约 ([\d.]+)\s(m)$"
    else:
        true, text = abs(earth.polygon_area_perimeter(lon, lat)[0]), r"^面积约 ([\d\s]+)\s(m²)"
    expect(screen.marked("measured")).to_have_text(re.compile(text))
    told = re.match(text, screen.marked("measured").inner_text().strip())
    assert told
    assert float(re.sub(r"\s", "", told[1])) == pytest.approx(true, rel=0.01)
    screen.shot(f"ruler-{corners}")


def test_the_address_opens_the_same_picture_again(screen: Screen) -> None:
    screen.enter("bureau", at=PARK, colour="red,orange", overdue=1, layers="risk_point,chemical_plant")
    site = screen.sites("chemical_plant")[0]["id"]
    screen.go(at=PARK, colour="red,orange", layers="risk_point,chemical_plant", site=site)
    name = screen.marked("card").get_by_role("heading", level=2).inner_text()
    before = distinct(screen.drawn("risk_point-mark"))
    address = screen.page.url
    screen.page.goto("about:blank")
    screen.page.goto(address)
    expect(screen.marked("card").get_by_role("heading", level=2)).to_have_text(name)
    assert distinct(screen.drawn("risk_point-mark")) == before
    assert before
    assert screen.page.url == address
    assert {colour for _, colour in before} <= {"red", "orange"}


def test_a_past_day_shows_the_past_and_says_so(screen: Screen, layers: Layers) -> None:
    today = datetime.now(BEIJING).date()
    yesterday = today - timedelta(days=1)
    screen.enter("bureau", at=PARK)
    screen.at_rest()
    screen.open_layers()
    screen.marked("as-of").click()
    if yesterday.month != today.month:
        screen.page.locator(".q-date__arrow button").first.click()
    screen.page.locator(".q-date__calendar-item--in button").nth(yesterday.day - 1).click()
    screen.page.keyboard.press("Escape")
    expect(screen.marked("past")).to_contain_text(f"{yesterday}")
    expect(screen.page).to_have_url(re.compile(f"as_of={yesterday}"))
    expect(screen.legend().locator("li b")).to_have_text(counts(screen, layers, as_of=f"{yesterday}"))
    expect(screen.marked("new-site")).to_have_count(0)
    screen.shot("past")
    screen.button("回到现在", screen.marked("past")).dispatch_event("click")
    expect(screen.legend().locator("li b")).to_have_text(counts(screen, layers))


def test_the_page_speaks_english_and_wears_dark(screen: Screen) -> None:
    screen.enter("bureau", at=PARK)
    screen.at_rest()
    ground = f"{MAP}.getPaintProperty('ground', 'background-color')"
    light = screen.page.evaluate(ground)
    assert light
    if screen.viewport.is_phone:
        screen.page.get_by_role("link", name="我的").click()
    else:
        screen.marked("account").click()
    screen.button("深色").click()
    expect(screen.page.locator("body.body--dark")).to_be_visible()
    screen.page.keyboard.press("Escape")
    screen.marked("language").click()
    expect(screen.page.locator("html")).to_have_attribute("lang", "en")
    if screen.viewport.is_phone:
        screen.page.get_by_role("link", name="Map").click()
    expect(screen.page.get_by_placeholder("Search")).to_be_visible()
    screen.until(f"{RESTS} && {MAP}.getLayer('ground') && {ground} !== given", light)
    screen.open_layers()
    expect(screen.page.get_by_role("region", name="Legend").locator("li b").first).to_be_visible()
    screen.shot("dark-english")
    words = screen.page.locator("body").inner_text()
    ours = re.sub("演示县应急局|安宁市|中文", "", words)  # names stay as they were given
    assert re.findall("[一-鿿]{2,}", ours) == []

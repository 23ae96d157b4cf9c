"""The supervision desk and the emergency look-up on the screen."""

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.web.conftest import AT_A_DESK, IN_THE_FIELD
from tests.web.screen import Screen

HERE = "102.3534,24.9090"
MINUTE = 61_000  # milliseconds


@AT_A_DESK
def test_a_pile_of_the_overdue_filters_the_list_and_a_line_opens_what_it_speaks_of(screen: Screen) -> None:
    screen.enter("bureau", "/desk")
    counts = screen.get("/api/desk/overdue")
    expect(screen.marked("tile-finding")).to_contain_text(str(counts["total"]["findings"]))
    screen.marked("piles-trade").get_by_role("button").first.click()
    trade = counts["trades"][0]
    expect(screen.page).to_have_url(re.compile(f"trade={trade['name']}"))
    lines = screen.marked("late-list").get_by_role("listitem")
    expect(lines).to_have_count(min(200, trade["visits"] + trade["findings"]))
    screen.shot("desk")
    screen.go("/desk", what="finding")
    lines.first.get_by_role("link").click()
    expect(screen.marked("danger-state")).to_be_visible()


@AT_A_DESK
def test_the_figures_of_the_month_are_those_of_the_server(screen: Screen) -> None:
    screen.enter("bureau", "/desk", tab="month")
    told = screen.get("/api/desk/month")
    total = screen.marked("month-table").get_by_role("row").last
    expect(total).to_contain_text(f"排查隐患 {told['lines'][-1]['figures']['found']:.0f}")
    screen.shot("month")
    with screen.page.expect_download() as begun:
        screen.marked("month-excel").click()
    assert begun.value.suggested_filename.endswith(".xlsx")


@AT_A_DESK
@pytest.mark.parametrize("by", ["line", "minute"])
def test_what_somebody_else_does_appears_without_asking(screen: Screen, by: str) -> None:
    """At once by the line that the server holds; where there is none, within the minute."""
    if by == "minute":
        screen.page.add_init_script("delete window.EventSource")
        screen.page.clock.install()
    screen.enter("bureau", "/hidden-dangers", state="found")
    expect(screen.marked("dangers")).to_be_visible()
    site = screen.sites("fuel_station")[0]["id"]
    code = screen.page.request.put(f"/api/sites/{site}/spot").json()["code"]
    uid, what = str(uuid4()), f"油罐区有人扔烟头({by})"
    form = {"uid": uid, "what": what}
    assert screen.page.request.post(f"/api/spots/{code}/reports", multipart=form).ok
    assert screen.page.request.post(f"/api/public-reports/{uid}/review", data={"accept": True}).ok
    if by == "minute":
        screen.page.clock.run_for(MINUTE)
    expect(screen.marked("dangers")).to_contain_text(what)


def distances(screen: Screen) -> list[str]:
    expect(screen.marked("help").first).to_be_visible()
    found: list[str] = screen.marked("help").all_inner_texts()
    return found


@IN_THE_FIELD
def test_the_nearest_help_is_the_same_with_and_without_a_network(screen: Screen) -> None:
    screen.enter("grid", "/emergency", at=HERE)
    lon, lat = HERE.split(",")
    server: list[dict[str, Any]] = screen.get("/api/emergency/nearest", lon=lon, lat=lat, each=3)
    online = distances(screen)
    assert len(online) == len(server)
    assert all(each["name"] in words for each, words in zip(server, online, strict=True))
    screen.shot("emergency")
    screen.go("/me")
    screen.marked("take").click()
    expect(screen.marked("area-kept")).to_be_visible()
    screen.go("/emergency", at=HERE)
    assert distances(screen) == online
    screen.faults.is_cut = True
    screen.page.route("**/api/emergency/nearest*", lambda route: route.abort("internetdisconnected"))
    screen.page.route("**/api/emergency/resources*", lambda route: route.abort("internetdisconnected"))
    screen.go("/emergency", at=HERE)
    expect(screen.marked("from-pack")).to_be_visible()
    assert distances(screen) == online
    screen.shot("emergency-pack")


@AT_A_DESK
@pytest.mark.parametrize("path", ["/desk", "/desk?tab=month", f"/emergency?at={HERE}", "/public-reports"])
def test_the_desk_speaks_english_too(screen: Screen, path: str) -> None:
    screen.page.add_init_script("localStorage.setItem('language', 'en')")
    screen.enter("bureau", path)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    expect(screen.page.locator("[aria-busy=true]")).to_have_count(0)
    name = re.sub(r"\W+", "-", path)
    screen.shot(f"english{name}")

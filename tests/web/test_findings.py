"""What the map finds by itself: domino pairs, plants outside parks, dangerous roads."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.screen import Screen


@pytest.mark.parametrize(
    ("path", "step"), [("dominoes", "相距"), ("outside-parks", "要求"), ("dangerous-roads", "阈值")]
)
def test_a_finding_says_its_metres_and_clause_opens_its_steps_and_is_drawn(
    screen: Screen, path: str, step: str
) -> None:
    screen.enter("bureau", f"/{path}")
    first = screen.page.locator("[data-test^='finding-']").first
    expect(first).to_contain_text(re.compile(r"\d\s?m"))
    first.get_by_role("button").first.click()
    expect(first.get_by_role("listitem").first).to_be_visible()
    expect(first).to_contain_text(step)
    screen.shot(path)
    with screen.page.expect_download() as begun:
        screen.marked("listing").click()
        screen.marked("listing-csv").click()
    screen.shot(f"{path}-files")
    lines = begun.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) > 1, "a head and at least the finding on screen"
    assert begun.value.suggested_filename.endswith(".csv")
    if screen.viewport.is_phone:
        screen.button("在地图上看", first).click()
    screen.until(
        "['rows-line', 'rows-dash', 'rows-place'].some((layer) => document.querySelector('[data-map-idle]')?.map"
        "?.getLayer(layer) && document.querySelector('[data-map-idle]').map"
        ".queryRenderedFeatures({ layers: [layer] }).some((one) => one.properties.picked))"
    )
    screen.shot(f"{path}-map")


def test_dangerous_roads_can_be_listed_alone(screen: Screen) -> None:
    screen.enter("bureau", "/dangerous-roads")
    found = screen.get("/api/roads/dangerous")
    screen.page.get_by_text(re.compile(f"^险段 {found['dangerous']}")).click()
    expect(screen.page.locator("[data-test^='finding-']")).to_have_count(found["dangerous"])
    expect(screen.page).to_have_url(re.compile("group=near"))

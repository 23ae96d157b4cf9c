"""What stands and is drawn around a site, on its card."""

import re

import pytest
from playwright.sync_api import expect
from shapely import get_coordinates
from shapely.geometry import shape

from tests.web.conftest import AT_A_DESK, IN_THE_FIELD
from tests.web.screen import Screen


def test_people_are_told_by_day_by_night_and_by_direction(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("chemical_plant")[0]
    card = screen.open_card(site["id"])
    around = card.locator("[data-test='around']")
    expect(around).to_contain_text("夜间")
    around.locator("[data-test='sectors'] summary").click()
    sectors = around.locator("[data-test='sectors']").get_by_role("row")
    expect(sectors).to_have_count(9)
    around.get_by_label(re.compile("风频")).fill("10,5,5,20,30,10,10,10")
    around.get_by_label(re.compile("风频")).press("Enter")
    expect(sectors.first).to_contain_text("下风")
    screen.shot("sectors")


def test_a_ring_is_drawn_for_one_site_erased_and_brought_back(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("chemical_plant")[1]
    card = screen.open_card(site["id"])
    screen.marked("add-ring").click()
    screen.marked("ring-metres").fill("750")
    screen.marked("ring-basis").fill("安全评价报告第 5 章")
    screen.marked("do").click()
    drawing = card.locator("[data-test='drawing']")
    expect(drawing).to_contain_text("安全评价报告第 5 章")
    expect(card.locator("[data-test='around'] .old, [data-test='around'] .q-skeleton")).to_have_count(0)
    screen.faults.expected.add(404)  # the list of rings may have asked about this one while it went
    drawing.locator("[data-test='erase']").click()
    expect(drawing).to_have_count(0)
    screen.button("撤销").click()
    expect(card.get_by_role("button", name=re.compile("750"))).to_be_visible()


def test_a_screening_shows_its_steps_and_says_what_it_is_not(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("chemical_plant")[2]
    card = screen.open_card(site["id"])
    screen.marked("screening").click()
    dialog = screen.marked("screening-dialog")
    expect(dialog).to_contain_text("仅供筛查，不能用于设计")
    equation = screen.get("/api/consequences")[0]
    dialog.get_by_label(re.compile("可燃物")).click()
    screen.page.get_by_role("option").first.click()
    for each in equation["inputs"]:
        if each["type"] in ("number", "integer") and each["required"]:
            dialog.locator(f"[data-field='{each['name']}']").fill("1000")
    expect(screen.marked("screened")).to_contain_text("计算步骤")
    screen.shot("screening")
    screen.marked("do").click()
    expect(card.locator("[data-test='drawing']")).to_contain_text("仅供筛查")
    screen.shot("scenario")


def test_a_click_on_a_region_says_what_it_is(screen: Screen) -> None:
    screen.become("bureau")
    region = screen.get("/api/joint-regions")[0]
    ring = screen.get(f"/collections/joint_region/items/{region['id']}")["geometry"]["coordinates"][0]
    corners = ring[0] if isinstance(ring[0][0], list) else ring
    lon, lat = (sum(part) / len(corners) for part in zip(*corners, strict=True))
    screen.go("/", at=f"{lon},{lat},14", layers="joint_region")
    screen.click_place(lon, lat)
    expect(screen.marked("zone")).to_contain_text(region["name"])
    screen.shot("zone")


@IN_THE_FIELD
def test_a_tap_on_a_hidden_danger_opens_its_page(screen: Screen) -> None:
    screen.become("grid")
    danger = screen.get("/collections/finding/items", limit=1)["features"][0]
    lon, lat = danger["geometry"]["coordinates"]
    screen.go("/", at=f"{lon},{lat},15", layers="finding")
    screen.click_place(lon, lat)
    screen.marked("to-danger").click()
    expect(screen.page).to_have_url(re.compile(danger["properties"]["uid"]))
    expect(screen.page.get_by_text(danger["properties"]["what"]).first).to_be_visible()


@AT_A_DESK
def test_the_valley_below_a_tailings_pond_is_drawn_with_the_mouse(screen: Screen) -> None:
    screen.become("bureau")
    pond = next(one for one in screen.sites("tailings_pond") if one["properties"].get("overhead") is not True)
    corners = get_coordinates(shape(pond["geometry"]))
    lon, lat = (float(part) for part in corners[corners[:, 1].argmin()])
    card = screen.open_card(pond["id"], at=f"{lon},{lat - 0.005},14", layers="tailings_pond")
    screen.at_rest()
    screen.marked("draw-flow").click()
    expect(screen.marked("place-bar")).to_be_visible()
    bends = [(lon + aside, lat - 0.0035 * n) for n, aside in enumerate((0, 0.001, -0.001, 0.0005))]
    for bend in (*bends, bends[-1]):
        screen.click_place(*bend)
    screen.marked("draw-done").click()
    screen.marked("flow-width").fill("240")
    screen.marked("do").click()
    path = card.locator("[data-test='flow-path']")
    expect(path).to_contain_text("240")
    expect(path).to_contain_text("应急〔2020〕15号")
    told = screen.get(f"/api/sites/{pond['id']}/flow-path")
    assert told["length_m"] == pytest.approx(1000, abs=1)  # a kilometre along the line, not around the pond
    screen.shot("flow")

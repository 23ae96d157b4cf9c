"""Writing down: a field, a new place, a shape drawn on the map, a conflict, the end of a site."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import APIRequestContext, Playwright, expect

from tests.web.screen import Screen


@pytest.fixture
def colleague(playwright: Playwright, screen: Screen, base_url: str) -> APIRequestContext:
    """Somebody else who works on the same sites: the approver."""
    return playwright.request.new_context(base_url=base_url, storage_state=screen.sessions["approver"])


def form_of(screen: Screen, site: dict[str, Any]) -> None:
    screen.open_card(site["id"])
    screen.marked("edit").click()
    expect(screen.marked("task").locator("[name=person]")).to_be_visible()


def test_a_changed_field_is_a_new_version_and_can_be_taken_back(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("fuel_station")[0]
    number, version = site["id"], site["properties"]["version"]
    form_of(screen, site)
    screen.page.locator("[name=person]").fill("李演示")
    screen.marked("reason").fill("换了站长")
    screen.shot("form")
    screen.marked("save").click()
    expect(screen.page.get_by_text(f"已保存“{site['properties']['name']}”")).to_be_visible()
    expect(screen.card()).to_contain_text("李演示")
    newest, *_ = screen.get(f"/api/sites/{number}/history")
    assert (newest["version"], newest["by"], newest["reason"]) == (version + 1, "bureau", "换了站长")
    screen.marked("history").get_by_text("变更记录").click()
    expect(screen.marked("history").get_by_role("listitem").first).to_contain_text("换了站长")
    screen.button("撤销").dispatch_event("click")
    expect(screen.page.get_by_text("已撤销", exact=True)).to_be_visible()
    now = screen.get(f"/api/sites/{number}")
    assert (now["version"], now["fields"]["person"]) == (version + 2, site["properties"]["person"])


def test_a_wrong_value_is_said_at_its_field_before_anything_is_sent(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("chemical_plant")[0]
    form_of(screen, site)
    screen.page.locator("[name=workers]").fill("很多")
    screen.page.locator("[name=name]").fill("")
    screen.marked("save").click()
    expect(screen.page.get_by_role("alert").filter(has_text="有 2 处需要改正")).to_be_visible()
    expect(screen.page.get_by_text("必须填写")).to_be_visible()
    expect(screen.page.locator("[name=name]")).to_be_focused()
    assert screen.get(f"/api/sites/{site['id']}")["version"] == site["properties"]["version"]


def test_a_conflict_shows_both_versions_and_the_person_chooses(
    screen: Screen, colleague: APIRequestContext
) -> None:
    screen.become("bureau")
    again = uuid4().hex[:4]
    their, mine, measures = f"赵演审{again}", f"钱演局{again}", f"每日两查 {again}"
    site = screen.sites("fuel_station")[1]
    form_of(screen, site)
    theirs = {"fields": {"person": their, "measures": measures}, "reason": "审批时更正"}
    seen = {"If-Match": f'"{site["properties"]["version"]}"'}
    assert colleague.patch(f"/api/sites/{site['id']}", data=theirs, headers=seen).ok
    screen.faults.expected.add(412)
    screen.page.locator("[name=person]").fill(mine)
    screen.marked("save").click()
    both = screen.marked("conflict-person")
    expect(both).to_contain_text(their)
    expect(both).to_contain_text(mine)
    expect(screen.marked("conflict-measures")).to_contain_text(measures)
    expect(screen.marked("conflict-save")).to_be_disabled()
    both.get_by_text(mine).click()
    screen.shot("conflict")
    screen.marked("conflict-save").click()
    expect(screen.marked("card")).to_be_visible()
    fields = screen.get(f"/api/sites/{site['id']}")["fields"]
    assert (fields["person"], fields["measures"]) == (mine, measures)


def test_a_new_site_stands_where_the_map_was_clicked(screen: Screen) -> None:
    lon, lat = 102.4712 + 0.003 * screen.viewport.is_phone, 24.9391
    screen.enter("bureau", at=f"{lon},{lat},14", layers="protected_target")
    screen.at_rest()
    screen.open_layers()
    screen.marked("new-site").click()
    screen.marked("new-protected_target").click()
    screen.marked("pick").click()
    expect(screen.marked("place-bar")).to_contain_text("点一下地图确定位置")
    screen.click_place(lon, lat)
    name = f"演示新建小学{uuid4().hex[:8]}"
    screen.page.locator("[name=name]").fill(name)
    screen.marked("save").click()
    expect(screen.card().get_by_role("heading", level=2)).to_have_text(name)
    (site,) = screen.get("/api/search", q=name)
    assert (site["lon"], site["lat"]) == (pytest.approx(lon, abs=2e-4), pytest.approx(lat, abs=2e-4))
    assert screen.get(f"/api/sites/{site['id']}")["division"]["code"].startswith("530181")


def test_a_boundary_is_drawn_corner_by_corner(screen: Screen) -> None:
    west, south = 102.4012 + 0.02 * screen.viewport.is_phone, 24.7301
    corners = [(west, south), (west + 0.004, south), (west + 0.004, south + 0.003), (west, south + 0.003)]
    screen.enter("bureau", at=f"{west + 0.002},{south + 0.0015},15", layers="chemical_park")
    screen.at_rest()
    screen.open_layers()
    screen.marked("new-site").click()
    screen.marked("new-chemical_park").click()
    screen.marked("draw").click()
    expect(screen.marked("place-bar")).to_contain_text("逐点点击画边界")
    for corner in (*corners, corners[0]):
        screen.click_place(*corner)
    screen.shot("drawing")
    screen.marked("draw-done").click()
    expect(screen.marked("drawn")).to_contain_text("面，4 个角点，面积约")
    name = f"演示新园区{uuid4().hex[:8]}"
    screen.page.locator("[name=name]").fill(name)
    screen.marked("save").click()
    expect(screen.card().get_by_role("heading", level=2)).to_have_text(name)
    (site,) = screen.get("/api/search", q=name)
    assert screen.get(f"/api/sites/{site['id']}")["geometry"]["type"] == "Polygon"
    screen.until_drawn("chemical_park-fill", "shown.length")


def test_a_site_that_ends_leaves_the_map_and_keeps_its_file(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("emergency_resource")[0]
    form_of(screen, site)
    screen.marked("retire").click()
    screen.marked("retire-reason").fill("物资已调出")
    screen.shot("retire")
    screen.marked("do").click()
    expect(screen.marked("task")).to_have_count(0)
    assert screen.get("/api/search", q=site["properties"]["code"]) == []
    assert screen.get(f"/api/sites/{site['id']}")["status"] == "retired"
    expect(screen.open_card(site["id"])).to_contain_text("已撤销")

"""Joint regions: the map proposes, a person decides with a reason, versions are compared."""

import re

from playwright.sync_api import expect

from tests.web.screen import Screen


def test_a_proposal_is_seen_on_the_map_accepted_with_a_reason_and_changed(screen: Screen) -> None:
    screen.enter("approver", "/joint-regions")
    screen.marked("propose").click()
    screen.marked("look").click()
    proposal = screen.marked("proposal-1" if screen.viewport.is_phone else "proposal-0")
    proposal.get_by_role("button").first.click()
    screen.shot("propose")
    screen.button("确认", proposal).click()
    dialog = screen.page.get_by_role("dialog")
    expect(screen.marked("do")).to_be_disabled()
    dialog.locator("[data-test='reason']").fill("相邻同行业,共用消防力量")
    screen.marked("do").click()
    region = screen.marked("region")
    expect(region).to_contain_text("已确认")
    expect(region).to_contain_text("划定依据")
    screen.shot("region")
    members = region.locator("[data-test^='member-']")
    before = members.count()
    assert before > 2
    members.last.locator("input").check()
    screen.marked("drop-member").click()
    screen.page.get_by_role("dialog").locator("[data-test='reason']").fill("已停产")
    screen.marked("do").click()
    expect(members).to_have_count(before - 1)
    region.get_by_text("版本").click()
    expect(screen.marked("versions")).to_contain_text("已停产")
    expect(screen.marked("versions")).to_contain_text("移出")


def test_a_drill_is_kept_with_its_region(screen: Screen) -> None:
    screen.become("approver")
    region = next(one for one in screen.get("/api/joint-regions") if one["stage"] == "accepted")
    screen.go("/joint-regions", region=region["id"])
    screen.marked("add-record").click()
    screen.marked("record-content").fill("液氯泄漏联合演练")
    screen.marked("keep-record").click()
    expect(screen.marked("region")).to_contain_text("液氯泄漏联合演练")


def test_a_viewer_reads_regions_and_decides_nothing(screen: Screen) -> None:
    screen.enter("viewer", "/joint-regions")
    expect(screen.page.get_by_role("heading", name="联防联控区")).to_be_visible()
    expect(screen.marked("propose")).to_have_count(0)
    region = screen.get("/api/joint-regions")[0]
    screen.go("/joint-regions", region=region["id"])
    expect(screen.marked("region")).to_contain_text(region["name"])
    expect(screen.page.get_by_role("button", name=re.compile("^(修改|合并|终止)$"))).to_have_count(0)

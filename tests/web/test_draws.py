"""Random inspections on the screen: sealed, drawn with the public number, inspected."""

import re

from playwright.sync_api import expect

from tests.web.conftest import ON_BOTH
from tests.web.screen import Screen


@ON_BOTH
def test_units_and_inspectors_are_drawn_once_from_a_sealed_urn(screen: Screen) -> None:
    screen.enter("approver", "/random-inspections")
    screen.marked("new-draw").click()
    screen.marked("draw-title").fill("加油站季度抽查")
    where = screen.page.get_by_label("行政区划")
    where.fill("安宁市")
    screen.page.get_by_role("option", name="安宁市").first.click()
    screen.marked("draw-layers").click()
    screen.page.get_by_role("option", name="加油加气站").click()
    screen.page.keyboard.press("Tab")
    expect(screen.marked("urn")).to_contain_text("家")
    screen.marked("draw-number").fill("3")
    screen.marked("draw-inspectors").fill("张三\n李四\n王五")
    screen.marked("draw-announced").fill("12 月 1 日双色球开奖号码")
    screen.shot("draw-form")
    screen.marked("do").click()
    expect(screen.marked("seal")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    screen.marked("draw-now").click()
    screen.marked("word").fill("03 07 19 22 26 31 + 08")
    screen.marked("do").click()
    expect(screen.marked("drawn")).to_have_count(3)
    expect(screen.marked("progress")).to_contain_text("已检查 0 / 3")
    screen.shot("draw")
    expect(screen.marked("draw-now")).to_have_count(0)
    with screen.page.expect_download() as begun:
        screen.marked("paper").click()
    assert begun.value.suggested_filename == "加油站季度抽查.json"
    screen.marked("drawn").first.get_by_role("link", name="去检查").click()
    expect(screen.page).to_have_url(re.compile(r"/my-work/\d+"))

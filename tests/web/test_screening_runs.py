"""Many projects screened at once: a pasted list, its progress, its answers, each opened, all taken away."""

import re
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.web.conftest import AT_A_DESK
from tests.web.screen import Screen

LIST = """项目名称\t项目类型\t用地范围
批量演示店\t烟花爆竹零售点\t102.4302 24.7012; 102.4308 24.7012; 102.4308 24.7018; 102.4302 24.7018
批量演示小学\t学校\t102.4402 24.7012; 102.4408 24.7012; 102.4408 24.7018; 102.4402 24.7018
批量演示城堡\t城堡\t102.4502 24.7012; 102.4508 24.7012; 102.4508 24.7018
"""


def taken_away(screen: Screen) -> list[tuple[object, ...]]:
    """The rows of the workbook that the page hands out."""
    with screen.page.expect_download() as download:
        screen.marked("run-file-out").click()
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    return list(book["批量筛查"].values)


@AT_A_DESK
def test_a_pasted_list_is_screened_with_progress_and_each_project_opens(screen: Screen) -> None:
    screen.enter("bureau", "/screening-runs")
    expect(screen.marked("run-check")).to_be_disabled()
    screen.marked("run-paste").fill(LIST)
    screen.marked("run-check").click()
    expect(screen.marked("run-status")).to_have_text("待运行")
    castle = screen.marked("run-row-4")
    expect(castle).to_contain_text("没有项目类型“城堡”")
    screen.marked("run-go").click()
    expect(screen.marked("run-status")).to_have_text("已完成")
    expect(screen.marked("run-progress")).to_contain_text("3 / 3")
    shop = screen.marked("run-row-2")
    expect(shop.locator(".verdict")).to_have_text(re.compile("不予通过|需专项论证|附条件|未见不符"))
    verdict = shop.locator(".verdict").inner_text()
    screen.shot("screening-run")
    told = taken_away(screen)
    assert (told[1][1], told[1][3], told[3][1]) == ("批量演示店", verdict, "批量演示城堡")
    shop.get_by_role("link").click()
    expect(screen.marked("verdict").get_by_role("heading")).to_have_text(verdict)
    screen.page.go_back()
    expect(screen.marked("run-rows")).to_be_visible()
    screen.marked("run-another").click()
    expect(screen.marked("runs").get_by_role("link").first).to_be_visible()


@AT_A_DESK
def test_the_opinions_of_a_county_are_looked_at_again_and_a_list_in_metres_is_asked_for_its_plane(
    screen: Screen,
) -> None:
    screen.enter("bureau", "/screening-runs")
    screen.faults.expected.add(400)
    screen.marked("run-paste").fill("项目名称,项目类型,X坐标,Y坐标\n甲店,烟花爆竹零售点,2734000,440000\n")
    screen.marked("run-check").click()
    expect(screen.page.get_by_role("alert")).to_contain_text("没有写明坐标系")
    expect(screen.marked("run-crs")).to_be_visible()
    screen.page.get_by_text("已有选址意见", exact=True).click()
    screen.marked("run-check").click()
    screen.marked("run-go").click()
    expect(screen.marked("run-status")).to_have_text("已完成")
    expect(screen.marked("run-sums")).to_contain_text("有变化")
    screen.marked("open-row").first.click()
    expect(screen.marked("stage")).to_be_visible()

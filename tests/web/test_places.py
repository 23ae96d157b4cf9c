"""Where could it stand, what if, and footprints in metres of a plane: in the browser."""

from pathlib import Path

from playwright.sync_api import expect

from tests.formats.footprints import corners, dxf, in_plane
from tests.web.conftest import AT_A_DESK, ON_BOTH
from tests.web.screen import Screen
from tests.web.test_siting import (
    METRE_EAST,
    SIDE,
    choose_type,
    clear_ground,
    line_of,
    open_siting,
    paste,
    put_shop,
    west_of,
)


@ON_BOTH
def test_a_place_is_found_in_the_county_and_screened(screen: Screen) -> None:
    screen.become("bureau")
    open_siting(screen)
    screen.page.get_by_text("可以建在哪里").click()
    choose_type(screen, "学校", "学校")
    screen.page.get_by_label("在校").or_(screen.page.get_by_label("人数")).first.fill("300")
    screen.marked("place-width").fill("5")
    screen.marked("place-width").fill("200")
    screen.marked("find").click()
    places = screen.marked("place")
    expect(places).to_have_count(10)
    expect(places.first).to_contain_text("余量")
    expect(screen.marked("excluded").first).to_be_visible()
    screen.until_drawn("places-rank", "shown.length")
    screen.shot("places")
    screen.marked("screen-here").first.click()
    heading = screen.marked("verdict").get_by_role("heading")
    expect(heading).to_be_visible()
    expect(heading).not_to_have_text("不予通过")
    screen.shot("places-screened")


def test_what_is_needed_is_asked_for_before_anything_is_sought(screen: Screen) -> None:
    screen.become("bureau")
    open_siting(screen)
    screen.page.get_by_text("可以建在哪里").click()
    screen.marked("find").click()
    expect(screen.page.get_by_text("请选择项目类型")).to_be_visible()
    screen.marked("place-depth").fill("2")
    expect(screen.page.get_by_text("5 到 20000 米")).to_be_visible()


@AT_A_DESK
def test_a_drawn_area_is_searched_instead_of_a_division(screen: Screen) -> None:
    screen.become("bureau")
    open_siting(screen)
    screen.page.get_by_text("可以建在哪里").click()
    choose_type(screen, "烟花", "烟花爆竹零售点")
    screen.page.get_by_text("画出的范围", exact=True).click()
    screen.marked("find").click()
    expect(screen.page.get_by_text("请先画出寻找的范围")).to_be_visible()
    paste(screen)
    screen.marked("place-width").fill("10")
    screen.marked("place-depth").fill("10")
    screen.marked("find").click()
    expect(screen.marked("feasible").get_by_role("heading", level=2)).to_contain_text("m²")
    screen.shot("places-drawn")


def test_a_neighbour_that_were_gone_is_tried_and_stays(screen: Screen) -> None:
    screen.become("bureau")
    open_siting(screen)
    clear_ground(screen)
    put_shop(screen, "试算旧店", west_of(screen) + SIDE + 30 * METRE_EAST)
    choose_type(screen, "烟花", "烟花爆竹零售点")
    paste(screen)
    screen.marked("screen").click()
    expect(line_of(screen, "试算旧店").first).to_be_visible()
    screen.marked("open-trial").click()
    field = screen.page.get_by_role("combobox", name="如果搬走")
    field.click()
    screen.page.get_by_role("option", name="试算旧店").click()
    screen.marked("try-out").click()
    tried = screen.marked("tried")
    expect(tried).to_contain_text("不予通过 →")
    expect(tried.locator("[data-test='then']").filter(has_text="试算旧店").first).to_be_visible()
    screen.shot("siting-trial")
    expect(screen.marked("verdict").get_by_role("heading")).to_have_text("不予通过")


def test_a_drawing_and_pasted_metres_ask_for_their_system(screen: Screen, tmp_path: Path) -> None:
    screen.become("bureau")
    open_siting(screen)
    screen.faults.expected.add(400)
    screen.page.locator("[data-test='footprint-file']").set_input_files(dxf(tmp_path))
    field = screen.page.get_by_role("combobox", name="坐标系")
    field.click()
    screen.page.get_by_role("option", name="CGCS2000 三度带 中央经线 102°E(4543)").click()
    screen.shot("siting-crs")
    screen.marked("use-crs").click()
    expect(screen.marked("drawn")).to_contain_text("面，4 个角点")
    expect(screen.marked("outline-read").first).to_contain_text("4543")
    screen.marked("paste").click()
    area = screen.page.get_by_label("每行一个角点")
    area.fill("\n".join(f"{y} {x}" for x, y in corners(in_plane(epsg=4522))))
    screen.marked("use-corners").click()
    screen.marked("use-crs").first.click()
    expect(screen.marked("outline-read").first).to_contain_text("第 34 带")

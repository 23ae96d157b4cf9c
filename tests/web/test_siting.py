"""May it stand here? From a drawn footprint to a signed opinion that finds out when it stops being true."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.web.conftest import ON_BOTH
from tests.web.screen import SHOTS, Screen

SIDE = 0.0006  # of a footprint, in degrees
METRE_EAST = 1 / 101_100  # degrees of longitude at this latitude
SOUTH = 24.7012


def west_of(screen: Screen) -> float:
    """Far from everything, and phone and desktop each at their own place."""
    return 102.4212 - 0.01 * screen.viewport.is_phone


def clear_ground(screen: Screen) -> None:
    """Shops that an earlier try of a test, or another one, left around the footprint are gone."""
    west = west_of(screen)
    around = f"{west - SIDE},{SOUTH - SIDE},{west + 3 * SIDE},{SOUTH + 3 * SIDE}"
    for shop in screen.get("/collections/risk_point/items", bbox=around)["features"]:
        address = f"/api/sites/{shop['id']}"
        seen = {"If-Match": screen.page.request.get(address).headers["etag"]}
        answer = screen.page.request.post(f"{address}/retire", data={"reason": "浏览器测试"}, headers=seen)
        assert answer.ok, answer.text()


def put_shop(screen: Screen, name: str, lon: float) -> dict[str, Any]:
    """A fireworks shop that stands already."""
    place = {"type": "Point", "coordinates": [lon, SOUTH + SIDE / 2]}
    fields = {"name": name, "category": "fireworks"}
    new = {"layer": "risk_point", "geometry": place, "fields": fields, "reason": "浏览器测试"}
    answer = screen.page.request.post("/api/sites", data=new)
    assert answer.ok, answer.text()
    return answer.json()


def open_siting(screen: Screen) -> None:
    screen.go("/siting", at=f"{west_of(screen) + SIDE / 2},{SOUTH + SIDE / 2},16.5")
    screen.at_rest()


def choose_type(screen: Screen, words: str, title: str) -> None:
    field = screen.page.get_by_role("combobox", name="项目类型")
    field.click()
    field.fill(words)
    screen.page.get_by_role("option", name=title, exact=True).click()


def draw(screen: Screen) -> None:
    """A square, corner by corner."""
    west = west_of(screen)
    corners = [(west, SOUTH), (west + SIDE, SOUTH), (west + SIDE, SOUTH + SIDE), (west, SOUTH + SIDE)]
    screen.marked("draw").click()
    expect(screen.marked("place-bar")).to_contain_text("逐点点击画边界")
    for corner in (*corners, corners[0]):
        screen.click_place(*corner)
    screen.marked("draw-done").click()
    expect(screen.marked("drawn")).to_contain_text("面，4 个角点，面积约")
    expect(screen.page.get_by_role("alert")).to_have_count(0)


def paste(screen: Screen) -> None:
    west = west_of(screen)
    corners = [(west, SOUTH), (west + SIDE, SOUTH), (west + SIDE, SOUTH + SIDE)]
    screen.marked("paste").click()
    screen.marked("corners").locator("textarea").or_(screen.marked("corners")).last.fill(
        "\n".join(f"{lon:.5f} {lat:.5f}" for lon, lat in corners)
    )
    screen.marked("use-corners").click()


def line_of(screen: Screen, thing: str) -> Locator:
    return screen.marked("line").filter(has_text=thing)


def seen(opinion: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{opinion["version"]}"'}


def screened(screen: Screen, name: str, neighbour: str) -> None:
    """Draw a shop beside another one, and read that it may not stand there."""
    open_siting(screen)
    choose_type(screen, "烟花", "烟花爆竹零售点")
    screen.marked("project-name").fill(name)
    draw(screen)
    screen.shot("siting-drawn")
    screen.marked("screen").click()
    expect(screen.marked("verdict")).to_contain_text("不予通过")
    expect(screen.marked("deciding")).to_contain_text(neighbour)
    expect(line_of(screen, neighbour).first).to_contain_text("20.0")
    screen.until_drawn("between-line", "shown.length")
    screen.shot("siting-answer")


def overruled(screen: Screen, thing: str) -> None:
    """Take a line for kept; the computed verdict stays beside the decided one."""
    failing = line_of(screen, thing).first
    failing.get_by_role("button", name="改判").click()
    expect(screen.marked("do")).to_be_disabled()
    screen.marked("overrule-reason").fill("该店已于本月停业，现场核实")
    screen.shot("opinion-overrule")
    screen.marked("do").click()
    expect(failing.locator("[data-test='overruled']")).to_contain_text("该店已于本月停业")
    expect(screen.marked("reckoned")).to_contain_text("不予通过")
    expect(screen.marked("verdict").get_by_role("heading")).not_to_have_text("不予通过")


@ON_BOTH
def test_from_a_drawn_footprint_to_a_signed_opinion_that_finds_out_what_changed(
    screen: Screen, base_url: str
) -> None:
    screen.become("bureau")
    name, old, new = (f"{what}{screen.viewport.mark}" for what in ("演示烟花店", "旧店", "新店"))
    east = west_of(screen) + SIDE
    clear_ground(screen)
    put_shop(screen, old, east + 20 * METRE_EAST)
    screened(screen, name, old)
    screen.marked("keep").click()
    expect(screen.marked("stage")).to_have_text("草稿")
    overruled(screen, old)
    screen.marked("move-submit").click()
    screen.marked("do").click()
    expect(screen.marked("stage")).to_have_text("待签发")
    expect(screen.marked("move-sign")).to_be_disabled()
    address = screen.page.url
    screen.become("approver")
    screen.page.goto(address)
    screen.marked("move-sign").click()
    screen.marked("do").click()
    expect(screen.marked("stage")).to_have_text("已签发")
    put_shop(screen, new, east + 12 * METRE_EAST)
    screen.page.goto(address)
    now = screen.marked("changed").locator("[data-test='now']").filter(has_text=new)
    expect(now.first).to_contain_text("12.0")
    screen.until_drawn("picked-area", "shown.length")
    screen.shot("opinion-changed")
    screen.go("/opinions", changed="1")
    screen.marked("search-opinions").fill(name)
    expect(screen.page.get_by_role("row").filter(has_text=name)).to_contain_text("有变化")
    screen.shot("opinions")
    news = screen.get("/api/notices", kind="opinion_changed")["notices"]
    assert any(each["link"] == address.removeprefix(base_url) for each in news)


@ON_BOTH
def test_a_changed_footprint_is_screened_again_at_once_and_what_lacks_is_named(screen: Screen) -> None:
    screen.become("viewer")
    open_siting(screen)
    screen.marked("screen").click()
    expect(screen.page.get_by_text("请选择项目类型")).to_be_visible()
    choose_type(screen, "学校", "学校")
    expect(screen.page.get_by_text("请先画出用地范围")).to_be_visible()
    paste(screen)
    verdict = screen.marked("verdict")
    expect(verdict.get_by_role("heading")).to_be_visible()
    expect(screen.page.get_by_text("起草意见需要编辑权限。")).to_be_visible()
    assert "安全" not in verdict.get_by_role("heading").inner_text()
    holds = screen.page.locator("[data-test='pile-holds'] button[aria-expanded]").first
    expect(holds).to_have_attribute("aria-expanded", "false")
    screen.marked("fold-project").click()
    with screen.page.expect_response("**/api/screenings") as asked:
        screen.marked("move-north").click()
    sent = json.loads(asked.value.request.post_data or "")["footprint"]["coordinates"][0][0]
    assert sent[1] == pytest.approx(SOUTH + 50 / 110_770, abs=2e-6)
    screen.shot("siting-what-if")


def test_a_file_is_read_and_a_file_that_is_no_footprint_is_explained(screen: Screen) -> None:
    screen.become("bureau")
    open_siting(screen)
    file = screen.page.locator("[data-test='footprint-file']")
    screen.faults.expected.add(400)
    file.set_input_files({"name": "a.geojson", "mimeType": "application/json", "buffer": b"PK\x03\x04"})
    expect(screen.page.get_by_role("alert")).to_contain_text("压缩包已损坏或不完整")
    west = west_of(screen)
    ring = [[west, SOUTH], [west + SIDE, SOUTH], [west, SOUTH + SIDE], [west, SOUTH]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    file.set_input_files(
        {"name": "b.geojson", "mimeType": "application/json", "buffer": json.dumps(feature).encode()}
    )
    expect(screen.marked("drawn")).to_contain_text("面，3 个角点")
    expect(screen.page.get_by_role("alert")).to_have_count(0)


def test_nobody_signs_their_own_draft_and_a_newer_version_is_shown_before_anything_is_lost(
    screen: Screen, playwright: Playwright, base_url: str
) -> None:
    screen.become("approver")
    west = west_of(screen)
    ring = [[west, SOUTH], [west + SIDE, SOUTH], [west, SOUTH + SIDE], [west, SOUTH]]
    project = {
        "type": "school",
        "name": "演示学校",
        "footprint": {"type": "Polygon", "coordinates": [ring]},
    }
    opinion = screen.page.request.post("/api/opinions", data=project).json()
    screen.go(f"/opinions/{opinion['id']}")
    screen.marked("move-submit").click()
    screen.marked("do").click()
    expect(screen.marked("move-sign")).to_be_disabled()
    expect(screen.marked("barred")).to_have_text("不能签发自己起草的意见，请由另一位有审批权限的人签发。")
    colleague = playwright.request.new_context(base_url=base_url, storage_state=screen.sessions["admin"])
    now = colleague.get(f"/api/opinions/{opinion['id']}").json()
    door = f"/api/opinions/{opinion['id']}/move"
    assert colleague.post(door, data={"action": "return", "reason": "补资料"}, headers=seen(now)).ok
    screen.faults.expected.add(412)
    screen.marked("move-withdraw").click()
    screen.marked("move-reason").fill("重复")
    screen.marked("do").click()
    expect(screen.marked("newer")).to_contain_text("草稿")
    screen.shot("opinion-newer")
    screen.marked("take-newer").click()
    expect(screen.marked("stage")).to_have_text("草稿")
    expect(screen.marked("move-submit")).to_be_enabled()


def test_an_opinion_is_printed_on_a4_in_black_without_the_frame(screen: Screen) -> None:
    screen.become("bureau")
    west = west_of(screen)
    ring = [[west, SOUTH], [west + SIDE, SOUTH], [west, SOUTH + SIDE], [west, SOUTH]]
    project = {
        "type": "chemical_production",
        "name": "演示化工项目",
        "footprint": {"type": "Polygon", "coordinates": [ring]},
    }
    opinion = screen.page.request.post("/api/opinions", data=project).json()
    screen.page.add_init_script("localStorage.setItem('theme', 'dark'); localStorage.setItem('language', 'en')")
    screen.go(f"/opinions/{opinion['id']}")
    expect(screen.marked("verdict")).to_contain_text("veto")
    screen.until_drawn("picked-area", "shown.length")
    screen.shot("opinion-dark-english")
    screen.page.emulate_media(media="print")
    screen.shot("opinion-print")
    expect(screen.page.get_by_role("navigation")).to_have_count(0)
    expect(screen.page.locator("[data-test='pile-holds'] [data-test='line']").first).to_be_visible()
    expect(screen.marked("verdict").get_by_role("heading")).to_have_css("color", "rgb(0, 0, 0)")
    paper = screen.page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") >= 2  # all lines, not what one screen holds
    SHOTS.mkdir(exist_ok=True)
    (SHOTS / "opinion.pdf").write_bytes(paper)

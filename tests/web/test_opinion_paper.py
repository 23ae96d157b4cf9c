"""An opinion on paper in the browser: saved, printed, verified by its code, held against now."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, expect

from tests.web.conftest import ON_BOTH
from tests.web.screen import Screen
from tests.web.test_siting import METRE_EAST, SIDE, SOUTH, put_shop, seen


def signed(screen: Screen, playwright: Playwright, base_url: str, name: str) -> dict[str, Any]:
    """A shop beside nothing, drafted by the bureau and signed by somebody else; then a neighbour opens."""
    west = 102.3812 - 0.01 * screen.viewport.is_phone
    corners = [(0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE), (0, 0)]
    ring = [[west + east, SOUTH + north] for east, north in corners]
    project = {"type": "fireworks_shop", "name": name, "footprint": {"type": "Polygon", "coordinates": [ring]}}
    screen.become("bureau")
    opinion = screen.page.request.post("/api/opinions", data=project).json()
    door = f"/api/opinions/{opinion['id']}/move"
    opinion = screen.page.request.post(door, data={"action": "submit"}, headers=seen(opinion)).json()
    colleague = playwright.request.new_context(base_url=base_url, storage_state=screen.sessions["approver"])
    opinion = colleague.post(door, data={"action": "sign"}, headers=seen(opinion)).json()
    put_shop(screen, f"{name}的邻店", west + SIDE + 12 * METRE_EAST)
    return opinion


@ON_BOTH
def test_a_signed_opinion_is_saved_verified_and_held_against_now(
    screen: Screen, playwright: Playwright, base_url: str
) -> None:
    opinion = signed(screen, playwright, base_url, f"文书店{screen.viewport.mark}")
    screen.go(f"/opinions/{opinion['id']}")
    screen.marked("compare").click()
    expect(screen.marked("comparison")).to_contain_text("条与当时一致")
    expect(screen.marked("changed").locator("[data-test='now']").first).to_contain_text("12.0")
    sizes = []
    for file in ("paper-pdf", "paper-now"):
        screen.marked("paper").click()
        expect(screen.marked("paper-docx")).to_be_visible()
        screen.shot("opinion-paper-menu")
        with screen.page.expect_download() as saved:
            screen.marked(file).click()
        assert saved.value.suggested_filename == f"选址意见-{opinion['number']}.pdf"
        sizes.append(Path(saved.value.path()).stat().st_size)
        expect(screen.marked("paper-files")).to_have_count(0)
    assert sizes[0] < sizes[1]
    screen.go(f"/v/{opinion['code']}")
    expect(screen.marked("verified")).to_contain_text(opinion["number"])
    expect(screen.marked("verified")).to_contain_text("已签发")
    screen.shot("opinion-verified")
    screen.faults.expected.add(404)
    screen.marked("code").fill("00000-00000")
    screen.marked("verify").click()
    expect(screen.page.get_by_role("alert")).to_contain_text("没有校验码为")


def test_what_is_printed_is_black_in_the_dark_theme_and_holds_the_plan(
    screen: Screen, playwright: Playwright, base_url: str
) -> None:
    opinion = signed(screen, playwright, base_url, "打印店")
    screen.page.add_init_script("localStorage.setItem('theme', 'dark'); localStorage.setItem('language', 'en')")
    screen.go(f"/opinions/{opinion['id']}")
    expect(screen.marked("change").first).to_contain_text("Fireworks shop – other fireworks shops")
    screen.page.emulate_media(media="print")
    for level in (1, 2):
        expect(screen.page.get_by_role("heading", level=level).first).to_have_css("color", "rgb(0, 0, 0)")
    plan = screen.page.locator("figure.plan img")
    expect(plan).to_be_visible()
    assert plan.evaluate("image => image.naturalWidth") > 100
    screen.shot("opinion-print-plan")

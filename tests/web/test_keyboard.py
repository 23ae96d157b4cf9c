"""All that matters can be done without a mouse; phones have no Tab."""

from uuid import uuid4

from playwright.sync_api import Locator, expect

from tests.web.conftest import AT_A_DESK
from tests.web.screen import Screen

HELD = """(one) => [document.body, ...one.closest('.q-dialog').querySelectorAll('*')]
    .includes(document.activeElement)"""
STEPS = 60  # a target that is further away than that cannot be reached in earnest


def tab_to(screen: Screen, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(STEPS):
        screen.page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement || one.contains(document.activeElement)"):
            return
    raise AssertionError(f"{STEPS} times Tab did not reach {target}")


@AT_A_DESK
def test_the_search_list_is_walked_with_arrows_and_chosen_with_enter(screen: Screen) -> None:
    screen.enter("bureau", at="102.3534,24.9090,13")
    screen.at_rest()
    tab_to(screen, screen.marked("search"))
    screen.page.keyboard.type("cpys")
    options = screen.page.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    expect(options.first).to_have_attribute("aria-selected", "true")
    screen.page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    pointed = screen.marked("search").get_attribute("aria-activedescendant")
    assert pointed == options.nth(1).get_attribute("id")
    name = options.nth(1).locator(".name").inner_text()
    screen.page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("ArrowUp")
    screen.page.keyboard.press("Enter")
    expect(screen.marked("card").get_by_role("heading", level=2)).to_have_text(name)


@AT_A_DESK
def test_a_site_is_written_down_with_the_keyboard_alone(screen: Screen) -> None:
    screen.enter("bureau", layers="risk_point")
    screen.at_rest()
    name = f"演示键盘加油站{uuid4().hex[:8]}"
    press, write = screen.page.keyboard.press, screen.page.keyboard.type
    screen.marked("new-site").focus()
    press("Enter")
    tab_to(screen, screen.marked("new-fuel_station"))
    press("Enter")
    tab_to(screen, screen.marked("coordinates"))
    write("102°28′42″ 24°55′10″")
    tab_to(screen, screen.page.locator("[name=name]"))
    write(name)
    tab_to(screen, screen.marked("save"))
    press("Enter")
    expect(screen.marked("card").get_by_role("heading", level=2)).to_have_text(name)
    (site,) = screen.get("/api/search", q=name)
    assert (round(site["lon"], 4), round(site["lat"], 4)) == (102.4783, 24.9194)


@AT_A_DESK
def test_a_dialog_holds_the_focus_and_gives_it_back(screen: Screen) -> None:
    screen.enter("bureau")
    screen.at_rest()
    screen.marked("export").focus()
    screen.page.keyboard.press("Enter")
    dialog = screen.marked("export-dialog")
    expect(screen.marked("download")).to_be_visible()
    for _ in range(12):  # past the last one the browser's own bar comes, where the page has no focus at all
        screen.page.keyboard.press("Tab")
        screen.page.wait_for_function(HELD, arg=dialog.element_handle())
    screen.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(screen.marked("export")).to_be_focused()


@AT_A_DESK
def test_the_first_stop_leads_past_the_bar_to_the_content(screen: Screen) -> None:
    screen.enter("bureau", "/imports")
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    screen.page.keyboard.press("Tab")
    skip = screen.page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("main")).to_be_focused()


@AT_A_DESK
def test_the_map_moves_with_the_arrow_keys(screen: Screen) -> None:
    screen.enter("bureau", at="102.3534,24.9090,13")
    before = screen.bounds()
    expect(screen.page.locator("canvas.maplibregl-canvas")).to_be_visible()
    tab_to(screen, screen.page.get_by_role("button", name="跳到地图"))
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("canvas.maplibregl-canvas")).to_be_focused()
    screen.page.keyboard.press("ArrowRight")
    screen.until("location.search.includes('at=') && !location.search.includes('102.35340') && given", before)
    assert screen.bounds() != before

"""Townships in their standing colour on the map."""

from playwright.sync_api import expect

from tests.web.screen import Screen


def test_townships_take_their_standing_colour_with_method_and_figures(screen: Screen) -> None:
    screen.enter("bureau")
    screen.at_rest()
    screen.open_layers()
    screen.marked("areas-on").check()
    areas = screen.get("/api/divisions/530181/colours")
    table = screen.marked("area-table")
    expect(table.locator("tbody tr")).to_have_count(len(areas["children"]))
    expect(screen.marked("areas")).to_contain_text(areas["by"]["formula"])
    drawn_as = [int(area["code"].ljust(12, "0")) for area in areas["children"]]
    drawn = "document.querySelector('[data-map-idle]').map.queryRenderedFeatures({ layers: ['area-colour'] })"
    screen.until(f"given.every((id) => {drawn}.some((one) => one.id === id))", drawn_as)
    screen.at_rest()
    screen.shot("areas")
    first = areas["children"][0]
    table.get_by_role("button").first.click()
    dialog = screen.marked("area-dialog")
    expect(dialog).to_contain_text(first["name"])
    expect(dialog).to_contain_text("未评估")
    screen.shot("area")
    screen.button("关闭", dialog).click()
    screen.choose("area-method", "按数量加权")
    screen.until("location.search.includes('areas=count')")

"""The gap ledger: a table that is the map."""

import re

from playwright.sync_api import expect

from tests.web.screen import Screen


def test_the_ledger_says_required_measured_and_short_with_the_clause_and_draws_the_line(screen: Screen) -> None:
    screen.enter("bureau", "/gaps", verdict="short")
    gap = screen.get("/api/gaps", verdict="short")["gaps"][0]
    row = screen.marked(f"gap-{gap['id']}")
    expect(row).to_contain_text("不足")
    expect(row).to_contain_text(gap["source"]["name"])
    expect(row).to_contain_text(gap["clause"])
    row.get_by_role("button", name=re.compile(gap["source"]["name"])).click()
    steps = row.get_by_role("listitem")
    for n, title in enumerate(("要求", "实测", "缺口", "人数")):
        expect(steps.nth(n)).to_contain_text(title)
    screen.shot("gaps")
    if screen.viewport.is_phone:
        screen.button("在地图上看", row).click()
    picked = f"shown.some((line) => line.row === {gap['id']} && line.picked)"
    screen.until_drawn("rows-line", picked)
    screen.shot("gaps-map")


def test_not_checked_is_as_loud_as_short_and_says_why(screen: Screen) -> None:
    screen.enter("bureau", "/gaps")
    counts = screen.get("/api/gaps")["summary"]
    assert counts["unchecked"]
    screen.page.get_by_text(re.compile("^未查 ")).click()
    gap = screen.get("/api/gaps", verdict="unchecked")["gaps"][0]
    row = screen.marked(f"gap-{gap['id']}")
    expect(row).to_contain_text("未查")
    expect(row).to_contain_text(gap["reason"])
    expect(screen.page).to_have_url(re.compile("verdict=unchecked"))


def test_the_card_of_a_plant_shows_its_gaps_and_leads_to_the_ledger(screen: Screen) -> None:
    screen.become("bureau")
    gap = screen.get("/api/gaps", verdict="short")["gaps"][0]
    card = screen.open_card(gap["source"]["id"])
    mine = card.locator("[data-test='gaps-of-site']")
    expect(mine).to_contain_text("不足")
    mine.locator("[data-test='to-ledger']").click()
    expect(screen.page).to_have_url(re.compile(f"/gaps\\?.*site={gap['source']['id']}"))
    expect(screen.page.get_by_text("只看一个点位的间距")).to_be_visible()

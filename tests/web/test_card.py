"""The card of a site: why this colour, who lives around it, what became of it."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.web.screen import Screen


def test_the_card_says_why_this_colour_with_every_step_and_its_clause(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("chemical_plant", method="gb18218", colour="blue")[0]
    card = screen.open_card(site["id"])
    standing = next(each for each in screen.get(f"/api/sites/{site['id']}/assessments") if each["standing"])
    expect(card.get_by_role("img", name="蓝色 低风险")).to_be_visible()
    expect(card).to_contain_text(standing["method_title"])
    expect(card).to_contain_text(standing["review_on"])
    card.get_by_text("计算步骤").click()
    steps = screen.marked("steps").get_by_role("listitem")
    expect(steps).to_have_count(len(standing["steps"]))
    for n, step in enumerate(standing["steps"]):
        expect(steps.nth(n)).to_contain_text(step["title"])
        expect(steps.nth(n)).to_contain_text(step["clause"])
    assert any("GB 18218" in step["clause"] for step in standing["steps"])
    screen.shot("card")


def test_in_english_the_card_names_method_and_changed_fields_in_english(screen: Screen) -> None:
    screen.page.add_init_script("localStorage.setItem('language', 'en')")
    screen.become("bureau")
    site = screen.sites("risk_point", changed_by="township", method="lec")[0]
    card = screen.open_card(site["id"])
    expect(card).to_contain_text("LEC (likelihood, exposure, consequence)")
    screen.marked("history").get_by_text("History").click()
    changed = screen.marked("history").get_by_role("listitem").first
    expect(changed).to_contain_text(re.compile("Responsible person: |Measures: "))
    screen.shot("card-english")


def test_rings_stand_around_a_chemical_plant_and_people_in_them_are_counted(screen: Screen) -> None:
    screen.become("bureau")
    site = next(
        one
        for one in screen.sites("chemical_plant")
        if screen.get(f"/api/sites/{one['id']}/residents", metres=500)["settlements"]
    )
    lon, lat = site["geometry"]["coordinates"][0][0]
    card = screen.open_card(site["id"], at=f"{lon},{lat},13", layers="chemical_plant_buffer")
    for metres, name in ((500, "500 米"), (1000, "1 公里")):
        near = screen.get(f"/api/sites/{site['id']}/residents", metres=metres)
        screen.button(name, card).click()
        people = f"{near['people']:,}".replace(",", "\N{THIN SPACE}")
        expect(card).to_contain_text(f"{people} 人")
        for settlement in near["settlements"]:
            expect(screen.button(settlement["name"], card)).to_be_visible()
    rings = f"new Set(shown.filter((ring) => ring.site_id === {site['id']}).map((ring) => ring.metres))"
    screen.until_drawn("chemical_plant_buffer-line", f"[500, 1000].every((metres) => {rings}.has(metres))")
    screen.shot("rings")


def test_history_says_who_changed_what_when_and_why(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("risk_point", changed_by="township")[0]
    card = screen.open_card(site["id"])
    screen.marked("history").get_by_text("变更记录").click()
    versions = screen.get(f"/api/sites/{site['id']}/history")
    entries = screen.marked("history").get_by_role("listitem")
    expect(entries).to_have_count(len(versions))
    newest = versions[0]
    expect(entries.first).to_contain_text("township")
    expect(entries.first).to_contain_text(newest["reason"])
    for change in newest["changes"]:
        expect(entries.first).to_contain_text(f"{change['title']}：")
        expect(entries.first).to_contain_text(str(change["new"]))
    entries.first.scroll_into_view_if_needed()
    screen.shot("history")
    before = datetime.fromisoformat(newest["since"]) - timedelta(milliseconds=1)
    old = screen.get(f"/api/sites/{site['id']}", as_of=before.isoformat())
    changed = next(change for change in newest["changes"] if change["field"] in ("person", "measures"))
    assert str(old["fields"][changed["field"]]) == str(changed["old"])
    card = screen.open_card(site["id"], as_of=before.isoformat())
    expect(card).to_contain_text(str(changed["old"]))
    expect(screen.marked("edit")).to_have_count(0)


def test_a_telephone_number_can_be_dialled(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("mine")[0]
    number = site["properties"]["telephone"]
    call = screen.open_card(site["id"]).get_by_role("link", name=re.compile(number))
    expect(call).to_have_attribute("href", f"tel:{number}")

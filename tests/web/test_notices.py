"""The bell: what changed a colour without anybody touching it."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.web.screen import Screen


def counted_plant(screen: Screen) -> tuple[dict[str, Any], dict[str, Any]]:
    """A plant whose standing answer counted the people of one settlement, and that settlement."""
    for plant in screen.sites("chemical_plant", method="gb18218"):
        standing = next(each for each in screen.get(f"/api/sites/{plant['id']}/assessments") if each["standing"])
        people = (standing["counted"] or {}).get("settlements", [])
        if len(people) == 1 and people[0]["id"] and people[0]["residents"]:
            return plant, people[0]
    raise AssertionError("no plant of the county has counted people around it")


def until_told(screen: Screen, before: int) -> None:
    """What follows from a change is reckoned in the background."""
    for _ in range(300):
        if screen.get("/api/notices", limit=0)["unseen"] > before:
            return
        screen.page.wait_for_timeout(200)
    raise AssertionError("nobody was told")


def test_more_residents_ring_the_bell_and_the_card_says_what_was_reckoned_anew(screen: Screen) -> None:
    screen.become("bureau")
    plant, people = counted_plant(screen)
    settlement = screen.get(f"/api/sites/{people['id']}")
    before = screen.get("/api/notices", limit=0)["unseen"]
    residents = 5 if people["residents"] >= 50 else 3000  # α of another band of GB 18218
    changed = screen.page.request.patch(
        f"/api/sites/{people['id']}",
        data={"fields": {"residents": residents}, "reason": "人口普查"},
        headers={"If-Match": f'"{settlement["version"]}"'},
    )
    assert changed.ok, changed.text()
    until_told(screen, before)
    screen.go("/me" if screen.viewport.is_phone else "/")
    if not screen.viewport.is_phone:
        screen.marked("bell").click()
    notice = screen.marked("notice").filter(has_text=plant["properties"]["name"]).first
    expect(notice).to_be_visible()
    screen.shot("notices")
    notice.click()
    card = screen.card()
    anew = screen.marked("reckoned-anew")
    expect(anew).to_contain_text("重算")
    expect(anew).to_contain_text(settlement["name"])
    kept = [each for each in screen.get(f"/api/sites/{plant['id']}/assessments") if each["method"] == "gb18218"]
    *_, old, new = sorted(kept, key=lambda each: each["id"])
    assert (old["standing"], new["standing"]) == (False, True)  # the old answer is kept beside the new one
    was, now = (f"{each['result']['alpha']:g}" for each in (old, new))
    assert was != now
    expect(anew).to_contain_text(re.compile(rf"α.*{re.escape(was)}.*{re.escape(now)}"))
    card.locator("[data-test=counted] summary").click()
    expect(card.locator("[data-test=counted]")).to_contain_text(settlement["name"])
    card.locator("[data-test=assessment-trail] summary").click()
    expect(card.locator("[data-test=assessment-trail]")).to_contain_text("现行")
    screen.shot("reckoned-anew")


def test_all_notices_are_marked_as_read_at_once(screen: Screen) -> None:
    screen.enter("admin", "/me")
    expect(screen.page.get_by_role("heading", name="消息")).to_be_visible()
    if screen.get("/api/notices", limit=0)["unseen"]:
        screen.marked("see-all").first.click()
        expect(screen.marked("see-all")).to_have_count(0)
    assert screen.get("/api/notices", limit=0)["unseen"] == 0

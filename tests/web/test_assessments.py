"""Assessing in the browser: LEC by its three scales, GB 18218 with the people around, a person's override."""

from playwright.sync_api import expect

from tests.web.screen import Screen


def test_lec_gives_a_colour_while_it_is_answered_and_keeps_it(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("risk_point", method=None)[0]
    screen.open_card(site["id"])
    expect(screen.marked("card")).to_contain_text("还没有评估，不能说它安全。")
    screen.marked("assess").click()
    screen.choose("method", "作业条件危险性评价法(LEC)")
    expect(screen.marked("save")).to_be_disabled()
    for scale, value in (("L", "6"), ("E", "6"), ("C", "15")):
        screen.page.locator(f"[data-field={scale}] input[value='{value}']").check()
    draft = screen.marked("draft")
    expect(draft).to_contain_text("红色 重大风险")
    expect(draft).to_contain_text("540")
    draft.scroll_into_view_if_needed()
    screen.shot("lec")
    screen.marked("save").click()
    expect(screen.page.get_by_text(f"已评估“{site['properties']['name']}”：红色 重大风险")).to_be_visible()
    expect(screen.card()).to_contain_text("作业条件危险性评价法(LEC)")
    kept, *_ = screen.get(f"/api/sites/{site['id']}/assessments")
    assert (kept["method"], kept["colour"], kept["assessor"], kept["standing"]) == ("lec", "red", "bureau", True)
    assert screen.get(f"/api/sites/{site['id']}")["colour"] == "red"


def test_gb18218_counts_the_residents_within_500_metres_and_shows_them(screen: Screen) -> None:
    screen.become("bureau")
    people = {
        one["id"]: screen.get(f"/api/sites/{one['id']}/residents", metres=500)
        for one in screen.sites("chemical_plant")
    }
    site, near = next(
        (number, each) for number, each in people.items() if each["people"] and not each["without_residents"]
    )
    screen.open_card(site)
    screen.marked("assess").click()
    screen.choose("method", "危险化学品重大危险源辨识与分级")
    table = screen.page.locator("[data-field=items]")
    while table.get_by_role("group").count():  # the inputs of an earlier assessment are carried over
        screen.button("删除第 1 行", table).click()
    screen.marked("add-row").click()
    screen.page.locator("[data-field=substance]").fill("液氯")
    screen.page.get_by_role("option").filter(has_text="氯").first.click()
    table.locator("[data-field=q]").fill("60")
    draft = screen.marked("draft")
    expect(draft).to_contain_text("GB 18218-2018")
    counted = draft.get_by_role("listitem").filter(has_text="500")
    expect(counted.first).to_contain_text(str(near["people"]))
    counted.first.scroll_into_view_if_needed()
    screen.shot("gb18218")
    screen.marked("save").click()
    expect(screen.marked("card")).to_be_visible()
    kept, *_ = screen.get(f"/api/sites/{site}/assessments")
    assert kept["method"] == "gb18218"
    assert str(near["people"]) in str(kept["steps"])


def test_a_person_may_override_with_a_reason_and_the_computed_colour_stays_beside(screen: Screen) -> None:
    screen.become("bureau")
    site = screen.sites("risk_point", method="lec", colour="blue")[0]
    screen.open_card(site["id"])
    screen.marked("adjust").click()
    dialog = screen.marked("override")
    expect(screen.marked("do")).to_be_disabled()
    dialog.get_by_text("橙色 较大风险").click()
    screen.marked("override-reason").fill("旁边在建学校")
    screen.shot("override")
    screen.marked("do").click()
    expect(dialog).to_have_count(0)
    expect(screen.marked("card")).to_contain_text("人工调整：计算为蓝，bureau 改为橙")
    expect(screen.marked("card")).to_contain_text("理由：旁边在建学校")
    (standing,) = [each for each in screen.get(f"/api/sites/{site['id']}/assessments") if each["standing"]]
    assert (standing["computed_colour"], standing["colour"]) == ("blue", "orange")

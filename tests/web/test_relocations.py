"""The relocation register: ranked with visible weights, decided with a reason, before and after on the map."""

from playwright.sync_api import expect

from tests.web.screen import Screen


def test_the_register_is_ranked_and_every_point_opens_its_reason(screen: Screen) -> None:
    screen.enter("approver", "/relocations")
    first = screen.get("/api/relocations")["targets"][0]
    row = screen.marked(f"target-{first['id']}")
    expect(row).to_contain_text(first["site"]["name"])
    screen.shot("relocations")
    row.click()
    target = screen.marked("target")
    for reason in first["reasons"]:
        expect(target).to_contain_text(reason["title"])
        expect(target).to_contain_text(reason["clause"])
    screen.page.get_by_text("各理由的权重").click()
    weights = screen.get("/api/relocation-weights")
    expect(screen.marked("weights").get_by_role("row")).to_have_count(len(weights) + 1)
    screen.shot("relocation")


def test_an_approver_lists_a_plant_with_a_reason_and_notes_its_progress(screen: Screen) -> None:
    screen.become("approver")
    proposed = screen.get("/api/relocations", stage="proposed")["targets"]
    chosen = proposed[0 if screen.viewport.is_phone else 1]
    screen.go("/relocations", target=chosen["id"])
    target = screen.marked("target")
    screen.marked("accept").click()
    screen.page.get_by_role("dialog").locator("[data-test='reason']").fill("园区外且周边人口密集")
    screen.marked("do").click()
    expect(target).to_contain_text("已列入")
    screen.marked("progress").click()
    screen.marked("progress-text").fill("已完成选址论证")
    screen.page.get_by_role("dialog").locator("[data-test='reason']").fill("月度调度")
    screen.marked("do").click()
    expect(target).to_contain_text("已完成选址论证")


def test_the_map_shows_who_remains_after_the_decisions(screen: Screen) -> None:
    screen.enter("approver", "/relocations")
    if screen.viewport.is_phone:
        screen.page.locator("main").get_by_text("地图", exact=True).click()
    screen.page.get_by_text("决定之后").click()
    targets = screen.get("/api/relocations", limit=100)["targets"]
    gone = {"accepted", "planned", "moving", "done"}
    stay = [one for one in targets if one["stage"] not in gone or one["mode"] == "in_place"]
    expect(screen.page.get_by_text(f"还有 {len(stay)} 家留在原处")).to_be_visible()
    screen.at_rest()
    screen.shot("relocations-after")

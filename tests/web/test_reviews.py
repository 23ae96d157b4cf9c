"""Reviews that are due, the plan of visits and assessments in batches, as the browser shows them."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.web.screen import Screen


def listed(screen: Screen) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = screen.get("/api/reviews", due="overdue")["rows"]
    return found


def test_overdue_reviews_stand_in_a_list_the_oldest_first_with_what_is_needed_to_act(screen: Screen) -> None:
    screen.enter("bureau", "/reviews")
    table = screen.marked("reviews")
    expect(table).to_be_visible()
    first, *_ = rows = listed(screen)
    expect(table.locator("tbody tr")).to_have_count(len(rows))
    line = table.locator("tbody tr").first
    for words in (
        first["name"],
        first["method_title"],
        first["review_on"],
        f"过期 {-first['days']} 天",
        first["person"],
    ):
        expect(line).to_contain_text(words)
    screen.shot("reviews")
    line.get_by_role("link", name=first["name"]).click()
    expect(screen.marked("card").get_by_role("heading", level=2)).to_have_text(first["name"])


def test_townships_are_counted_and_a_township_filters_the_list(screen: Screen) -> None:
    screen.enter("bureau", "/reviews")
    towns = screen.get("/api/reviews/summary")["townships"]
    assert {len(town["code"]) for town in towns} == {9}
    worst = max(towns, key=lambda town: (town["overdue"], town["in_30d"], town["in_90d"]))
    if screen.viewport.is_phone:
        screen.marked("townships").get_by_text("各乡镇").click()
    screen.button(worst["name"], screen.marked("townships")).click()
    expect(screen.page).to_have_url(re.compile(f"division={worst['code']}"))
    expect(screen.marked("reviews").locator("tbody tr")).to_have_count(min(worst["overdue"], 100))


def test_an_empty_list_says_so(screen: Screen) -> None:
    screen.enter("viewer", "/reviews", layer="hazard_source", due="30d", division="530181008")
    expect(screen.page.get_by_text("30 天内没有到期的复评")).to_be_visible()


def test_chosen_reviews_are_done_again_once_a_person_confirms_that_nothing_changed(screen: Screen) -> None:
    screen.enter("bureau", "/reviews", layer="risk_point")
    row = screen.get("/api/reviews", due="overdue", layer="risk_point")["rows"][0]
    screen.page.get_by_label(f"选择“{row['name']}”", exact=True).check()
    screen.marked("renew").click()
    expect(screen.marked("do")).to_be_disabled()
    screen.marked("renew-confirm").check()
    screen.shot("renew")
    screen.marked("do").click()
    batch = screen.marked("batch")
    expect(batch).to_contain_text("已完成 1 / 1")
    screen.shot("renewed")
    assert screen.get(f"/api/sites/{row['id']}")["stale"] is False


def test_a_ledger_of_inputs_is_checked_and_run_and_a_wrong_row_is_told_by_itself(
    screen: Screen, tmp_path: Path
) -> None:
    screen.enter("bureau", "/reviews", tab="batches")
    sites = screen.sites("risk_point", method=None)[5:7]
    codes = [site["properties"]["code"] for site in sites]
    ledger = tmp_path / "评估台账.csv"
    lines = ["编号,L,E,C", f"{codes[0]},3,6,7", f"{codes[1]},3,6,7", "没有这个编号,3,6,7"]
    ledger.write_text("\n".join(lines), encoding="utf-8-sig")
    screen.choose("batch-layer", "风险点")
    screen.choose("batch-method", "作业条件危险性评价法(LEC)")
    screen.page.locator("input[type=file]").set_input_files(ledger)
    screen.marked("batch-check").click()
    batch = screen.marked("batch")
    expect(batch).to_contain_text("没有这个编号")
    screen.shot("batch-checked")
    screen.marked("batch-run").click()
    expect(batch).to_contain_text("已完成 3 / 3")
    expect(batch).to_contain_text("1 行出错")
    screen.shot("batch-done")
    assert {screen.get(f"/api/sites/{site['id']}")["colour"] for site in sites} == {"yellow"}
    expect(screen.marked("batches")).to_contain_text("评估台账.csv")


def test_the_plan_says_who_visits_how_often_with_clause_and_doubt(screen: Screen) -> None:
    screen.enter("bureau", "/reviews", tab="plan")
    plan = screen.get("/api/plan", limit=100)
    load = screen.marked("loads")
    expect(load).to_contain_text(plan["counts"][0]["visitor_title"])
    first = plan["rows"][0]
    line = screen.marked("visits").locator("tbody tr").first
    for words in (first["name"], first["next_due"], f"每 {first['months']} 个月一次", first["clause"]):
        expect(line).to_contain_text(words)
    screen.shot("plan")
    screen.page.get_by_text("频次依据").click()
    expect(screen.marked("plan-rules")).to_contain_text("没有固定周期")

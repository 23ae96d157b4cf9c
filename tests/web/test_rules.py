"""Rule packs and unverified numbers in the browser."""

from playwright.sync_api import expect

from tests.web.conftest import AT_A_DESK
from tests.web.screen import Screen

PACK = "lec_upper_inclusive"


def test_who_would_change_colour_is_seen_before_a_pack_is_adopted_with_a_reason(screen: Screen) -> None:
    screen.enter("approver", "/rules")
    where = screen.get("/api/session")["divisions"][0]["code"]
    answer = screen.page.request.post(f"/api/packs/{PACK}/preview", data={"division": where})
    effect = answer.json()
    expect(screen.marked("subject-lec")).to_be_visible()
    screen.shot("rules")
    pack = screen.marked(f"pack-{PACK}")
    if pack.get_by_text("在用", exact=True).count():  # adopted by the run on the other screen
        return
    pack.locator("[data-test=preview]").click()
    dialog = screen.marked("pack-dialog")
    expect(dialog).to_contain_text(
        f"涉及 {effect['assessed']} 个现行评估，其中 {len(effect['changes'])} 个颜色会变。"
    )
    expect(screen.marked("do")).to_be_disabled()
    screen.marked("adopt-reason").fill("县安委办〔2026〕8 号")
    screen.shot("pack")
    screen.marked("do").click()
    expect(pack).to_contain_text("在用")
    expect(screen.marked("pack-trail")).to_contain_text("县安委办〔2026〕8 号")


def test_a_viewer_may_look_who_changes_colour_and_not_adopt(screen: Screen) -> None:
    screen.enter("viewer", "/rules")
    screen.marked("pack-ls_v2").locator("[data-test=preview]").click()
    expect(screen.marked("pack-dialog")).to_contain_text("采用规则包需要审批权限。")
    expect(screen.marked("do")).to_have_count(0)


def test_a_number_from_memory_is_confirmed_with_its_reference_and_taken_back(screen: Screen) -> None:
    screen.enter("approver", "/rules", tab="numbers")
    numbers = screen.get("/api/numbers", unverified=True)
    number = numbers[int(screen.viewport.is_phone)]
    table = screen.marked("numbers")
    expect(table).to_contain_text("未核实")
    screen.shot("numbers")
    table.get_by_role("button", name=f"核实 {number['title']}", exact=True).first.click()
    expect(screen.marked("do")).to_be_disabled()
    screen.marked("reference").fill("GB 18218-2018 表 1,第 4 页")
    screen.shot("confirm")
    screen.marked("do").click()
    confirmed = screen.marked("confirmations")
    expect(confirmed).to_contain_text("GB 18218-2018 表 1,第 4 页")
    take_back = confirmed.get_by_role("button", name=f"撤回 {number['title']}", exact=True)
    take_back.click()
    expect(take_back).to_have_count(0)
    assert len(screen.get("/api/numbers", unverified=True)) == len(numbers)


@AT_A_DESK
def test_a_county_sees_what_distances_of_its_own_would_change_before_it_adopts_them(screen: Screen) -> None:
    screen.enter("approver", "/rules", tab="own")
    expect(screen.marked("own-none")).to_be_visible()
    head = "编号,标题,一方,另一方,米数,比较,效力\n"
    rule = "FW65-1,零售点之间(本县),烟花爆竹零售点,{},2000,不小于,最小间距\n"
    file = screen.page.locator("input[type=file]")

    def give(place: str) -> None:
        text = (head + rule.format(place)).encode()
        file.set_input_files({"name": "本县间距.csv", "mimeType": "text/csv", "buffer": text})
        screen.marked("own-look").click()

    screen.faults.expected.add(400)
    give("城堡")
    expect(screen.page.get_by_role("alert")).to_contain_text("本县间距.csv 第 2 行：没有规定对象“城堡”")
    give("烟花爆竹零售点")
    effect = screen.marked("own-effect")
    expect(effect).to_contain_text("50.0\u2009m")
    expect(effect).to_contain_text("2.00\u2009km")
    screen.shot("rules-own")
    screen.become("viewer")
    screen.go("/rules", tab="own")
    expect(screen.marked("own-rights")).to_be_visible()

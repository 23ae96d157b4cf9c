"""Rows pasted instead of a file; and a field that the map and the ledger both changed, which a person decides."""

from playwright.sync_api import expect

from tests.web.conftest import AT_A_DESK
from tests.web.screen import Screen

NAME = "粘贴演示矿"


def paste(screen: Screen, person: str) -> None:
    """The preview of one pasted row."""
    screen.go("/imports")
    screen.choose("import-layer", "矿山")
    screen.marked("paste-open").click()
    rows = f"名称\t编号\t经度(CGCS2000)\t纬度(CGCS2000)\t责任人\n{NAME}\tZT-1\t102.412345\t24.912345\t{person}\n"
    screen.page.get_by_label("带列名的行").fill(rows)
    screen.shot("paste")
    screen.marked("paste-read").click()
    expect(screen.marked("load")).to_have_text("写入 1 条")


def load(screen: Screen) -> None:
    screen.marked("load").click()
    expect(screen.marked("load-bar")).to_have_attribute("data-status", "loaded")


def person_in_charge(screen: Screen) -> tuple[int, str]:
    found = screen.get("/collections/mine/items", limit=1000)["features"]
    site = next(one for one in found if one["properties"]["name"] == NAME)
    return site["id"], site["properties"]["person"]


@AT_A_DESK
def test_what_the_map_and_the_pasted_rows_both_changed_is_decided_by_a_person(screen: Screen) -> None:
    screen.become("bureau")
    paste(screen, "张三")
    load(screen)
    number, person = person_in_charge(screen)
    assert person == "张三"
    changed = screen.page.request.patch(
        f"/api/sites/{number}", data={"fields": {"person": "李四"}}, headers={"If-Match": '"1"'}
    )
    assert changed.ok, changed.text()
    paste(screen, "王五")
    merge = screen.marked("merge")
    for said in (NAME, "张三", "李四", "王五"):
        expect(merge).to_contain_text(said)
    expect(screen.marked("load-bar")).to_contain_text("两边都改过的 1 项保留地图的值")
    merge.scroll_into_view_if_needed()
    screen.shot("merge")
    with screen.page.expect_response(lambda answer: answer.request.method == "PATCH"):
        screen.marked(f"merge-{NAME}-person-theirs").check(force=True)
    expect(screen.marked(f"merge-{NAME}-person-theirs")).to_be_checked()
    load(screen)
    assert person_in_charge(screen)[1] == "王五"

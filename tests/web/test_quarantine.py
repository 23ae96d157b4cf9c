"""Coordinates that nobody can tell: stated for the whole file in its preview, or settled afterwards for many."""

from playwright.sync_api import expect

from tests.web.screen import Screen
from tests.web.test_imports import upload

LEDGER = "名称,编号,经度,纬度\n" + "".join(f"待核矿{n},Q{n},102.4{n}12345,24.9{n}12345\n" for n in range(1, 4))


def ledger(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def test_the_datum_of_a_file_is_stated_in_its_preview(screen: Screen) -> None:
    screen.enter("bureau", "/imports")
    upload(screen, ledger("高德.csv", LEDGER.replace("待核", "高德").replace("Q", "A")))
    expect(screen.marked("readings")).to_contain_text("待选定")
    screen.shot("import-datum-asked")
    screen.marked("datum").click()
    screen.page.get_by_role("option", name="GCJ-02").click()
    screen.marked("datum-apply").click()
    expect(screen.marked("readings")).to_contain_text("已换算")
    expect(screen.marked("load")).to_have_text("写入 3 条")
    screen.shot("import-datum-stated")


def test_rows_that_wait_are_settled_together_on_a_map(screen: Screen) -> None:
    screen.enter("bureau", "/imports")
    upload(screen, ledger("不明.csv", LEDGER))
    screen.marked("load").click()
    screen.marked("to-quarantine").click()
    first = screen.marked("waiting-待核矿1")
    expect(first).to_contain_text("GCJ-02")
    first.get_by_role("button").click()
    expect(first).to_contain_text("102.4")
    screen.shot("quarantine-candidates")
    first.get_by_role("button").click()
    screen.marked("waiting-all").check()
    screen.marked("waiting-reading").click()
    screen.page.get_by_role("option", name="BD-09").click()
    screen.shot("quarantine-chosen")
    screen.marked("waiting-place").click()
    expect(screen.page.get_by_text("已写入 3 行")).to_be_visible()
    expect(first).to_have_count(0)

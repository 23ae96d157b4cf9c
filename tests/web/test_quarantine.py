"""Coordinates that nobody can tell: stated for the whole file in its preview, or settled afterwards for many."""

from playwright.sync_api import expect

from tests.web.screen import Screen


def ledger(name: str) -> str:
    return "名称,编号,经度,纬度\n" + "".join(
        f"{name}{n},{name}{n},102.4{n}12345,24.9{n}12345\n" for n in range(1, 4)
    )


def brought(screen: Screen, name: str, text: str) -> None:
    """The preview of a ledger that was uploaded before."""
    screen.enter("bureau", "/imports")
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    answer = screen.page.request.post("/api/imports", multipart={"file": file, "layer": "mine"})
    assert answer.status == 201, answer.text()
    screen.page.goto(f"/imports/{answer.json()['id']}")


def test_the_datum_of_a_file_is_stated_in_its_preview(screen: Screen) -> None:
    brought(screen, "高德.csv", ledger("高德矿"))
    expect(screen.marked("readings")).to_contain_text("待选定")
    screen.shot("import-datum-asked")
    expect(screen.marked("datum")).to_be_enabled()
    screen.marked("datum").select_option("gcj02")
    screen.marked("datum-apply").click()
    expect(screen.marked("readings")).to_contain_text("已换算")
    expect(screen.marked("load")).to_have_text("写入 3 条")
    screen.shot("import-datum-stated")


def test_rows_that_wait_are_settled_together_on_a_map(screen: Screen) -> None:
    mine = f"待核矿{screen.viewport.mark}"
    brought(screen, f"{mine}.csv", ledger(mine))
    screen.marked("load").click()
    screen.marked("to-quarantine").click()
    first = screen.marked(f"waiting-{mine}1")
    expect(first).to_contain_text("GCJ-02")
    first.get_by_role("button").click()
    expect(first).to_contain_text("102.4")
    screen.shot("quarantine-candidates")
    first.get_by_role("button").click()
    screen.marked("waiting-file").select_option(label=f"{mine}.csv（矿山，3 行）")
    screen.marked("waiting-all").check()
    screen.marked("waiting-reading").select_option("bd09")
    screen.shot("quarantine-chosen")
    screen.marked("waiting-place").click()
    expect(screen.page.get_by_text("已写入 3 行")).to_be_visible()
    expect(first).to_have_count(0)

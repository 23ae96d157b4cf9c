"""A messy ledger on its way in: look first, then write what can be written, and lose nothing."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FilePayload, expect

from geo_app.settings import shipped
from tests.web.screen import Screen

LEDGER = shipped("data") / "examples" / "messy_mine_ledger.xlsx"


def upload(screen: Screen, file: FilePayload | Path) -> None:
    screen.choose("import-layer", "矿山")
    screen.page.locator("input[type=file]").set_input_files(file)


def test_the_example_ledger_is_looked_at_and_then_written(screen: Screen) -> None:
    screen.enter("bureau", "/imports")
    before = screen.get("/api/summary", layers="mine")[0]["total"]
    upload(screen, LEDGER)
    expect(screen.page).to_have_url(re.compile(r"/imports/\d+$"))
    run = screen.get(f"/api{urlsplit(screen.page.url).path}")
    counts = run["counts"]
    assert counts["rows"] == counts["good"] + counts["bad"] + counts["doubtful"]
    assert counts["bad"] > 0
    for kind in run["issue_counts"]:
        group = screen.marked(f"issue-{kind['code']}")
        expect(group.locator("summary b")).to_have_text(str(kind["count"]))
    first = run["issues"][0]
    screen.marked(f"issue-{first['code']}").locator("summary").click()
    expect(screen.marked(f"issue-{first['code']}")).to_contain_text(f"第 {first['row']} 行")
    expect(screen.marked(f"issue-{first['code']}")).to_contain_text(first["remedy"])
    screen.at_rest()
    screen.shot("import")
    assert screen.get("/api/summary", layers="mine")[0]["total"] == before
    expect(screen.marked("load")).to_have_text(f"写入 {counts['good']} 条，暂缓 {counts['bad']} 条")
    screen.marked("load").click()
    expect(screen.marked("load-bar")).to_have_attribute("data-status", "loaded")
    expect(screen.marked("load-bar")).to_contain_text(f"已写入 {counts['good']} 条")
    screen.shot("imported")
    assert screen.get("/api/summary", layers="mine")[0]["total"] == before + counts["new"]
    screen.marked("to-map").click()
    expect(screen.page.locator("canvas.maplibregl-canvas")).to_be_visible()


def test_a_column_can_be_matched_otherwise_and_the_rows_are_looked_at_again(screen: Screen) -> None:
    screen.enter("bureau", "/imports")
    upload(
        screen,
        {"name": "矿.csv", "mimeType": "text/csv", "buffer": "矿名,东边,北边\n甲矿,102.41,24.91\n".encode()},
    )
    expect(screen.marked("load")).to_be_disabled()
    for header, field in (("矿名", "名称"), ("东边", "经度"), ("北边", "纬度")):
        if screen.marked("unfold").count():
            screen.marked("unfold").click()
        with screen.page.expect_response(re.compile(r"/api/imports/\d+$")):
            screen.marked(f"column-{header}").get_by_role("combobox").select_option(label=field)
    expect(screen.marked("load")).to_have_text("写入 1 条")
    expect(screen.marked("load")).to_be_enabled()


@pytest.mark.parametrize(
    ("name", "content"), [("空.xlsx", b""), ("照片.xlsx", b"\xff\xd8\xff\xe0" * 64), ("零.csv", b"\0" * 4096)]
)
def test_a_file_that_is_none_gets_a_sentence_and_a_remedy(screen: Screen, name: str, content: bytes) -> None:
    screen.enter("bureau", "/imports")
    screen.faults.expected.update((400, 413, 415, 422))
    upload(screen, {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    note = screen.page.get_by_role("alert")
    expect(note.locator("p")).to_have_count(2)
    expect(note).to_have_text(re.compile(r"[一-鿿]{4}"))
    expect(note).not_to_have_text(re.compile("Traceback|SELECT|Error"))
    screen.shot("import-refused")

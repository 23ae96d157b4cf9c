"""A grid officer's whole day on one phone: the township goes along, the network goes, three visits and a hidden
danger, a restart, the network again; then the office sees it, has it put right, accepts and closes it."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Geolocation, expect

from tests.web.conftest import IN_THE_FIELD
from tests.web.screen import Screen
from tests.web.test_patrol import Finger, arrived, take_photo

PERSIST = """if (navigator.storage) {
    navigator.storage.persist = async () => { sessionStorage.persist = 'asked'; return true }
}"""


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"service_workers": "allow"}


def visit_first(screen: Screen) -> str:
    """All in order at the first site of my work; its name."""
    first = screen.marked("due").first
    name = first.locator("b").inner_text()
    first.tap()
    screen.marked("all-well").tap()
    expect(screen.marked("visit-done")).to_be_visible()
    screen.marked("to-work").tap()
    expect(screen.marked("due").first).to_be_visible()
    return name


def report(screen: Screen, folder: Path) -> None:
    """A hidden danger with a photo, where the officer stands."""
    screen.marked("report").first.tap()
    take_photo(screen, folder, Finger())
    screen.marked("quick").nth(2).tap()
    expect(screen.page.locator("figure img")).to_be_visible()
    screen.shot("day-4-report")
    screen.marked("keep-danger").tap()
    expect(screen.marked("report-done")).to_be_visible()


def do(screen: Screen, action: str, folder: Path | None = None, **fields: str) -> None:
    """A step of the hidden danger on screen."""
    screen.marked(f"step-{action}").tap()
    if folder:
        take_photo(screen, folder, Finger())
        expect(screen.page.locator("figure img")).to_be_visible()
    for name, value in fields.items():
        screen.marked(name).fill(value)
    screen.marked("do").tap()
    expect(screen.marked("step-dialog")).to_have_count(0)


@IN_THE_FIELD
def test_a_whole_day_of_an_officer_and_what_the_office_makes_of_it(screen: Screen, tmp_path: Path) -> None:
    screen.faults.expected.add(0)
    screen.faults.is_cut = True
    screen.page.add_init_script(PERSIST)
    screen.become("grid")
    due = screen.get("/api/work")["rows"]
    screen.page.context.grant_permissions(["geolocation"])
    here = Geolocation(longitude=due[0]["lon"] + 1e-4, latitude=due[0]["lat"], accuracy=12)
    screen.page.context.set_geolocation(here)
    screen.go("/me")
    screen.until("navigator.serviceWorker.controller !== null")
    expect(screen.marked("area-size")).to_be_visible()
    screen.marked("take").tap()
    expect(screen.marked("area-kept")).to_contain_text("保留到")
    screen.shot("day-1-take")
    screen.page.context.set_offline(True)
    screen.go("/my-work")
    expect(screen.marked("due").first).to_be_visible()
    screen.shot("day-2-work")
    visited = [visit_first(screen) for _ in range(3)]
    assert len(set(visited)) == 3
    screen.marked("due").first.tap()
    expect(screen.marked("sketch")).to_be_visible()
    screen.shot("day-3-visit")
    screen.page.go_back()
    report(screen, tmp_path)
    screen.page.reload()  # the phone was off and on again
    expect(screen.marked("outbox-line")).to_contain_text("5 条、1 张照片等网络")
    carry_away(screen)
    assert screen.page.evaluate("sessionStorage.persist")  # the browser was asked to keep it
    screen.page.context.set_offline(False)
    arrived(screen)
    dangers = screen.get("/api/findings", state="found")["rows"]
    found = max(dangers, key=lambda row: row["happened_at"])
    close_it(screen, found["uid"], tmp_path)
    assert screen.get(f"/api/findings/{found['uid']}")["state"] == "closed"


def carry_away(screen: Screen) -> None:
    """All that waits, as a file, by one touch."""
    screen.go("/outbox")
    expect(screen.marked("outbox").locator("li")).to_have_count(5)
    screen.shot("day-5-outbox")
    with screen.page.expect_download() as begun:
        screen.marked("carry").tap()
    carried = json.loads(begun.value.path().read_text("utf-8"))
    assert [len(carried[part]) for part in ("deltas", "pictures")] == [5, 1]


def close_it(screen: Screen, uid: str, folder: Path) -> None:
    """The township registers, orders and closes; the officer shows that it was put right."""
    state = screen.marked("danger-state")
    screen.enter("township", f"/hidden-dangers/{uid}")
    expect(state).to_have_text("待登记")
    expect(screen.marked("photo")).to_be_visible()
    do(screen, "register")
    expect(state).to_have_text("已登记")
    do(screen, "order", **{"field-responsible": "演示站长", "field-measure": "清走纸箱"})
    expect(state).to_have_text("整改中")
    screen.enter("grid", f"/hidden-dangers/{uid}")
    do(screen, "done", folder)
    expect(state).to_have_text("待复查")
    screen.enter("township", f"/hidden-dangers/{uid}")
    do(screen, "accept")
    expect(state).to_have_text("待销号")
    do(screen, "close")
    expect(state).to_have_text("已销号")
    screen.shot("day-6-closed")

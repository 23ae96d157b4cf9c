"""The grid officer's phone: a visit in two taps, a hidden danger with a photo in four, nothing lost."""

import base64
import re
import time
from math import dist
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.web.conftest import AT_A_DESK, ON_A_CHEAP_PHONE
from tests.web.screen import Screen

SHOT = """() => {
    const canvas = document.createElement('canvas')
    canvas.width = 2400; canvas.height = 1800
    const pen = canvas.getContext('2d')
    pen.fillStyle = 'teal'; pen.fillRect(0, 0, 2400, 1800)
    return canvas.toDataURL('image/jpeg').split(',')[1]
}"""

LIT = """(sheet) => {
    if (sheet.width <= 300) return 0
    const { data } = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height)
    let bright = 0
    for (let n = 0; n < data.length; n += 4) if (data[n] > 200) bright += 1
    return bright
}"""  # letters of the watermark: the picture itself is teal


class Finger:
    """Counts what it touches."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.tap()
        self.taps += 1


def go_out(screen: Screen) -> list[dict[str, Any]]:
    """Stand beside the first site that is due."""
    screen.become("grid")
    due: list[dict[str, Any]] = screen.get("/api/work")["rows"]
    screen.page.context.grant_permissions(["geolocation"])
    screen.page.context.set_geolocation({"longitude": due[0]["lon"], "latitude": due[0]["lat"], "accuracy": 9})
    screen.go("/my-work")
    expect(screen.marked("due").first).to_be_visible()
    return due


def take_photo(screen: Screen, folder: Path, finger: Finger) -> None:
    shot = folder / "shot.jpg"
    shot.write_bytes(base64.b64decode(screen.page.evaluate(SHOT)))
    with screen.page.expect_file_chooser() as camera:
        finger.tap(screen.marked("take-photo"))
    camera.value.set_files(shot)


def within_reach(screen: Screen, *names: str) -> None:
    """These stand on the screen without scrolling, and nothing sticks out at its side."""
    for name in names:
        expect(screen.marked(name).first).to_be_in_viewport(ratio=1)
    assert screen.page.evaluate("document.scrollingElement.scrollWidth") <= screen.viewport.width


def arrived(screen: Screen) -> None:
    """Until the outbox says that everything has been taken."""
    screen.go("/outbox")
    expect(screen.page.get_by_text("都已送达")).to_be_visible()


@ON_A_CHEAP_PHONE
def test_all_in_order_takes_two_taps_and_the_interval_begins_anew(screen: Screen) -> None:
    due, finger = go_out(screen), Finger()
    name = screen.marked("due").first.locator("b").inner_text()
    site = next(row["id"] for row in due if row["name"] == name)
    within_reach(screen, "due", "report")
    finger.tap(screen.marked("due").first)
    within_reach(screen, "all-well", "one-by-one")
    finger.tap(screen.marked("all-well"))
    expect(screen.marked("visit-done")).to_be_visible()
    assert finger.taps == 2
    arrived(screen)
    (visit, *_) = screen.get(f"/api/sites/{site}/visits")
    assert (visit["wrong"], visit["fix"]["accuracy_m"], visit["fix_reason"]) == (0, 9, "")
    assert all(row["days"] >= 28 for row in screen.get("/api/work")["rows"] if row["id"] == site)


@ON_A_CHEAP_PHONE
def test_a_danger_with_a_photo_takes_four_taps_and_twenty_seconds(screen: Screen, tmp_path: Path) -> None:
    go_out(screen)
    finger, begun = Finger(), time.monotonic()
    finger.tap(screen.marked("report").first)
    take_photo(screen, tmp_path, finger)
    finger.tap(screen.marked("quick").first)
    expect(screen.page.locator("figure img")).to_be_visible()
    within_reach(screen)
    finger.tap(screen.marked("keep-danger"))
    expect(screen.marked("report-done")).to_be_visible()
    assert (finger.taps, time.monotonic() - begun < 20) == (4, True)
    arrived(screen)
    rows = screen.get("/api/findings", state="found")["rows"]
    found = max(rows, key=lambda row: row["happened_at"])
    (photo,) = (told := screen.get(f"/api/findings/{found['uid']}"))["photos"]
    assert (told["what"], photo["here"], photo["phase"]) == ("安全出口堵塞", True, "before")
    screen.go(f"/hidden-dangers/{found['uid']}")
    expect(screen.marked("photo")).to_be_visible()
    screen.until(f"({LIT})(document.querySelector('[data-test=photo]')) > 500")
    screen.shot("hidden-danger")


@ON_A_CHEAP_PHONE
def test_what_is_written_without_a_network_waits_in_words_and_arrives_once(screen: Screen, tmp_path: Path) -> None:
    due, finger = go_out(screen), Finger()
    screen.marked("due").first.tap()
    expect(screen.marked("one-by-one")).to_be_visible()
    site = int(screen.page.url.rsplit("/", 1)[1])
    before = len(screen.get(f"/api/sites/{site}/visits"))
    assert site in [row["id"] for row in due]
    screen.faults.is_cut = True
    screen.page.context.set_offline(True)
    screen.marked("one-by-one").tap()
    asked = int(screen.marked("question").inner_text().split("共 ")[1].split(" 项")[0])
    within_reach(screen, "yes", "no", "unseen")
    screen.marked("no").tap()
    take_photo(screen, tmp_path, finger)
    expect(screen.page.locator("figure img")).to_be_visible()
    screen.marked("keep-danger").tap()
    for number in range(2, asked + 1):
        expect(screen.marked("question")).to_contain_text(f"第 {number} 项")
        screen.marked("yes").tap()
    expect(screen.marked("visit-done")).to_be_visible()
    expect(screen.marked("outbox-line")).to_contain_text("等网络")
    screen.shot("outbox-waits")
    screen.page.context.set_offline(False)
    arrived(screen)
    visits = screen.get(f"/api/sites/{site}/visits")
    assert (len(visits) - before, visits[0]["wrong"]) == (1, 1)
    dangers = screen.get("/api/findings", site=site, state="found")["rows"]
    assert sum(danger["what"].startswith("不正常") for danger in dangers) == 1


@ON_A_CHEAP_PHONE
def test_what_is_due_is_a_map_too_and_a_mark_opens_its_visit(screen: Screen) -> None:
    due = go_out(screen)
    screen.page.get_by_role("tab", name="地图").tap()
    screen.until_drawn("rows-mark", f"shown.length === {len(due)}")
    assert {mark["mark"] for mark in screen.drawn("rows-mark")} == {f"mark-{row['colour']}" for row in due}
    marks = screen.drawn("rows-mark")
    free = [mark for mark in marks if screen.in_the_open(*mark["at"])]
    alone = max(free, key=lambda one: min(dist(one["at"], other["at"]) for other in marks if other is not one))
    screen.click_place(*alone["at"])
    expect(screen.marked("due-here")).to_contain_text(next(r["name"] for r in due if r["id"] == alone["row"]))
    within_reach(screen, "due-here", "report")
    screen.shot("work-map")
    screen.marked("due-here").tap()
    expect(screen.page).to_have_url(re.compile(f"/my-work/{alone['row']}$"))


@AT_A_DESK
def test_the_township_registers_and_orders_with_what_the_table_asks_for(screen: Screen) -> None:
    screen.enter("township", "/hidden-dangers", state="found")
    screen.marked("dangers").get_by_role("link").first.click()
    expect(screen.marked("danger-state")).to_have_text("待登记")
    screen.marked("step-register").click()
    screen.marked("do").click()
    expect(screen.marked("danger-state")).to_have_text("已登记")
    screen.marked("step-order").click()
    expect(screen.marked("do")).to_be_disabled()
    for name in ("responsible", "measure"):
        screen.marked(f"field-{name}").fill("演示")
    screen.shot("order")
    screen.marked("do").click()
    expect(screen.marked("danger-state")).to_have_text("整改中")
    with screen.page.expect_download() as begun:
        screen.marked("paper-order-pdf").click()
    assert begun.value.suggested_filename.startswith("责令限期整改指令书-YH-")

"""Without a network: the app opens, says so, and shows what was taken along."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from geo_app.demo.accounts import EVERYBODYS
from tests.web.conftest import IN_THE_FIELD
from tests.web.screen import Screen

COLOURS = ("red", "orange", "yellow", "blue", "none")
CUT = 0  # the status of a request that got no answer
GIVEN, OWN = "山坡上有九棵老核桃树在开花", "河边有七条小木船在轻轻摇晃"
FORGOTTEN = """() => new Promise((done, fail) => {
    const end = Date.now() + 30000
    indexedDB.open('geo_app').onsuccess = ({ target: { result } }) => {
        const look = () => {
            result.transaction('kept').objectStore('kept').count().onsuccess = ({ target: { result: kept } }) => {
                if (!kept) done()
                else if (Date.now() > end) fail(new Error(`${kept} are still kept`))
                else setTimeout(look, 50)
            }
        }
        look()
    }
})"""
INSTALLED = "navigator.serviceWorker.controller !== null"


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"service_workers": "allow"}


@pytest.fixture
def installed(screen: Screen) -> Screen:
    """The app on a phone, opened once with a network."""
    screen.faults.expected.add(CUT)
    screen.enter("township", "/me")
    screen.until(INSTALLED)
    return screen


@IN_THE_FIELD
def test_the_app_opens_without_a_network_for_whoever_was_here_last(installed: Screen) -> None:
    installed.page.context.set_offline(True)
    installed.page.reload()
    expect(installed.page.get_by_role("heading", name="草铺演示安监办")).to_be_visible()
    expect(installed.page.get_by_text("没有网络").first).to_be_visible()
    installed.shot("offline-me")


@IN_THE_FIELD
def test_after_a_logout_nobody_is_there_without_a_network(screen: Screen) -> None:
    screen.faults.expected |= {CUT, 401}  # what the page asks for while its user leaves
    screen.go("/login", then="/me")  # a session of its own: the other tests keep theirs
    log_in(screen)
    screen.marked("logout").click()
    expect(screen.page.get_by_label("密码")).to_be_visible()
    screen.until(INSTALLED)
    screen.page.context.set_offline(True)
    screen.go("/me")
    log_in(screen)
    expect(screen.page.get_by_text("连接不上服务器").first).to_be_visible()
    expect(screen.page.get_by_text("草铺演示安监办")).to_have_count(0)


def log_in(screen: Screen) -> None:
    screen.page.get_by_label("用户名").fill("township")
    screen.page.get_by_label("密码").fill(EVERYBODYS)
    screen.button("登录").click()


@IN_THE_FIELD
def test_a_township_is_taken_along_looked_at_without_a_network_and_deleted(installed: Screen) -> None:
    taking = installed.marked("take-area")
    expect(taking.get_by_text("大小约")).to_be_visible()
    installed.marked("take").click()
    expect(installed.marked("area-kept")).to_contain_text("草铺街道")
    installed.shot("offline-taken")
    counts, late = (counted(installed, overdue) for overdue in (False, True))
    installed.page.context.set_offline(True)
    installed.go(path="/")
    expect(installed.marked("from-file")).to_contain_text("草铺街道")
    installed.until_drawn("risk_point-mark", "shown.length > 3")
    installed.shot("offline-map")
    colours = {mark["colour"] for mark in installed.drawn("risk_point-mark")}
    assert len(colours) > 1
    chosen = min(colours - {""})
    installed.marked(f"chip-{chosen}").click()
    only = f"shown.length && shown.every(({{ colour }}) => colour === '{chosen}')"
    installed.until_drawn("risk_point-mark", only)
    installed.marked(f"chip-{chosen}").click()
    installed.until_drawn("risk_point-mark", f"!({only})")
    expect(installed.marked(f"chip-{chosen}").locator(".figures")).to_have_text(str(counts[chosen]))
    installed.open_layers()
    installed.marked("overdue").tap()
    expect(installed.marked("chip-red").last.locator(".figures")).to_have_text(str(late["red"]))
    installed.until_drawn("risk_point-mark", "shown.length && shown.every(({ stale }) => stale)")
    expect(installed.legend()).to_contain_text(re.compile("复评过期[1-9]"))
    installed.marked("division").tap()
    expect(installed.marked("only-taken")).to_contain_text("您带走的草铺街道")
    installed.shot("offline-overdue")
    installed.page.context.set_offline(False)
    installed.go(path="/me")
    installed.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=31))
    installed.go(path="/me")
    expect(installed.marked("area-expired")).to_be_visible()
    installed.marked("take").click()
    expect(installed.marked("area-kept")).to_be_visible()
    installed.marked("drop-area").click()
    expect(installed.marked("area-kept")).to_have_count(0)


@IN_THE_FIELD
def test_a_phone_that_was_lost_forgets_at_the_next_word_from_the_server(screen: Screen) -> None:
    screen.faults.expected.add(401)
    screen.become("admin")
    door = screen.page.request
    finder, phone = f"finder-{uuid4().hex[:8]}", f"lost-{uuid4().hex[:8]}"
    who = {"username": finder, "name": "演示失主", "role": "inspector", "password": GIVEN}
    assert door.post("/api/session/proof", data={"password": EVERYBODYS}).ok  # it was proven some time ago
    answer = door.post("/api/accounts", data=who | {"divisions": ["530181007"]})
    assert answer.ok, answer.text()
    screen.page.context.clear_cookies()
    assert door.post("/api/session", data={"username": finder, "password": GIVEN}).ok
    assert door.post("/api/session/password", data={"old": GIVEN, "new": OWN}).ok
    screen.go("/me")
    screen.marked("take").click()
    expect(screen.marked("area-kept")).to_be_visible()
    screen.page.evaluate("(phone) => localStorage.device = phone", phone)
    clock = datetime.now(UTC).isoformat()
    assert door.put("/api/deltas", data={"device": phone, "clock": clock, "deltas": []}).ok
    screen.become("approver")
    assert door.patch(f"/api/devices/{phone}/{finder}", data={"revoked": True}).ok
    screen.page.context.clear_cookies()
    screen.go("/me")
    expect(screen.page.get_by_label("密码")).to_be_visible()
    screen.page.evaluate(FORGOTTEN)  # the answer about the phone may come after the one about the login


def counted(screen: Screen, overdue: bool) -> Counter[str]:
    """What the chips count in the township: graded sites of the layers that are on when the map is opened."""
    layers = [each["name"] for each in screen.get("/api/layers") if each["shown"] and each["graded"]]
    asked = {"layers": ",".join(layers), "division": "530181007"} | ({"overdue": "true"} if overdue else {})
    rows = screen.get("/api/summary", **asked)
    return sum((Counter({colour: row[colour] for colour in COLOURS}) for row in rows), Counter())

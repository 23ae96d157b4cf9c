"""The app is updated while records wait on the phone: none is lost, none is sent twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from geo_app.app import FRONT_END
from tests.web.conftest import IN_THE_FIELD
from tests.web.screen import Screen
from tests.web.test_offline import CUT, INSTALLED
from tests.web.test_patrol import arrived, go_out

WORKER = FRONT_END / "sw.js"
LOOK = "navigator.serviceWorker.getRegistration().then((app) => app.update()).then(() => true)"
NEW_ONE_RULES = "navigator.serviceWorker.getRegistration().then((app) => !app.waiting && !app.installing)"


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"service_workers": "allow"}


@pytest.fixture
def build() -> Iterator[bytes]:
    """The worker of the app as it was built; what a test makes of it is undone."""
    before = WORKER.read_bytes()
    yield before
    WORKER.write_bytes(before)


@IN_THE_FIELD
def test_a_visit_that_waits_is_there_once_after_the_app_was_updated(screen: Screen, build: bytes) -> None:
    screen.faults.expected.add(CUT)
    due = go_out(screen)
    screen.until(INSTALLED)
    screen.page.route("**/api/deltas", lambda request: request.abort())
    name = screen.marked("due").first.locator("b").inner_text()
    site = next(row["id"] for row in due if row["name"] == name)
    before = len(screen.get(f"/api/sites/{site}/visits"))
    screen.marked("due").first.tap()
    screen.marked("all-well").tap()
    expect(screen.marked("visit-done")).to_be_visible()
    WORKER.write_bytes(build + b"\n// another build\n")
    assert screen.page.evaluate(LOOK)
    offer = screen.marked("new-version")
    expect(offer).to_contain_text("没送出的 1 条记录会保留")
    screen.shot("app-updated")
    with screen.page.expect_navigation():
        offer.get_by_text("现在更新").tap()
    expect(screen.marked("outbox-line")).to_contain_text("1")
    assert screen.page.evaluate(NEW_ONE_RULES)
    assert len(screen.get(f"/api/sites/{site}/visits")) == before, "it waits still"
    screen.page.unroute("**/api/deltas")
    screen.page.reload()
    arrived(screen)
    assert len(screen.get(f"/api/sites/{site}/visits")) == before + 1

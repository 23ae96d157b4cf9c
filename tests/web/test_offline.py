"""Without a network: the app opens, says so, and shows what was taken along."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.conftest import IN_THE_FIELD
from tests.web.screen import Screen

CUT = 0  # the status of a request that got no answer
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
    expect(installed.page.get_by_text("网络已断开").first).to_be_visible()
    installed.shot("offline-me")


@IN_THE_FIELD
def test_after_a_logout_nobody_is_there_without_a_network(installed: Screen) -> None:
    installed.marked("logout").click()
    expect(installed.page.get_by_label("密码")).to_be_visible()
    installed.page.context.set_offline(True)
    installed.page.goto(installed.page.url.replace("/login", "/me"))
    installed.page.get_by_label("用户名").fill("township")
    installed.page.get_by_label("密码").fill("demo-2026")
    installed.button("登录").click()
    expect(installed.page.get_by_text("连接不上服务器").first).to_be_visible()
    expect(installed.page.get_by_text("草铺演示安监办")).to_have_count(0)

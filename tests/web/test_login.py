"""The door: in, out, and what it says to whoever guesses."""

import re
from collections.abc import Iterator
from random import sample

import psycopg
import pytest
from playwright.sync_api import Playwright, expect

from geo_app.db import Database
from tests.web.screen import Screen


@pytest.fixture
def forgetful_door(county_database: Database) -> Iterator[None]:
    """Wrong tries count for everybody who comes from the same address: forgotten after the test."""
    yield
    with psycopg.connect(county_database.url) as connection:
        connection.execute("DELETE FROM login_attempt")


def test_the_demonstration_account_of_the_readme_opens_the_map(screen: Screen) -> None:
    screen.go("/")
    screen.page.get_by_label("用户名").fill("bureau")
    screen.page.get_by_label("密码").fill("demo-2026")
    screen.page.keyboard.press("Enter")
    screen.at_rest()
    if screen.viewport.is_phone:
        screen.page.get_by_role("link", name="我的").click()
    else:
        screen.marked("account").click()
    expect(screen.page.get_by_text("演示县应急局").first).to_be_visible()
    expect(screen.page.get_by_text("安宁市").first).to_be_visible()
    screen.shot("me")
    screen.button("退出登录").click()
    expect(screen.page).to_have_url(re.compile("/login"))
    screen.go("/")
    expect(screen.page).to_have_url(re.compile("/login"))


@pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")  # how the provider is written
def test_whom_the_identity_provider_knows_gets_in_where_they_have_an_account(screen: Screen, issuer: str) -> None:
    screen.faults.elsewhere = issuer
    screen.faults.expected.add(403)
    screen.go("/gaps")
    expect(screen.button("用单位统一身份认证登录")).to_be_visible()
    screen.shot("two-ways")
    for person in ("stranger", "bureau"):
        screen.button("用单位统一身份认证登录").click()
        expect(screen.page).to_have_url(re.compile("/oauth2/authorize"))
        screen.page.get_by_role("button", name=person).click()
        if person == "stranger":
            expect(screen.page.get_by_role("alert")).to_contain_text("本系统没有账号“stranger”")
            expect(screen.page).to_have_url(re.compile("/login$"))
            screen.shot("no-account")
    expect(screen.page).to_have_url(re.compile("/gaps$"))


@pytest.mark.usefixtures("forgetful_door")
def test_twenty_wrong_passwords_end_in_a_clear_sentence(screen: Screen) -> None:
    screen.faults.expected.update((401, 429))
    screen.go("/login")
    screen.page.get_by_label("用户名").fill("nobody")
    told = []
    for n in range(20):
        screen.page.get_by_label("密码").fill(f"wrong-{n}")
        with screen.page.expect_response("**/api/session") as answer:
            screen.button("登录").click()
        told.append(answer.value.status)
        expect(screen.page.get_by_role("alert")).to_be_visible()
    assert told[0] == 401
    assert told[-1] == 429
    expect(screen.page.get_by_role("alert")).to_contain_text(re.compile(r"尝试次数过多，请在 \d+ 分钟后再试"))
    screen.shot("locked")


def test_behind_a_proxy_the_client_is_counted_not_the_proxy(base_url: str, playwright: Playwright) -> None:
    def guess(client: str, number: int) -> int:
        who = {"username": f"guess-{number}", "password": "wrong password"}
        return door.post("/api/session", data=who, headers={"X-Forwarded-For": client}).status

    door = playwright.request.new_context(base_url=base_url)
    one, other = (f"203.0.113.{last}" for last in sample(range(1, 255), 2))
    assert [guess(one, number) for number in range(17)] == [401] * 15 + [429] * 2
    assert guess(other, 99) == 401, "another client of the same proxy may still try"
    door.dispose()

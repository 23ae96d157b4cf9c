"""Who sees and does what, as the browser shows it."""

import re
import secrets
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import APIRequestContext, Playwright, expect

from geo_app.db import Database
from geo_app.demo.accounts import EVERYBODYS
from geo_app.layers import Layers
from tests.web.screen import Screen


def test_a_viewer_sees_the_map_and_no_way_to_change_it(screen: Screen) -> None:
    screen.enter("viewer")
    pages = screen.page.get_by_role("navigation").get_by_role("link")
    # on a desktop the account has a menu in the bar, on a phone a page of its own
    here = ["地图", "复评", "规则"]
    expect(pages).to_have_text([*here, "更多", re.compile("我的$")] if screen.viewport.is_phone else here)
    site = screen.sites("mine")[0]
    card = screen.open_card(site["id"])
    for action in ("assess", "edit", "adjust"):
        expect(screen.marked(action)).to_have_count(0)
    expect(card.get_by_role("link", name=re.compile("拨打"))).to_have_count(0)
    screen.go("/")
    screen.at_rest()
    screen.open_layers()
    expect(screen.marked("export")).to_be_visible()
    expect(screen.marked("new-site")).to_have_count(0)
    screen.go("/imports")
    expect(screen.page.get_by_text("导入需要编辑权限")).to_be_visible()


def test_a_township_sees_its_own_township_only(screen: Screen, layers: Layers) -> None:
    screen.become("bureau")
    elsewhere = next(
        one for one in screen.sites("risk_point") if not one["properties"]["division"].startswith("530181007")
    )
    names = ",".join(layer.name for layer in layers if layer.source == "site")
    mine = screen.get("/api/summary", layers=names, division="530181007")
    screen.become("township")
    assert screen.get("/api/summary", layers=names) == mine
    screen.go("/", at="102.3534,24.9090,13.5")
    screen.until_drawn("risk_point-mark", "shown.length")
    screen.marked("search").fill(elsewhere["properties"]["name"])
    expect(screen.page.get_by_text(f"没有找到“{elsewhere['properties']['name']}”")).to_be_visible()
    screen.shot("township")
    screen.faults.expected.add(404)
    screen.go("/", site=elsewhere["id"])
    expect(screen.page.get_by_role("alert")).to_contain_text("没有")
    expect(screen.page.get_by_text(elsewhere["properties"]["name"])).to_have_count(0)


def test_accounts_are_for_the_administrator_alone(screen: Screen) -> None:
    screen.enter("bureau", "/accounts")
    expect(screen.page.get_by_text("只有管理员可以管理账号")).to_be_visible()
    expect(screen.marked("add-account")).to_have_count(0)


@pytest.fixture
def door(playwright: Playwright, base_url: str) -> Iterator[APIRequestContext]:
    """Somebody at another computer who is not logged in."""
    door = playwright.request.new_context(base_url=base_url)
    yield door
    door.dispose()


@pytest.fixture
def long_ago(county_database: Database) -> None:
    """Everybody's password was entered more than ten minutes ago."""
    with psycopg.connect(county_database.url) as connection:
        connection.execute("UPDATE login_session SET proved_at = proved_at - interval '11 minutes'")


@pytest.mark.usefixtures("long_ago")
def test_an_account_is_opened_closed_and_taken_over_by_its_person(screen: Screen, door: APIRequestContext) -> None:
    username = f"new.{secrets.token_hex(3)}"  # a second try finds another one
    password, own = "mian-tian-hai-7", "shan-po-shi-tou-4"
    screen.enter("admin", "/accounts")
    expect(screen.marked("account-bureau")).to_contain_text("演示县应急局")
    screen.shot("accounts")
    screen.marked("add-account").click()
    screen.marked("account-name").fill("新来的网格员")
    screen.marked("account-username").fill(username)
    screen.marked("role-inspector").check()
    screen.marked("divisions").fill("草铺")
    screen.page.get_by_role("option").filter(has_text="530181007").first.click()
    screen.marked("password").fill(password)
    screen.shot("account-new")
    screen.faults.expected.add(403)
    screen.marked("do").click()
    screen.marked("proof-password").fill(EVERYBODYS)
    screen.shot("proof")
    screen.button("确认").click()
    row = screen.marked(f"account-{username}")
    expect(row).to_contain_text("新来的网格员")
    expect(row).to_contain_text("草铺街道")
    told = {"username": username, "password": password}
    assert door.post("/api/session", data=told).ok
    screen.marked("disable").and_(row.locator("*")).click()
    screen.button("停用“新来的网格员”").click()
    expect(row).to_contain_text("已停用")
    assert door.post("/api/session", data=told).status == 403
    row.get_by_role("button", name="恢复使用").click()
    expect(row).not_to_contain_text("已停用")
    take_over(screen, told, own)
    assert door.post("/api/session", data=told | {"password": own}).ok
    end_the_other_login(screen)
    assert door.get("/api/session").status == 401


def take_over(screen: Screen, told: dict[str, str], own: str) -> None:
    """The person logs in with the password that was handed over, and may do nothing but choose another."""
    screen.page.context.clear_cookies()
    screen.go("/my-work")
    screen.page.get_by_label("用户名").fill(told["username"])
    screen.page.get_by_label("密码").fill(told["password"])
    screen.marked("show-typed").click()
    expect(screen.page.get_by_label("密码")).to_have_attribute("type", "text")
    screen.button("登录").click()
    screen.marked("fresh").fill(own)
    screen.marked("again").fill(own)
    screen.shot("first-password")
    screen.marked("set-first").click()
    expect(screen.page).to_have_url(re.compile(r":\d+/my-work$"))


def end_the_other_login(screen: Screen) -> None:
    screen.go("/me")
    screen.marked("own-logins").click()
    expect(screen.marked("login")).to_have_count(2)
    expect(screen.marked("login").filter(has_text="本机")).to_have_count(1)
    screen.shot("logins")
    screen.marked("end-login").click()
    expect(screen.marked("login")).to_have_count(1)
    screen.shot("one-login")


def test_who_is_not_logged_in_comes_to_the_login_and_back(screen: Screen) -> None:
    screen.go("/imports")
    expect(screen.page).to_have_url(re.compile(r"/login\?then=/imports"))
    screen.page.get_by_label("用户名").fill("bureau")
    screen.page.get_by_label("密码").fill("demo-2026")
    screen.shot("login")
    screen.button("登录").click()
    expect(screen.page).to_have_url(re.compile("/imports$"))


def test_a_session_that_ends_meanwhile_leads_to_the_login(screen: Screen) -> None:
    screen.enter("bureau", "/imports")
    expect(screen.page.get_by_role("heading", name="导入数据")).to_be_visible()
    screen.page.context.clear_cookies()
    screen.faults.expected.add(401)
    screen.page.get_by_role("navigation").get_by_role("link", name="地图").click()
    expect(screen.page).to_have_url(re.compile("/login"))

"""Who sees and does what, as the browser shows it."""

import re

from playwright.sync_api import expect

from tests.web.screen import Screen


def test_a_viewer_sees_the_map_and_no_way_to_change_it(screen: Screen) -> None:
    screen.enter("viewer")
    pages = screen.page.get_by_role("navigation").get_by_role("link")
    expect(pages).to_have_text(["地图", "我的"])
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


def test_accounts_are_for_the_administrator_alone(screen: Screen) -> None:
    screen.enter("bureau", "/accounts")
    expect(screen.page.get_by_text("只有管理员可以管理账号")).to_be_visible()
    expect(screen.marked("add-account")).to_have_count(0)


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

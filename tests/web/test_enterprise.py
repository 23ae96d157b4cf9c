"""Without an account: an enterprise checks itself by its link, a passer-by reports by the code on the spot."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.web.conftest import AT_A_DESK, IN_THE_FIELD
from tests.web.screen import Screen


def stations(screen: Screen) -> list[int]:
    found = screen.sites("fuel_station")
    return [site["id"] for site in found if site["properties"]["division"].startswith("530181007")]


@AT_A_DESK
def test_an_officer_invites_hangs_up_the_code_and_prints_what_goes_with_it(screen: Screen) -> None:
    screen.enter("township")
    site = stations(screen)[-1]
    screen.open_card(site)
    screen.marked("more").click()
    screen.marked("to-enterprise").click()
    expect(screen.marked("hang-up").or_(screen.marked("qr"))).to_be_visible()
    if screen.marked("hang-up").count():
        screen.marked("hang-up").click()
    expect(screen.marked("qr")).to_be_visible()
    for kind in ("card", "board"):
        with screen.page.expect_download() as begun:
            screen.marked(f"sheet-{kind}").click()
        assert begun.value.suggested_filename.startswith("安全风险")
    screen.marked("invite-name").fill("演示安全员")
    screen.marked("invite").click()
    expect(screen.marked("made-link")).to_contain_text("/guest#")
    screen.shot("enterprise")
    screen.marked("revoke").first.click()
    expect(screen.page.get_by_text("演示安全员")).to_have_count(0)


@IN_THE_FIELD
def test_an_enterprise_checks_itself_by_its_link_and_the_office_sees_it(screen: Screen, tmp_path: Path) -> None:
    screen.become("township")
    screen.go("/login")
    site = stations(screen)[0]
    told = screen.page.request.post(f"/api/sites/{site}/invitations", data={"name": "演示站长"}).json()
    screen.page.context.clear_cookies()
    address = urlsplit(told["link"])
    screen.go(f"{address.path}#{address.fragment}")
    screen.marked("one-by-one").tap()
    screen.shot("guest-question")
    asked = int(screen.marked("question").inner_text().split("共 ")[1].split(" 项")[0])
    for number in range(1, asked + 1):
        expect(screen.marked("question")).to_contain_text(f"第 {number} 项")
        screen.marked("yes").tap()
    expect(screen.marked("sent")).to_be_visible()
    screen.shot("guest")
    screen.become("township")
    visits = screen.get(f"/api/sites/{site}/visits")
    assert (visits[0]["person"], visits[0]["wrong"]) == ("演示站长", 0)


@IN_THE_FIELD
def test_a_passer_by_reports_and_an_officer_makes_a_hidden_danger_of_it(screen: Screen, tmp_path: Path) -> None:
    screen.become("township")
    screen.go("/login")
    site = stations(screen)[0]
    code = screen.page.request.put(f"/api/sites/{site}/spot").json()["code"]
    screen.page.context.clear_cookies()
    screen.go(f"/r/{code}")
    screen.marked("what").fill("灭火器不见了")
    screen.shot("spot")
    screen.marked("send").tap()
    expect(screen.marked("reported")).to_be_visible()
    screen.enter("township", "/public-reports")
    mine = screen.marked("report").filter(has_text="灭火器不见了")
    screen.shot("public-reports")
    mine.get_by_role("button").first.tap()
    expect(mine).to_have_count(0)
    assert "灭火器不见了" in [row["what"] for row in screen.get("/api/findings", state="found")["rows"]]

"""axe finds no fault against WCAG 2.2 A and AA on any screen, by day and by night, on a phone and on a desktop."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from geo_app.app import FRONT_END
from tests.web.screen import Screen

AXE = FRONT_END.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => {
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`))
}"""


def login(screen: Screen) -> None:
    screen.page.context.clear_cookies()
    screen.go("/login")
    expect(screen.page.get_by_label("密码")).to_be_visible()


def the_map(screen: Screen) -> None:
    screen.go(at="102.3534,24.9090,13")
    screen.open_layers()
    expect(screen.legend().locator("li b").first).to_be_visible()
    screen.at_rest()


def search(screen: Screen) -> None:
    screen.go(at="102.3534,24.9090,13")
    screen.marked("search").fill("演示")
    expect(screen.page.get_by_role("option").first).to_be_visible()


def card(screen: Screen) -> None:
    site = screen.sites("chemical_plant", method="gb18218")[0]
    screen.open_card(site["id"]).get_by_text("计算步骤").click()
    expect(screen.marked("steps").get_by_role("listitem").first).to_be_visible()


def form(screen: Screen) -> None:
    screen.open_card(screen.sites("chemical_plant")[0]["id"])
    screen.marked("edit").click()
    expect(screen.page.locator("[name=workers]")).to_be_visible()


def assess(screen: Screen) -> None:
    screen.open_card(screen.sites("risk_point", method="lec")[0]["id"])
    screen.marked("assess").click()
    expect(screen.marked("draft").get_by_role("listitem").first).to_be_visible()


def export(screen: Screen) -> None:
    screen.go("/")
    screen.open_layers()
    screen.marked("export").click()
    expect(screen.marked("download")).to_be_visible()


def imports(screen: Screen) -> None:
    screen.go("/imports")
    rows = "名称,经度,纬度\n甲矿,102.41,24.91\n乙矿,0,0\n".encode()
    screen.choose("import-layer", "矿山")
    screen.page.locator("input[type=file]").set_input_files(
        {"name": "矿.csv", "mimeType": "text/csv", "buffer": rows}
    )
    screen.page.locator("[data-test^=issue-] summary").first.click()


def accounts(screen: Screen) -> None:
    screen.go("/accounts")
    screen.marked("add-account").click()
    expect(screen.marked("account-dialog")).to_be_visible()


def siting(screen: Screen) -> None:
    screen.go("/siting")
    expect(screen.marked("draw")).to_be_visible()


def opinion(screen: Screen) -> None:
    first, *_ = screen.get("/api/opinions")
    screen.go(f"/opinions/{first['id']}")
    expect(screen.marked("line").first).to_be_visible()


def opinions(screen: Screen) -> None:
    listed(screen, "/opinions")


def screening_runs(screen: Screen) -> None:
    listed(screen, "/screening-runs")


def verify(screen: Screen) -> None:
    first, *_ = screen.get("/api/opinions")
    code = screen.get(f"/api/opinions/{first['id']}")["code"]
    screen.go(f"/v/{code}")
    expect(screen.marked("to-opinion")).to_be_visible()


def gaps(screen: Screen) -> None:
    screen.go("/gaps", verdict="short")
    row = screen.page.locator("[data-test^='gap-']").first
    row.get_by_role("button").first.click()
    expect(row.get_by_role("listitem").first).to_be_visible()


def regions(screen: Screen) -> None:
    screen.go("/joint-regions", region=screen.get("/api/joint-regions")[0]["id"])
    expect(screen.marked("region")).to_be_visible()


def relocations(screen: Screen) -> None:
    listed(screen, "/relocations")


def reviews(screen: Screen) -> None:
    listed(screen, "/reviews")


def plan(screen: Screen) -> None:
    screen.go("/reviews", tab="plan")
    expect(screen.marked("loads")).to_be_visible()


def rules(screen: Screen) -> None:
    listed(screen, "/rules")


def numbers(screen: Screen) -> None:
    listed(screen, "/rules", tab="numbers")


def listed(screen: Screen, path: str, **query: object) -> None:
    screen.go(path, **query)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    expect(screen.page.locator("[aria-busy=true]")).to_have_count(0)


def desk(screen: Screen) -> None:
    listed(screen, "/desk")


def month(screen: Screen) -> None:
    listed(screen, "/desk", tab="month")


def situation(screen: Screen) -> None:
    listed(screen, "/situation")


def operations(screen: Screen) -> None:
    listed(screen, "/operations")


def emergency(screen: Screen) -> None:
    listed(screen, "/emergency", at="102.3534,24.9090")


def public_reports(screen: Screen) -> None:
    listed(screen, "/public-reports")


def hidden_dangers(screen: Screen) -> None:
    listed(screen, "/hidden-dangers")


def work(screen: Screen) -> None:
    listed(screen, "/my-work")


def enterprise(screen: Screen) -> None:
    listed(screen, f"/sites/{screen.sites('fuel_station')[0]['id']}/enterprise")


def me(screen: Screen) -> None:
    screen.go("/me")
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()


def visit(screen: Screen) -> None:
    screen.go(f"/my-work/{screen.get('/api/work', ahead=400)['rows'][0]['id']}")
    screen.marked("one-by-one").click()
    screen.marked("no").click()
    expect(screen.marked("keep-danger")).to_be_visible()


def report(screen: Screen) -> None:
    screen.go("/report")
    expect(screen.marked("quick").first).to_be_visible()


def outbox(screen: Screen) -> None:
    listed(screen, "/outbox")


def hidden_danger(screen: Screen) -> None:
    first, *_ = screen.get("/api/findings", state="rectifying")["rows"]
    screen.go(f"/hidden-dangers/{first['uid']}")
    expect(screen.marked("course")).to_be_visible()


SCREENS: tuple[Callable[[Screen], None], ...] = (
    *(the_map, search, card, form, assess, export, imports, siting, opinion, opinions, gaps, regions),
    *(visit, report, outbox, hidden_danger),
    *(screening_runs, verify, relocations, reviews, plan, rules, numbers, accounts, me),
    *(desk, month, situation, operations, emergency, public_reports, hidden_dangers, work, enterprise, login),
)


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.phone)])
def test_axe_finds_nothing_on_any_screen(screen: Screen, theme: str) -> None:
    assert AXE.is_file(), "axe-core is not installed: run `make web` first"
    screen.page.add_init_script(path=AXE)
    screen.page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    screen.become("admin")
    found = {}
    for show in SCREENS:
        show(screen)
        screen.shot(f"{show.__name__.strip('_')}-{theme}")
        found[show.__name__] = [re.sub(r"\s+", " ", one) for one in screen.page.evaluate(RUN, RULES)]
    assert {name: violations for name, violations in found.items() if violations} == {}

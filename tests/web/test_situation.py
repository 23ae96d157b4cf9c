"""The situation of a month on the screen: figures that open what they count, an accident and its grade."""

from playwright.sync_api import expect

from tests.web.conftest import ON_BOTH
from tests.web.screen import Screen


@ON_BOTH
def test_a_figure_opens_what_it_counts_and_an_accident_its_grade(screen: Screen) -> None:
    screen.enter("bureau", "/situation")
    total = screen.get("/api/situation")["towns"][-1]["figures"]
    expect(screen.marked("tile-still_open")).to_contain_text(f"{total['still_open']:.0f}")
    expect(screen.marked("towns").get_by_role("row").last).to_contain_text("合计")
    expect(screen.marked("spots")).to_contain_text("不等于哪里最危险")
    screen.shot("situation")
    screen.marked("tile-still_open").click()
    lines = screen.marked("counted").get_by_role("listitem")
    expect(lines).to_have_count(int(total["still_open"]))
    lines.first.get_by_role("link").click()
    expect(screen.marked("danger-state")).to_be_visible()
    screen.go("/situation")
    with screen.page.expect_download() as begun:
        screen.marked("report-docx").click()
    assert begun.value.suggested_filename.endswith(".docx")
    screen.marked("accidents").get_by_role("link", name="演示受限空间中毒事故").click()
    expect(screen.marked("accident-grade")).to_have_text("一般事故")
    screen.shot("accident-card")

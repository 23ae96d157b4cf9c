"""The desk: what is overdue from three sides, and the figures of a month, from the same records."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from geo_app.actor import SYSTEM
from geo_app.db import Database
from geo_app.instant import today_in_china
from tests.api.phone import danger, send, step, visit

ORDER = {"responsible": "站长", "measure": "更换", "deadline_on": "2026-01-31"}
REGISTER = {"grade": "general"}


def ago(sent: dict[str, Any], days: int) -> dict[str, Any]:
    """The same, written down so many days ago."""
    return sent | {"made_at": (datetime.now(UTC) - timedelta(days)).isoformat()}


def test_what_is_overdue_is_counted_and_listed_by_township_colour_and_trade(
    office: TestClient, door: Any, site: int
) -> None:
    late, elsewhere = danger(site), danger(None, what="路面塌陷")
    send(office, late, step(late, "register", values=REGISTER), step(late, "order", values=ORDER))
    send(office, elsewhere, step(elsewhere, "register", values=REGISTER), step(elsewhere, "order", values=ORDER))
    told = office.get("/api/desk/overdue").json()
    assert (told["total"]["findings"], told["total"]["visits"]) == (2, 0)
    assert {each["name"]: each["findings"] for each in told["trades"]} == {"fuel_station": 1, "": 1}
    assert [each["findings"] for each in told["colours"] if each["name"] == "none"] == [2]
    (row,) = office.get("/api/desk/overdue/list", params={"trade": "fuel_station"}).json()
    assert (row["uid"], row["site_id"], row["since"]) == (late["id"], site, "2026-01-31")
    assert row["days"] == (today_in_china() - today_in_china().replace(2026, 1, 31)).days
    assert office.get("/api/desk/overdue/list", params={"colour": "red"}).json() == []
    neighbour = door("viewer", "530115")
    assert neighbour.get("/api/desk/overdue").json()["total"]["findings"] == 0


def test_a_visit_that_its_visitor_has_not_repeated_in_time_is_overdue(
    officer: TestClient, office: TestClient, site: int, database: Database
) -> None:
    send(officer, visit(site))
    with database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE visit SET visited_on = visited_on - 800"))
    (row,) = [each for each in office.get("/api/desk/overdue/list").json() if each["visitor"] == "grid_officer"]
    assert (row["what"], row["site_id"], row["days"] > 0) == ("visit", site, True)


def test_the_figures_of_a_month_follow_from_the_steps(office: TestClient, door: Any, site: int) -> None:
    leader = door("approver", "530181")
    closed, turned, late = danger(site), danger(site), ago(danger(site), 40)
    send(office, closed, step(closed, "register", values=REGISTER), step(closed, "order", values=ORDER))
    send(office, turned, step(turned, "dismiss", words="重复"))
    order = [step(late, "register", values=REGISTER), step(late, "order", values=ORDER)]
    send(office, late, *(ago(each, 40) for each in order))
    send(office, step(closed, "done", photos=[closed["id"]]))
    send(leader, step(closed, "accept"), step(closed, "close"))
    send(office, visit(site))
    told = office.get("/api/desk/month").json()
    total = told["lines"][-1]["figures"]
    expected = {"found": 1, "major": 0, "rectified": 1, "closed": 1, "closing_rate": 1, "overdue": 1, "made": 1}
    assert {name: total[name] for name in expected} == expected
    assert (total["still_open"], told["lines"][0]["figures"]["found"]) == (1, 1)
    assert {each["figure"] for each in told["figures"]} == set(total)
    then = (today_in_china() - timedelta(40)).strftime("%Y-%m")
    before = office.get("/api/desk/month", params={"month": then}).json()["lines"][-1]["figures"]
    assert (before["found"], before["closing_rate"], before["made"]) == (1, 0, 0)
    early = office.get("/api/desk/month", params={"month": "2020-01"}).json()["lines"][-1]["figures"]
    assert (early["found"], early["closing_rate"]) == (0, None)


def test_the_workbook_says_the_same_and_what_each_figure_is(office: TestClient, site: int) -> None:
    send(office, danger(site))
    told = office.get("/api/desk/month").json()
    book = CalamineWorkbook.from_filelike(BytesIO(office.get("/api/desk/month.xlsx").content))
    first, about = (book.get_sheet_by_index(number).to_python() for number in range(2))
    titles, sums = first[0][1:], first[-1][1:]
    assert titles == [each["title"] for each in told["figures"]]
    wanted = [told["lines"][-1]["figures"][each["figure"]] for each in told["figures"]]
    assert sums == ["" if value is None else value for value in wanted]
    assert [row[1] for row in about[1:]] == [each["meaning"] for each in told["figures"]]


@pytest.mark.parametrize(
    ("month", "detail"), [("2026-13", "月份 2026-13 写法不对"), ("2999-01", "2999-01 还没有到")]
)
def test_a_month_that_is_none_is_refused_in_words(office: TestClient, month: str, detail: str) -> None:
    answer = office.get("/api/desk/month", params={"month": month})
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)

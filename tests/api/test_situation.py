"""The situation of a month: its figures, what each counts, accidents, indicators, hot spots, and the report."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from geo_app.instant import today_in_china
from tests.api.phone import PLACE
from tests.api.test_desk import ORDER, REGISTER, danger, send, step

LON, LAT = PLACE["coordinates"]


def accident(office: TestClient, **fields: Any) -> int:
    told = {"name": "甲事故", "happened_on": today_in_china().isoformat()} | fields
    place = {"type": "Point", "coordinates": [LON + 0.002, LAT]}
    answer = office.post("/api/sites", json={"layer": "accident", "geometry": place, "fields": told})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


@pytest.mark.parametrize(
    ("fields", "grade", "is_least"),
    [
        ({"deaths": 3, "serious": 0, "loss": 0}, "较大事故", False),
        ({"deaths": 2, "serious": 10, "loss": 999.9}, "较大事故", False),
        ({"deaths": 0, "serious": 0, "loss": 5000}, "重大事故", False),
        ({"deaths": 30}, "特别重大事故", False),
        ({"deaths": 1}, "一般事故", True),
        ({}, "", False),
    ],
)
def test_the_grade_of_an_accident_follows_decree_493(
    office: TestClient, site: int, fields: dict[str, float], grade: str, is_least: bool
) -> None:
    told = office.get(f"/api/sites/{accident(office, **fields)}/accident").json()
    assert (told["grade"], told["is_least"]) == (grade, is_least)
    near = [(each["id"], each["kind"]) for each in told["near"]]
    assert near == [(site, "fuel_station")]
    assert 150 < told["near"][0]["distance_m"] < 250


def test_each_figure_opens_as_many_as_it_counts(office: TestClient, site: int) -> None:
    found, other = danger(site), danger(site)
    send(office, found, step(found, "register", values=REGISTER), step(found, "order", values=ORDER), other)
    dead, hurt = accident(office, deaths=2), accident(office, name="乙事故", deaths=0)
    told = office.get("/api/situation").json()
    total = told["towns"][-1]
    assert total["figures"]["found"] == 2
    assert (total["accidents"], total["deaths"], total["colours"]["none"]) == (2, 2, 1)
    for figure in ("found", "still_open", "overdue", "made", "due", "listed", "accidents"):
        opened = office.get("/api/situation/counted", params={"figure": figure}).json()
        assert len(opened) == (total["accidents"] if figure == "accidents" else total["figures"][figure]), figure
    opened = office.get("/api/situation/counted", params={"figure": "deaths"}).json()
    assert [each["site_id"] for each in opened] == [dead]
    assert {each["id"] for each in told["accidents"]} == {dead, hurt}
    last = told["trend"][-1]
    assert (len(told["trend"]), last["figures"]["found"], last["red"]) == (12, 2, 0)
    assert told["trend"][0]["red"] is None  # no record reaches back so far
    assert office.get("/api/situation/counted", params={"figure": "joy"}).status_code == 400


def test_an_indicator_is_set_by_the_leader_and_used_up_by_accidents_that_count(
    office: TestClient, door: Any
) -> None:
    leader, year = door("approver", "530181"), today_in_china().year
    address = f"/api/death-targets/530181/{year}"
    assert office.put(address, json={"deaths": 3}).status_code == 403
    assert leader.put(address, json={"deaths": 3, "reason": "市安委办下达"}).status_code == 204
    assert leader.put(f"/api/death-targets/530115/{year}", json={"deaths": 3}).status_code == 403
    accident(office, deaths=2)
    accident(office, name="乙事故", deaths=4, counted=False)
    (target,) = leader.get("/api/situation").json()["targets"]
    assert (target["code"], target["target"], target["deaths"], target["left"]) == ("530181", 3, 2, 1)
    assert leader.put(address, json={"deaths": None}).status_code == 204
    assert leader.get("/api/situation").json()["targets"] == []
    away = door("editor", "530115").get("/api/situation").json()
    assert (away["towns"][-1]["accidents"], away["targets"]) == (0, [])


def test_the_report_is_the_same_file_and_says_what_the_page_says(office: TestClient, site: int) -> None:
    send(office, danger(site))
    accident(office, deaths=1)
    asked = {"format": "docx", "division": "530181"}
    first, second = (office.get("/api/situation/report", params=asked).content for _ in range(2))
    assert first == second
    document = Document(BytesIO(first))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([each.text for each in document.paragraphs] + cells)
    today = today_in_china()
    for said in (
        f"数据截至{today.year}年{today.month}月{today.day}日",
        "甲事故",
        "不低于一般事故",
        "没有下达死亡指标",
    ):
        assert said in words, said
    pdf = office.get("/api/situation/report", params=asked | {"format": "pdf"})
    assert pdf.content.startswith(b"%PDF")


def test_hot_squares_stand_where_it_happens_again_and_again(office: TestClient, site: int) -> None:
    few = office.get("/api/hot-spots").json()
    assert few["fault"] == "有点位的方格只有 1 个，不足 30 个，不作热点分析"
    for n in range(36):
        place = {"type": "Point", "coordinates": [LON + 0.012 * (n % 6), LAT + 0.012 * (n // 6)]}
        body = {"layer": "fuel_station", "geometry": place, "fields": {"name": f"站{n}"}}
        assert office.post("/api/sites", json=body).status_code == 201
    for _ in range(4):
        send(office, danger(site))
    told = office.get("/api/hot-spots").json()
    assert told["cells"], told
    assert told["cells"][0]["z"] > 2
    assert max(each["findings"] for each in told["cells"]) == 4
    (again,) = told["repeats"]
    assert (again["site_id"], again["findings"], again["accidents"]) == (site, 4, 0)
    later = (today_in_china() - timedelta(400)).strftime("%Y-%m")
    assert office.get("/api/hot-spots", params={"month": later}).json()["cells"] == []

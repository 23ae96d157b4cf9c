"""Random inspections: an urn that is sealed, a draw that anybody can repeat, inspections that count."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from geo_app.commands.drawing import app as command
from geo_app.db import Database
from geo_app.errors import BadInput
from tests.api.joined import join_county
from tests.api.phone import PLACE, send, visit

SLIPS = {"red": 4, "orange": 3, "yellow": 2, "blue": 1, "none": 1}
LON, LAT = PLACE["coordinates"]
WISH: dict[str, Any] = {
    "title": "加油站抽查",
    "division": "530181",
    "layers": ["fuel_station"],
    "slips": SLIPS,
    "number": 3,
    "per_unit": 2,
    "announced": "12 月 1 日双色球开奖号码",
    "inspectors": [{"name": name} for name in ("张三", "李四", "王五")],
}


@pytest.fixture
def office(door: Callable[..., TestClient]) -> TestClient:
    return door("approver", "530181")


@pytest.fixture
def stations(office: TestClient) -> dict[int, str]:
    """Eight fuel stations by number."""
    made = {}
    for number in range(8):
        place = {"type": "Point", "coordinates": [LON + number / 1000, LAT]}
        body = {"layer": "fuel_station", "geometry": place, "fields": {"name": f"抽查{number}号站"}}
        made[int(office.post("/api/sites", json=body).json()["id"])] = f"抽查{number}号站"
    return made


def sealed(office: TestClient, **changed: Any) -> dict[str, Any]:
    answer = office.post("/api/enforcement-draws", json=WISH | changed)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_before_the_draw_nothing_tells_who_will_be_drawn(office: TestClient, stations: dict[int, str]) -> None:
    told = sealed(office)
    assert (told["units"], told["slips"], told["inspectors"], told["drawn"]) == (8, 8, 3, [])
    paper = office.get(f"/api/enforcement-draws/{told['id']}/paper").json()
    assert (paper["secret"], paper["word"], paper["drawn"]) == (None, None, [])
    assert {int(unit["key"]) for unit in paper["sealed"]["pool"]} == set(stations)
    whole = json.dumps(paper["sealed"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha(whole) == paper["seal"] == told["seal"]


def test_the_draw_can_be_repeated_with_nothing_but_sha256(office: TestClient, stations: dict[int, str]) -> None:
    draw_id = sealed(office)["id"]
    told = office.post(f"/api/enforcement-draws/{draw_id}/draw", json={"word": "03 07 19"}).json()
    paper = office.get(f"/api/enforcement-draws/{draw_id}/paper").json()
    assert sha(paper["secret"]) == paper["sealed"]["commitment"]
    seed = f"{paper['secret']}:03 07 19"
    best = sorted((sha(f"{seed}|{key}|1"), key) for key in stations)
    assert [each["site_id"] for each in told["drawn"]] == [key for _, key in best[:3]]
    for each in told["drawn"]:
        names = sorted(("张三", "李四", "王五"), key=lambda name: sha(f"{seed}|{each['site_id']}|{name}"))
        assert each["inspectors"] == names[:2]


def test_a_draw_is_never_repeated_for_a_better_result(office: TestClient, stations: dict[int, str]) -> None:
    draw_id = sealed(office)["id"]
    first = office.post(f"/api/enforcement-draws/{draw_id}/draw", json={"word": "1"})
    again = office.post(f"/api/enforcement-draws/{draw_id}/draw", json={"word": "2"})
    assert (first.status_code, again.status_code) == (200, 400)
    assert "不能重抽" in again.json()["detail"]
    assert office.get(f"/api/enforcement-draws/{draw_id}").json()["drawn"] == first.json()["drawn"]


def test_a_published_paper_is_checked_without_a_database(
    office: TestClient, stations: dict[int, str], tmp_path: Path
) -> None:
    draw_id = sealed(office)["id"]
    office.post(f"/api/enforcement-draws/{draw_id}/draw", json={"word": "03 07 19"})
    paper = office.get(f"/api/enforcement-draws/{draw_id}/paper").json()
    file = tmp_path / "公示.json"
    file.write_text(json.dumps(paper, ensure_ascii=False))
    right = CliRunner().invoke(command, ["verify", str(file)])
    assert (right.exit_code, "8 家中抽 3 家" in right.output) == (0, True)
    for change, fault in (
        ({"drawn": paper["drawn"][::-1]}, "抽取结果"),
        ({"secret": "0" * 64}, "密数"),
        ({"sealed": paper["sealed"] | {"number": 2}}, "封存码"),
    ):
        file.write_text(json.dumps(paper | change))
        wrong = CliRunner().invoke(command, ["verify", str(file)])
        assert (wrong.exit_code, fault in wrong.output) == (1, True), wrong.output
    file.write_text("{}")
    assert isinstance(CliRunner().invoke(command, ["verify", str(file)]).exception, BadInput)


@pytest.mark.parametrize("comma", ["、", ",", "\uff0c", "\uff1b"])
def test_who_must_withdraw_is_not_sent(office: TestClient, stations: dict[int, str], comma: str) -> None:
    names = list(stations.values())
    inspectors = [{"name": "张三", "withdraws": comma.join(names)}, {"name": "李四"}, {"name": "王五"}]
    draw_id = sealed(office, inspectors=inspectors)["id"]
    told = office.post(f"/api/enforcement-draws/{draw_id}/draw", json={"word": "9"}).json()
    assert [set(each["inspectors"]) for each in told["drawn"]] == [{"李四", "王五"}] * 3


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": 9}, "抽取数要在 1 到 8 之间"),
        ({"inspectors": [{"name": "张三"}]}, "不足 2 名检查人员"),
        ({"inspectors": [{"name": "张三"}, {"name": "张三"}, {"name": "李四"}]}, "重名"),
        ({"inspectors": [{"name": "张三", "withdraws": "无此站"}, {"name": "李四"}]}, "没有“无此站”"),
        ({"layers": ["settlement"]}, "没有分级"),
        ({"division": "999999"}, "没有代码"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_it_is_sealed(
    office: TestClient, stations: dict[int, str], changed: dict[str, Any], said: str
) -> None:
    answer = office.post("/api/enforcement-draws", json=WISH | changed)
    assert (answer.status_code, said in answer.json()["detail"]) == (400, True), answer.text
    assert office.get("/api/enforcement-draws").json() == []


def test_the_urn_counts_units_and_slips_by_colour(office: TestClient, stations: dict[int, str]) -> None:
    urn = {key: WISH[key] for key in ("division", "layers")} | {"slips": {"red": 4, "none": 2, "blue": 0}}
    told = office.post("/api/enforcement-draws/urn", json=urn).json()
    assert told == {"units": {"red": 0, "none": 8, "blue": 0}, "slips": 16}


def test_an_inspection_since_the_draw_counts_and_a_grid_officers_round_does_not(
    office: TestClient, officer: TestClient, stations: dict[int, str]
) -> None:
    draw_id = sealed(office, number=8)["id"]
    drawn = office.post(f"/api/enforcement-draws/{draw_id}/draw", json={"word": "1"}).json()["drawn"]
    first, second = (each["site_id"] for each in drawn[:2])
    send(officer, visit(second))
    send(office, visit(first, wrong=2))
    told = office.get(f"/api/enforcement-draws/{draw_id}").json()
    done = {each["site_id"]: each["wrong"] for each in told["drawn"] if each["visited_on"]}
    assert (told["inspected"], done) == (1, {first: 2})
    [line] = office.get("/api/enforcement-draws").json()
    assert line == {key: told[key] for key in line}
    assert (line["units"], line["number"], line["inspected"]) == (8, 8, 1)


def test_an_inspection_of_the_same_day_before_the_draw_is_none_of_it(
    office: TestClient, stations: dict[int, str]
) -> None:
    send(office, *(visit(site) for site in stations))
    draw_id = sealed(office, number=8)["id"]
    assert office.post(f"/api/enforcement-draws/{draw_id}/draw", json={"word": "1"}).json()["inspected"] == 0


def test_a_city_sees_that_a_draw_of_its_county_goes_on_there(
    office: TestClient, stations: dict[int, str], database: Database
) -> None:
    told = sealed(office)
    assert told["kept_by"] is None
    join_county(database)
    assert office.get(f"/api/enforcement-draws/{told['id']}").json()["kept_by"] == "云南省昆明市安宁市"

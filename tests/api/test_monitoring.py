"""Online monitoring: readings count once, bad rows are named, alarms are raised, answered and closed."""

import csv
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, table, text

from geo_app.actor import SYSTEM, Actor, Role
from geo_app.db import Database
from geo_app.instant import CHINA
from geo_app.monitoring.lifecycle import after
from geo_app.monitoring.watch import forget_old, watch_points
from geo_app.settings import shipped
from tests.api.joined import join_county
from tests.api.phone import PLACE

LIMITS = {"high": 5, "high_high": 6, "low": 1, "band": 0.2, "interval_s": 60, "escalate_min": 10}
NOW = datetime.now(CHINA).replace(microsecond=0)
SENT = "/api/monitoring/readings"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own present: this file may have been read long before."""
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(CHINA).replace(microsecond=0))


@pytest.fixture
def point(office: TestClient, database: Database) -> int:
    """Of a county whose ids begin with its code, as they do where it is published to a city."""
    with psycopg.connect(database.url) as owner:
        owner.execute("ALTER TABLE site ALTER id RESTART WITH 530181000000001")
    fields = {"name": "一号罐液位", "code": "LT-1", "quantity": "level", "measured_in": "m", **LIMITS}
    made = office.post("/api/sites", json={"layer": "monitoring_point", "geometry": PLACE, "fields": fields})
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


@pytest.fixture
def gateway(office: TestClient) -> TestClient:
    """A program whose token sends readings and opens nothing else."""
    told = office.post("/api/tokens", json={"name": "网关", "readings": True}).json()
    program = TestClient(office.app, headers={"Authorization": f"Bearer {told['token']}"})
    program.portal = office.portal
    return program


def row(minutes_ago: float, value: Any, **more: Any) -> dict[str, Any]:
    return {"point": "LT-1", "at": (NOW - timedelta(minutes=minutes_ago)).isoformat(), "value": value, **more}


def send(client: TestClient, *rows: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(SENT, json=list(rows))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def alarms(client: TestClient, only: str = "open") -> list[tuple[str, int, str, int]]:
    found = client.get("/api/alarms", params={"only": only}).json()["alarms"]
    return [(each["what"], each["level"], each["state"], each["times"]) for each in found]


def level(client: TestClient, point: int) -> int:
    return int(client.get(f"/api/sites/{point}").json()["fields"]["level"] or 0)


def test_a_batch_sent_twice_counts_once_and_each_bad_row_is_named(gateway: TestClient, point: int) -> None:
    rows = (
        *(row(3, 2.0), row(2, "2.5", unit="m"), row(1, "NaN"), row(-60, 2)),
        *(row(0, 2, unit="kPa"), {"point": "LT-9", "at": NOW.isoformat(), "value": 1}),
        *(
            {"point": "LT-1", "at": "1999-01-01T00:00:00", "value": 1},
            {"point": "LT-1", "at": "昨天", "value": 1},
            {},
        ),
    )
    told = send(gateway, *rows)
    assert (told["received"], told["stored"], told["repeated"]) == (9, 2, 0)
    assert [(each["row"], each["problem"][:8]) for each in told["bad"]] == [
        *((3, "数值不是数字"), (4, "时间 " + (NOW + timedelta(hours=1)).isoformat()[:5]), (5, "单位应为 m，上")),
        *((6, "没有这个监测点，"), (7, "时间 1999-"), (8, "时间读不懂，应写"), (9, "没有这个监测点，")),
    ]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in told["bad"][5]["problem_en"])
    again = send(gateway, *rows)
    assert (again["stored"], again["repeated"], len(again["bad"])) == (0, 2, 7)


def test_a_batch_may_be_csv_as_excel_writes_it(gateway: TestClient, office: TestClient, point: int) -> None:
    body = f"测点编号,时间,数值,单位\nLT-1,{row(2, 0)['at']},3.5,m\n,,,\nLT-1,{row(1, 0)['at']},3.6,m\n"
    told = gateway.post(SENT, content=body.encode("utf-8-sig"), headers={"Content-Type": "text/csv"}).json()
    assert (told["stored"], [each["row"] for each in told["bad"]]) == (2, [2])
    chart = office.get(f"/api/monitoring/points/{point}/chart").json()
    assert (sum(each["n"] for each in chart["buckets"]), chart["last_value"]) == (2, pytest.approx(3.6))
    year = office.get(f"/api/monitoring/points/{point}/chart", params={"span": "year"}).json()
    assert sum(each["n"] for each in year["buckets"]) == 2
    assert chart["limits"] == {"high_high": 6, "high": 5, "low": 1}


def test_a_value_that_flickers_is_one_alarm(gateway: TestClient, office: TestClient, point: int) -> None:
    told = send(gateway, *(row(20 - n, 5.1 if n % 2 else 4.9) for n in range(20)))
    assert (told["stored"], told["alarms"], alarms(office)) == (20, 1, [("high", 2, "raised", 1)])
    send(gateway, row(0.9, 4.0), row(0.8, 6.5))
    assert (alarms(office), level(office, point)) == ([("high", 3, "raised", 2)], 3)
    notices = office.get("/api/notices", params={"kind": "monitor_alarm"}).json()["notices"]
    assert len(notices) == 1


def test_a_late_reading_raises_nothing(gateway: TestClient, office: TestClient, point: int) -> None:
    send(gateway, row(1, 2))
    told = send(gateway, row(30, 9))
    assert (told["stored"], told["alarms"], alarms(office), level(office, point)) == (1, 0, [], 0)


def test_a_person_answers_and_closes_with_a_reason(
    gateway: TestClient, office: TestClient, officer: TestClient, point: int
) -> None:
    send(gateway, row(5, 5.5))
    alarm = office.get("/api/alarms").json()["alarms"][0]["id"]
    assert officer.post(f"/api/alarms/{alarm}/acknowledge", json={}).status_code == 403
    done = office.post(f"/api/alarms/{alarm}/acknowledge", json={"note": "已派人"}).json()
    assert (done["state"], done["note"]) == ("acknowledged", "已派人")
    assert office.post(f"/api/alarms/{alarm}/close", json={"why": "已降"}).status_code == 400
    send(gateway, row(4, 3))
    assert (alarms(office), level(office, point)) == ([("high", 2, "cleared", 1)], 0)
    assert office.post(f"/api/alarms/{alarm}/close", json={"why": " "}).status_code == 400
    assert office.post(f"/api/alarms/{alarm}/close", json={"why": "进料阀已关"}).json()["state"] == "closed"
    assert (alarms(office), alarms(office, "closed")) == ([], [("high", 2, "closed", 1)])
    send(gateway, row(3, 5.5))
    assert alarms(office) == [("high", 2, "raised", 1)]


def test_a_change_that_is_too_fast_is_an_alarm(gateway: TestClient, office: TestClient, point: int) -> None:
    card = office.get(f"/api/sites/{point}").json()
    wish = {"fields": {"rate": 0.5, "rate_min": 10}, "reason": "定值"}
    header = {"If-Match": f'"{card["version"]}"'}
    changed = office.patch(f"/api/sites/{point}", json=wish, headers=header)
    assert changed.status_code == 200, changed.text
    send(gateway, row(30, 2), row(15, 2.9), row(6, 3.0))
    assert alarms(office) == []
    send(gateway, row(5, 3.6))
    assert alarms(office) == [("rate", 2, "raised", 1)]


def test_silence_is_an_alarm_and_an_alarm_without_an_answer_goes_up(
    gateway: TestClient, office: TestClient, point: int, database: Database, admin: Actor
) -> None:
    send(gateway, row(2, 2))
    with database.transaction(SYSTEM) as session:
        assert watch_points(session) == 0
        session.execute(text("UPDATE point_last SET at = now() - interval '5 minutes'"))
        assert watch_points(session) == 1
        assert watch_points(session) == 0
    assert (alarms(office), level(office, point)) == ([("gap", 1, "raised", 1)], 1)
    with database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE alarm SET told_at = now() - interval '11 minutes'"))
        assert watch_points(session) == 1
    assert alarms(office) == [("gap", 1, "escalated", 1)]
    told = office.get("/api/notices", params={"kind": "monitor_escalated"}).json()["notices"]
    assert [each["title"] for each in told] == ["监测报警无人确认：一号罐液位"]
    send(gateway, row(0, 2))
    assert (alarms(office), level(office, point)) == ([("gap", 1, "cleared", 1)], 0)


def test_months_past_the_keeping_time_go_whole_and_their_hours_stay(
    gateway: TestClient, office: TestClient, database: Database, point: int
) -> None:
    days = 24 * 60
    assert send(gateway, row(70 * days, 3.0), row(10, 2.0))["stored"] == 2

    def kept(what: str) -> int:
        with database.engine.begin() as owner:
            owner.execute(text("RESET ROLE"))
            return int(owner.scalar(select(func.count()).select_from(table(what))) or 0)

    for actor, months, gone in ((Actor("x", Role.ADMIN, ("530181",)), 1, 0), (SYSTEM, 0, 0), (SYSTEM, 4, 0)):
        with database.transaction(actor) as session:
            assert forget_old(session, months) == gone
    assert kept("reading") == 2
    with database.transaction(SYSTEM) as session:
        assert forget_old(session, 1) == 1
    assert (kept("reading"), kept("reading_hour")) == (1, 2)
    chart = office.get(f"/api/monitoring/points/{point}/chart", params={"span": "year"}).json()
    assert str(3.0) in str(chart), "the hours draw the past"
    assert send(gateway, row(5, 2.1))["stored"] == 1, "and readings still come in"


def test_the_token_of_a_gateway_opens_nothing_else(
    gateway: TestClient, office: TestClient, officer: TestClient, point: int
) -> None:
    assert gateway.get("/api/alarms").status_code == 401
    assert gateway.get("/collections/monitoring_point/items").status_code == 404
    assert gateway.post("/collections/monitoring_point/items", json={}).status_code in (403, 404)
    assert officer.post(SENT, json=[row(1, 2)]).status_code == 403
    reading = office.post("/api/tokens", json={"name": "QGIS"}).json()["token"]
    assert gateway.post(SENT, json=[], headers={"Authorization": f"Bearer {reading}"}).status_code == 403


def test_another_county_neither_writes_nor_reads(
    door: Callable[..., TestClient], gateway: TestClient, point: int, database: Database
) -> None:
    send(gateway, row(1, 9))
    neighbour = door("editor", "530115")
    assert [each["problem"] for each in send(neighbour, row(0, 2))["bad"]] == ["没有这个监测点，或不在您的辖区"]
    assert alarms(neighbour) == []
    assert neighbour.get(f"/api/monitoring/points/{point}/chart").status_code == 404
    with database.transaction(Actor("neighbour", SYSTEM.role, ("530115",))) as session:
        assert session.scalar(text("SELECT count(*) FROM reading")) == 0


def test_the_level_is_kept_by_the_map_and_by_nobody_else(office: TestClient, point: int) -> None:
    body = {"layer": "monitoring_point", "geometry": PLACE}
    fields = {"name": "甲", "quantity": "gas", "measured_in": "%", "level": 3}
    assert "由系统维护" in office.post("/api/sites", json={**body, "fields": fields}).text


def test_the_course_of_an_alarm_is_the_table() -> None:
    with (shipped("data") / "monitoring" / "steps.csv").open() as table:
        lines = list(csv.DictReader(table))
    states = {"raised", "acknowledged", "escalated", "cleared", "closed"}
    assert {line["to"] for line in lines} == states
    allowed = {(line["event"], origin): line["to"] for line in lines for origin in line["from"].split(";")}
    for event in {line["event"] for line in lines}:
        for state in states:
            assert after(event, state) == allowed.get((event, state))
    assert not any(after(event, "closed") for event, _ in allowed)


def test_a_city_sees_that_its_county_answers_an_alarm(
    gateway: TestClient, office: TestClient, point: int, database: Database
) -> None:
    send(gateway, row(1, 9.6))
    assert [each["kept_by"] for each in office.get("/api/alarms").json()["alarms"]] == [None]
    join_county(database)
    assert [each["kept_by"] for each in office.get("/api/alarms").json()["alarms"]] == ["云南省昆明市安宁市"]

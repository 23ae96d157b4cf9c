"""Hidden dangers from finding to closing, through the door: who may, what is given, which papers."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from geo_app.actor import SYSTEM
from geo_app.db import Database
from geo_app.notices.models import Notice
from geo_app.patrol.models import Finding
from geo_app.patrol.overdue import tell_late_findings
from tests.api.phone import danger, send, states, step

FIVE = {
    "responsible": "甲加油站站长",
    "measure": "更换防爆电气",
    "funds": "3 万元",
    "deadline_on": "2026-12-20",
    "plan": "停用二号机",
}
LISTED = {"supervise_level": "county", "supervised_by": "县安委办", "supervise_until": "2027-01-20"}


def read(client: TestClient, found: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"/api/findings/{found['id']}").json()
    return told


def refusal(client: TestClient, sent: dict[str, Any]) -> str:
    (fate,) = send(client, sent)
    assert fate["state"] == "refused", fate
    return str(fate["message"])


def test_a_major_danger_goes_its_whole_way(
    officer: TestClient, office: TestClient, door: Any, site: int, database: Database
) -> None:
    leader, found = door("approver", "530181"), danger(site, what="电线穿过卸油区")
    send(officer, found)
    assert refusal(officer, step(found, "register", values={"grade": "major"})) == "您没有“登记”的权限"
    send(office, step(found, "register", values={"grade": "major"}))
    told = read(office, found)
    assert (told["grade"], told["number"][:10]) == ("major", "YH-530181-")
    assert refusal(office, step(found, "order", values={"responsible": "站长"})) == "“责令整改”要填“措施”"
    assert states(office, step(found, "order", values=FIVE)) == ["applied"]
    assert refusal(office, step(found, "supervise", values=LISTED)) == "您没有“挂牌督办”的权限"
    assert states(leader, step(found, "supervise", values=LISTED)) == ["applied"]
    reported = {"reported_to": "县应急局、职工大会", "reported_on": "2026-11-22"}
    assert states(office, step(found, "report", values=reported)) == ["applied"]
    assert refusal(officer, step(found, "done")) == "“报整改完成”要有整改后的照片"
    assert states(office, step(found, "done", photos=[found["id"]])) == ["applied"]
    assert refusal(office, step(found, "accept", values={"third_party": "某评估公司"})) == "不能验收自己报的整改"
    assert refusal(leader, step(found, "accept")) == "“评估验收合格”要填“评估机构(第三方)”"
    assert states(leader, step(found, "accept", values={"third_party": "某评估公司"})) == ["applied"]
    assert refusal(office, step(found, "close")) == "您没有“销号”的权限"
    assert states(leader, step(found, "close")) == ["applied"]
    told = read(leader, found)
    course = ["find", "register", "order", "supervise", "report", "done", "accept", "close"]
    assert [each["action"] for each in told["steps"]] == course
    assert (told["state"], told["papers"]) == ("closed", ["order", "recheck", "supervision"])
    assert office.get("/api/findings").json()["rows"] == []
    assert office.get("/api/findings", params={"state": "closed"}).json()["counts"]["closed"] == 1


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_papers_are_files_and_the_same_every_time(office: TestClient, door: Any, site: int, kind: str) -> None:
    leader, found = door("approver", "530181"), danger(site)
    send(office, found, step(found, "register", values={"grade": "major"}), step(found, "order", values=FIVE))
    send(leader, step(found, "supervise", values=LISTED))
    send(office, step(found, "done", photos=[found["id"]]))
    again = {"deadline_on": "2026-12-31"}
    send(leader, step(found, "refuse", words="仍有一处未改", values=again))
    for paper in ("order", "recheck", "supervision"):
        path = f"/api/findings/{found['id']}/papers/{paper}"
        first, second = (office.get(path, params={"format": kind}) for _ in range(2))
        assert first.status_code == 200, first.text
        assert first.content == second.content
        assert first.content[:4] == (b"%PDF" if kind == "pdf" else b"PK\x03\x04")
    missing = office.get(f"/api/findings/{found['id']}/papers/permit")
    assert (missing.status_code, missing.json()["detail"]) == (404, "这条隐患还没有这份文书")


def test_the_standard_gives_hints_and_decides_nothing(officer: TestClient, office: TestClient) -> None:
    body = {
        "layer": "chemical_plant",
        "geometry": {"type": "Point", "coordinates": [102.3, 24.6]},
        "fields": {"name": "甲厂"},
    }
    plant = office.post("/api/sites", json=body).json()["id"]
    found = danger(plant, what="二号釜的安全阀被关掉", question="gas_alarm")
    send(officer, found)
    told = read(officer, found)
    assert [sign["clause"] for sign in told["signs"]] == [
        "安监总管三〔2017〕121号第12项",
        "安监总管三〔2017〕121号第15项",
    ]
    assert told["grade"] == "general"


def test_what_waits_too_long_is_told_once_to_the_township_and_later_to_the_county(
    office: TestClient, site: int, database: Database
) -> None:
    found, waiting = danger(site), danger(site)
    send(office, waiting, found, step(found, "register", values={"grade": "general"}))
    send(office, step(found, "order", values=FIVE | {"deadline_on": "2026-01-01"}))
    with database.transaction(SYSTEM) as session:
        early = Finding.happened_at - timedelta(days=10)
        session.execute(update(Finding).where(Finding.uid == waiting["id"]).values(happened_at=early))
        assert tell_late_findings(session) == 3
        assert tell_late_findings(session) == 0
        told = {each.kind: each for each in session.scalars(select(Notice).where(Notice.kind != "finding_found"))}
    assert told["finding_escalated"].division == 530181000000
    assert told["finding_unregistered"].link == f"/hidden-dangers/{waiting['id']}"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"deadline_on": "明天"}, "“整改期限”不是日期：明天"),
        ({"grade": "紫"}, "“隐患等级”没有 紫 这一项"),
        ({"owner": "我"}, "隐患没有字段 owner"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words(
    office: TestClient, site: int, values: dict[str, str], message: str
) -> None:
    found = danger(site)
    send(office, found)
    assert refusal(office, step(found, "register", values={"grade": "general"} | values)) == message

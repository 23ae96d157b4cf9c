"""A notice reaches those whose divisions it concerns, each account sees for itself, the bell counts."""

import pytest
from fastapi.testclient import TestClient

from geo_app.actor import SYSTEM, Actor, Role
from geo_app.db import Database
from geo_app.desk.failed import send_again
from geo_app.desk.leaving import Sent, send_notices
from geo_app.desk.webhooks import Webhook
from geo_app.layers import Layers
from geo_app.notices.tell import News, tell
from geo_app.sites import record
from tests.conftest import log_in

ANNING, JINNING = 530181000000, 530115000000


@pytest.fixture
def told(database: Database, divisions: None) -> None:
    """An editor of 安宁 tells the own county twice, and the neighbour once."""
    editor = Actor("wang", Role.EDITOR, ("530181",))
    with database.transaction(editor) as session:
        tell(session, News("recomputed", ANNING, "α 变了", "河边村 64 → 118 人", "chemical_plant"))
        tell(
            session,
            News("recomputed", ANNING, "颜色变了", "黄 → 橙"),
            News("region_changed", JINNING, "邻县新建联防联控区", "与贵区相邻", link="/?region=1"),
        )


def test_a_notice_reaches_its_division_only(client: TestClient, database: Database, told: None) -> None:
    here = log_in(client, database, "viewer", ["530181"]).get("/api/notices").json()
    assert [each["title"] for each in here["notices"]] == ["颜色变了", "α 变了"]
    assert (here["unseen"], here["notices"][0]["created_by"]) == (2, "wang")
    there = log_in(client, database, "viewer", ["530115"]).get("/api/notices").json()
    assert [(each["title"], each["link"]) for each in there["notices"]] == [("邻县新建联防联控区", "/?region=1")]
    below = log_in(client, database, "viewer", ["530181007"]).get("/api/notices").json()
    assert below == {"unseen": 0, "notices": []}


def test_what_the_map_tells_is_told_in_both_languages(client: TestClient, database: Database) -> None:
    told = {
        "新上报隐患：草铺加油站": "New hidden danger: 草铺加油站",
        "灭火器失效": "灭火器失效",
        "“甲矿”(邻县)与“乙店”间距不足": "“甲矿” (next county) is too close to “乙店”",
        "2 处风险等级已过复评日期": "2 grades are past the review date",
        "甲(3月)、乙(5月)等 20 处；地图上以斜线标示，请复评": (
            "甲(3月)、乙(5月) and more, 20 in all; hatched on the map: please review"
        ),
        "期限 2026-11-14，护栏断了两根": "Due 2026-11-14; 护栏断了两根",
        "期限 2026-09-25，现处于“已列入”": "Due 2026-09-25, now at “listed”",
        "颜色仍为黄": "the colour stays yellow",
    }
    with database.transaction(SYSTEM) as session:
        tell(session, *(News("any", ANNING, text, text) for text in told))
    shown = log_in(client, database, "viewer", [""]).get("/api/notices").json()["notices"]
    assert {each["title"]: each["title_en"] for each in shown} == told
    assert all(each["text_en"] == each["title_en"] for each in shown)


def test_each_account_sees_for_itself(client: TestClient, database: Database, told: None) -> None:
    log_in(client, database, "viewer", ["5301"])
    first = client.get("/api/notices").json()["notices"][0]
    for _ in range(2):
        assert client.post(f"/api/notices/{first['id']}/seen").status_code == 204
    page = client.get("/api/notices").json()
    assert (page["unseen"], page["notices"][0]["seen"], page["notices"][1]["seen"]) == (2, True, False)
    assert len(client.get("/api/notices?unseen=1").json()["notices"]) == 2
    assert client.post("/api/notices/seen", json={"up_to": first["id"]}).status_code == 204
    assert client.get("/api/notices?unseen=1").json() == {"unseen": 0, "notices": []}
    log_in(client, database, "viewer", ["5301"])
    assert client.get("/api/notices?limit=0").json() == {"unseen": 3, "notices": []}


def test_the_pages_and_kinds_of_notices(client: TestClient, database: Database, told: None) -> None:
    log_in(client, database, "admin", [""])
    newest = client.get("/api/notices?limit=1").json()["notices"][0]
    rest = client.get(f"/api/notices?before={newest['id']}").json()["notices"]
    assert [each["title"] for each in (newest, *rest)] == ["邻县新建联防联控区", "颜色变了", "α 变了"]
    assert len(client.get("/api/notices?kind=recomputed").json()["notices"]) == 2


def test_a_notice_of_somebody_else_is_not_there(client: TestClient, database: Database, told: None) -> None:
    log_in(client, database, "admin", [""])
    neighbours = client.get("/api/notices?kind=region_changed").json()["notices"][0]
    log_in(client, database, "viewer", ["530181"])
    assert client.post(f"/api/notices/{neighbours['id']}/seen").status_code == 404
    assert client.post("/api/notices/987654/seen").status_code == 404
    assert client.get("/api/notices?limit=-1").status_code == 400


def test_a_notice_and_its_change_stand_or_fall_together(
    client: TestClient, database: Database, layers: Layers, admin: Actor, divisions: None
) -> None:
    with database.transaction(admin) as session:
        place = {"type": "Point", "coordinates": [102.45, 24.9]}
        site = record.add(session, admin, layers["mine"], place, {"name": "甲矿"})
        tell(session, News("recomputed", ANNING, "甲矿", "", "mine", site.id))
        session.rollback()
    assert log_in(client, database, "admin", [""]).get("/api/notices").json()["notices"] == []


def test_an_administrator_sees_what_did_not_leave_and_why_and_sends_it_again(
    client: TestClient, database: Database, divisions: None
) -> None:
    nobody = Webhook.model_validate({"name": "duty", "kind": "json", "url": "http://127.0.0.1:1/robot?key=secret"})
    send_notices(database, [nobody], "https://localhost")
    with database.transaction(SYSTEM) as session:
        tell(session, News("finding_overdue", ANNING, "隐患整改已逾期:张三的店", "张三 13800000000"))
    assert send_notices(database, [nobody], "https://localhost") == Sent(0, 1)
    log_in(client, database, "admin", ["530181"])
    told = client.get("/api/deliveries").json()
    (one,) = told["failed"]
    assert (one["webhook"], one["title"], one["tries"]) == ("duty", "隐患整改已逾期", 1)
    assert one["fault"] == "refused"
    assert one["next_at"]
    assert one["place"].endswith("安宁市")
    assert told["receivers"] == [], "the settings of this server name none: it would not leave"
    assert not any(word in str(told) for word in ("张三", "138", "secret"))
    assert send_notices(database, [nobody], "https://localhost") == Sent(0, 0), "not before its pause"
    assert client.post("/api/deliveries/again").json() == {"count": 0}, "nobody would take it"
    with database.transaction(SYSTEM) as session:
        assert send_again(session, ["duty"]) == 1
    assert send_notices(database, [nobody], "https://localhost") == Sent(0, 1)
    log_in(client, database, "admin", ["530115"])
    assert client.get("/api/deliveries").json()["failed"] == []
    log_in(client, database, "approver", ["530181"])
    assert client.get("/api/deliveries").status_code == 403
    assert client.post("/api/deliveries/again").status_code == 403

"""A ledger that comes again meets what people changed on the map since: each field is taken from the side that
changed it, and where both did, a person decides."""

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.db import Database
from tests.api.uploads import loaded, sites, upload

LEDGER = "名称,编号,GPS经度,GPS纬度,责任人,生产能力\n甲矿,M1,102.412345,24.812345,张三,30\n"


def changed_by_hand(database: Database, admin: Actor) -> None:
    """Somebody corrects the person and the capacity on the map."""
    with database.transaction(admin, reason="电话核实") as session:
        session.execute(text("UPDATE site SET person = '李四', attributes = attributes || '{\"capacity\": 36}'"))


def came_again(client: TestClient, ledger: str) -> dict[str, Any]:
    run: dict[str, Any] = upload(client, ledger, "再来.csv").json()
    return run


def test_what_only_people_changed_stays_when_the_same_ledger_comes_again(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    changed_by_hand(database, admin)
    run = came_again(as_editor, LEDGER)
    assert (run["counts"]["unchanged"], run["merges"]) == (1, [])


def test_each_side_keeps_what_it_alone_changed_and_a_person_decides_the_rest(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    changed_by_hand(database, admin)
    run = came_again(as_editor, LEDGER.replace("张三", "王五").replace("甲矿", "甲煤矿"))
    (merge,) = run["merges"]
    assert (merge["field"], merge["title"], merge["row"]) == ("person", "责任人", 2)
    assert (merge["base"], merge["ours"], merge["theirs"], merge["taken"]) == ("张三", "李四", "王五", "ours")
    body = {"decided": {f"{merge['site_id']}.person": "theirs"}}
    answer = as_editor.patch(f"/api/imports/{run['id']}", json=body).json()
    assert [each["taken"] for each in answer["merges"]] == ["theirs"]
    loaded(as_editor, run["id"])
    (site,) = sites(database, admin)
    assert (site.name, site.person, site.attributes["capacity"]) == ("甲煤矿", "王五", 36)


def test_undecided_conflicts_leave_the_map_as_it_is(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    changed_by_hand(database, admin)
    loaded(as_editor, came_again(as_editor, LEDGER.replace("张三", "王五"))["id"])
    (site,) = sites(database, admin)
    assert site.person == "李四"


def test_an_enterprise_that_moved_is_known_by_its_credit_code_and_name(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    ledger = "名称,信用代码,GPS经度,GPS纬度\n甲矿,91350100M000100Y43,102.412345,24.812345\n"
    loaded(as_editor, upload(as_editor, ledger).json()["id"])
    run = upload(as_editor, ledger.replace("102.412345", "102.422345")).json()
    assert (run["counts"]["updated"], run["counts"]["new"]) == (1, 0)

"""Places that can be read in more than one way wait for a person, who chooses once for many."""

from typing import Any

from fastapi.testclient import TestClient

from geo_app.actor import Actor
from geo_app.db import Database
from tests.api.uploads import loaded, sites, upload

LEDGER = "名称,编号,经度,纬度,生产能力\n甲矿,M1,102.412345,24.812345,30\n乙矿,M2,102.423456,24.823456,45\n"


def waiting(client: TestClient) -> list[dict[str, Any]]:
    answer = client.get("/api/quarantine")
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["rows"]
    return rows


def choose(client: TestClient, rows: list[dict[str, Any]], reading: str) -> dict[str, Any]:
    body = {"ids": [row["id"] for row in rows], "reading": reading}
    answer = client.post("/api/quarantine/choices", json=body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_pair_without_any_clue_waits_with_its_readings_and_is_not_on_the_map(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    run = loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    assert (run["counts"]["doubtful"], run["counts"]["good"]) == (2, 0)
    assert [(way["name"], way["fate"], way["rows"]) for way in run["readings"]] == [("cgcs2000", "doubtful", 2)]
    assert sites(database, admin) == []
    first, _ = waiting(as_editor)
    assert (first["name"], first["written"]) == ("甲矿", "102.412345,24.812345")
    assert [one["reading"] for one in first["candidates"]] == ["cgcs2000", "gcj02", "bd09"]
    assert as_editor.get("/api/quarantine").json()["files"] == [
        {"run_id": run["id"], "file_name": "矿山.csv", "layer": "mine", "rows": 2}
    ]


def test_a_choice_for_many_writes_them_with_the_original_beside(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    assert choose(as_editor, waiting(as_editor), "gcj02") == {"placed": 2, "kept": []}
    assert waiting(as_editor) == []
    first, second = sites(database, admin)
    assert first.attributes["written"] == "GCJ-02(高德、腾讯地图) 102.412345,24.812345"
    assert (first.attributes["capacity"], first.reason) == (30.0, "待核坐标选定为 GCJ-02(高德、腾讯地图)")
    assert second.division == 530181000000


def test_what_was_chosen_holds_for_the_same_rows_of_the_next_file(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    choose(as_editor, waiting(as_editor), "bd09")
    again = upload(as_editor, LEDGER.replace(",30", ",31")).json()
    assert (again["counts"]["updated"], again["counts"]["unchanged"]) == (1, 1)
    assert waiting(as_editor) == []


def test_a_datum_that_a_person_states_leaves_nothing_waiting(as_editor: TestClient, divisions: None) -> None:
    run = upload(as_editor, LEDGER).json()
    answer = as_editor.patch(f"/api/imports/{run['id']}", json={"datum": "gcj02"}).json()
    assert (answer["datum"], answer["counts"]["good"], answer["counts"]["doubtful"]) == ("gcj02", 2, 0)
    assert answer["readings"][0]["evidence"] == ["导入时注明是 GCJ-02(高德、腾讯地图)"]
    stated = upload(as_editor, LEDGER, datum="bd09").json()
    assert [way["name"] for way in stated["readings"]] == ["bd09"]
    wrong = as_editor.patch(f"/api/imports/{run['id']}", json={"datum": "mars"})
    assert (wrong.status_code, wrong.json()["detail"]) == (400, "没有名为 mars 的坐标系")


def test_a_shift_common_to_known_sites_tells_the_datum_of_the_others(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    rows = [f"矿{n},N{n},102.4{n}4567,24.8{n}4567,5\n" for n in range(8)]
    head = LEDGER.split("\n", maxsplit=1)[0] + "\n"
    loaded(as_editor, upload(as_editor, head + "".join(rows[:5]), datum="gcj02").json()["id"])
    run = upload(as_editor, head + "".join(rows)).json()
    assert (run["counts"]["unchanged"], run["counts"]["new"], run["counts"]["doubtful"]) == (5, 3, 0)
    assert [(way["name"], way["rows"]) for way in run["readings"]] == [("gcj02", 8)]


def test_the_same_file_again_waits_once(as_editor: TestClient, divisions: None) -> None:
    for _ in range(2):
        loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    assert len(waiting(as_editor)) == 2


def test_rows_are_turned_away_with_a_reason(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    ids = [row["id"] for row in waiting(as_editor)]
    silent = as_editor.post("/api/quarantine/refusals", json={"ids": ids, "reason": " "})
    assert (silent.status_code, silent.json()["detail"]) == (400, "没有写明理由")
    done = as_editor.post("/api/quarantine/refusals", json={"ids": ids, "reason": "已退回企业核对"})
    assert done.json() == {"refused": 2}
    late = as_editor.post("/api/quarantine/choices", json={"ids": ids, "reading": "gcj02"})
    assert (late.status_code, late.json()["detail"]) == (400, "选中的行已经处理过")
    assert sites(database, admin) == []


def test_a_reading_outside_the_area_of_the_person_is_kept_back(as_editor: TestClient, divisions: None) -> None:
    ledger = "名称,经度,纬度\n边界矿,102.499900,24.812345\n远矿,102.812345,24.812345\n"
    run = loaded(as_editor, upload(as_editor, ledger).json()["id"])
    assert {issue["code"] for issue in run["issues"]} == {"doubtful_place", "outside_scope"}
    (row,) = waiting(as_editor)
    assert row["name"] == "边界矿"


def test_a_packed_integer_and_a_plane_pair_come_with_their_zone(
    as_admin: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    ledger = "名称,X坐标(CGCS2000),Y坐标(CGCS2000)\n甲矿,34541234.5,2745678.9\n"
    run = loaded(as_admin, upload(as_admin, ledger).json()["id"])
    assert [(way["name"], way["fate"]) for way in run["readings"]] == [("cgcs2000@102", "repaired")]
    (site,) = sites(database, admin)
    assert site.attributes["written"] == "CGCS2000 / WGS 84 平面坐标，中央经线 102° 34541234.5,2745678.9"


def test_strangers_see_no_quarantine(client: TestClient) -> None:
    assert client.get("/api/quarantine").status_code == 401
    assert client.post("/api/quarantine/choices", json={"ids": [1], "reading": "gcj02"}).status_code == 401

"""Ledgers through the browser's door: upload, preview, match, load, follow; nothing is written unasked."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text, update

from geo_app.actor import Actor, Role
from geo_app.db import Database
from geo_app.errors import Forbidden
from geo_app.ingest.models import ImportRun, Issue
from geo_app.ingest.reading import Intake
from geo_app.ingest.runs import Importer, find_run
from geo_app.layers import Layers
from geo_app.sites.models import Site
from tests.api.uploads import LEDGER, loaded, sites, upload


def test_a_preview_shows_columns_counts_issues_and_places_and_writes_nothing(
    as_admin: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    answer = upload(as_admin)
    assert answer.status_code == 201, answer.text
    run = answer.json()
    assert (run["status"], run["layer"], run["file_name"]) == ("previewed", "mine", "矿山.csv")
    assert run["counts"] == {"rows": 3, "good": 2, "bad": 1, "doubtful": 0, "new": 2, "updated": 0, "unchanged": 0}
    assert [(c["header"], c["field"]) for c in run["sheets"][0]["columns"]] == [
        ("名称", "name"),
        ("编号", "code"),
        ("经度", "place.longitude"),
        ("纬度", "place.latitude"),
        ("生产能力", "capacity"),
        ("县", "division.county"),
    ]
    assert {i["code"]: (i["row"], i["blocks"]) for i in run["issues"]} == {
        "not_a_number": (3, False),
        "zero_coordinate": (4, True),
        "division_differs": (3, False),
    }
    told = next(i for i in run["issues"] if i["code"] == "division_differs")
    assert told["reason"] == "台账写的是晋宁区，位置落在云南省昆明市安宁市"
    assert [f["properties"]["status"] for f in run["sample"]["features"]] == ["good", "good"]
    assert {"field": "place.latlon", "title": "纬度和经度"} in run["targets"]
    assert sites(database, admin) == []


def test_a_load_writes_the_good_rows_with_their_reason(
    as_admin: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    run = loaded(as_admin, upload(as_admin).json()["id"])
    assert (run["status"], run["done"], run["total"]) == ("loaded", 3, 3)
    first, second = sites(database, admin)
    assert (first.name, first.code, first.initials, first.attributes) == ("甲矿", "M1", "jk", {"capacity": 30.0})
    assert (first.division, first.source, first.reason) == (530181000000, "矿山.csv", "导入 矿山.csv")
    assert second.attributes == {}
    assert as_admin.post(f"/api/imports/{run['id']}/load").json()["detail"] == "这个文件已经写入"


def test_the_same_ledger_again_changes_nothing_and_a_changed_one_only_what_changed(
    as_admin: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_admin, upload(as_admin).json()["id"])
    again = upload(as_admin).json()
    assert (again["counts"]["unchanged"], again["counts"]["new"]) == (2, 0)
    loaded(as_admin, again["id"])
    changed = "编号,名称,生产能力,责任人\nM1,甲矿,45,\nM2,乙矿,,李明\n"
    run = upload(as_admin, changed, "更新.csv").json()
    assert run["counts"] == {"rows": 2, "good": 2, "bad": 0, "doubtful": 0, "new": 0, "updated": 2, "unchanged": 0}
    loaded(as_admin, run["id"])
    first, second = sites(database, admin)
    assert (first.version, first.attributes, first.person) == (2, {"capacity": 45.0}, None)
    assert (second.version, second.person, second.reason) == (2, "李明", "导入 更新.csv")


def test_rows_without_a_code_are_known_by_name_and_place(
    as_admin: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_admin, upload(as_admin, "名称,经度,纬度\n无号矿,102.41,24.81\n").json()["id"])
    near = upload(as_admin, "名称,编号,GPS经度,GPS纬度\n无号矿,N1,102.4103,24.81\n").json()
    far = upload(as_admin, "名称,经度,纬度\n无号矿,102.411,24.81\n").json()
    assert (near["counts"]["updated"], near["counts"]["new"]) == (1, 0)
    assert (far["counts"]["updated"], far["counts"]["new"]) == (0, 1)
    loaded(as_admin, near["id"])
    (site,) = sites(database, admin)
    assert (site.code, site.version) == ("N1", 2)


def test_a_retired_site_does_not_come_back_by_import(
    as_admin: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    loaded(as_admin, upload(as_admin).json()["id"])
    with database.transaction(admin) as session:
        session.execute(update(Site).where(Site.code == "M1").values(retired=True))
    run = upload(as_admin).json()
    assert [i["row"] for i in run["issues"] if i["code"] == "retired_site"] == [2]


def test_columns_are_matched_anew_by_a_person(as_admin: TestClient, divisions: None) -> None:
    ledger = "矿,X,Y\n甲矿,24.81,102.41\n"
    run = upload(as_admin, "名称,经度,纬度\n甲矿,24.81,102.41\n").json()
    told = {"title": "坐标已换算", "title_en": "coordinate converted"}
    assert run["issue_counts"] == [{"code": "repaired_place", "count": 1} | told]
    assert "longitude and latitude were swapped" in run["issues"][0]["reason_en"]
    assert [column["how_en"] for column in run["sheets"][0]["columns"]] == ["same name"] * 3
    turned = {"": {"经度": "place.latitude", "纬度": "place.longitude"}}
    answer = as_admin.patch(f"/api/imports/{run['id']}", json={"columns": turned})
    assert (answer.json()["counts"]["good"], answer.json()["issues"]) == (1, [])
    run = upload(as_admin, ledger).json()
    assert run["message"] == "没有一列对应必填字段 名称"
    answer = as_admin.patch(f"/api/imports/{run['id']}", json={"columns": {"": {"矿": "name"}}})
    assert answer.json()["message"] == ""
    wrong = as_admin.patch(f"/api/imports/{run['id']}", json={"columns": {"": {"矿": "height"}}})
    assert (wrong.status_code, "没有字段 height" in wrong.json()["detail"]) == (400, True)


def test_a_column_that_nobody_touched_keeps_what_was_first_said_of_it(
    as_admin: TestClient, divisions: None
) -> None:
    run = upload(as_admin, "名称,经度,纬度,责任人姓名\n甲矿,102.41,24.81,张三\n").json()
    answer = as_admin.patch(f"/api/imports/{run['id']}", json={"columns": {"": {"责任人姓名": "person"}}})
    first, now = (
        {column["header"]: (column["how"], column["confidence"]) for column in each["sheets"][0]["columns"]}
        for each in (run, answer.json())
    )
    assert now.pop("责任人姓名") == ("人工指定", 1.0)
    assert {header: first[header] for header in now} == now


def test_only_the_rows_of_a_filter_come_in(as_admin: TestClient, divisions: None) -> None:
    where = json.dumps({"县": "安宁市"})
    run = upload(as_admin, where=where).json()
    assert (run["counts"]["rows"], run["where"]) == (2, {"县": "安宁市"})
    answer = as_admin.patch(f"/api/imports/{run['id']}", json={"where": {"县": "嵩明县"}})
    assert (answer.status_code, answer.json()["detail"]) == (400, "没有符合筛选条件的数据行")
    assert as_admin.get(f"/api/imports/{run['id']}").json()["where"] == {"县": "安宁市"}


@pytest.mark.parametrize(
    ("content", "name", "form", "detail"),
    [
        (b"", "a.xlsx", {}, "文件是空的"),
        (b"\0" * 1000, "a.xlsx", {}, "文件是空的"),
        (b"%PDF-", "a.xlsx", {}, "这是 PDF"),
        ("名称,经度,纬度\n".encode(), "a.csv", {}, "只有表头，没有数据行"),
        (LEDGER.encode(), "a.csv", {"layer": "nothing"}, "没有名为 nothing 的图层"),
        (LEDGER.encode(), "a.csv", {"layer": "division"}, "“行政区划”由其他数据推算得出，不能导入"),
        (LEDGER.encode(), "a.csv", {"where": "Country=China"}, "筛选条件写法不对"),
        (LEDGER.encode(), "a.csv", {"crs": "abc"}, "坐标系应是 EPSG 编号"),
    ],
)
def test_bad_input_is_answered_in_words_and_leaves_nothing(
    content: bytes,
    name: str,
    form: dict[str, str],
    detail: str,
    as_admin: TestClient,
    database: Database,
    admin: Actor,
    tmp_path: Path,
) -> None:
    answer = upload(as_admin, content, name, **form)
    assert answer.status_code in (400, 404), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == detail
    assert "Traceback" not in answer.text
    with database.transaction(admin) as session:
        assert session.scalar(select(func.count()).select_from(ImportRun)) == 0
        assert session.scalar(select(func.count()).select_from(Issue)) == 0
    assert not list(tmp_path.glob("uploads/*"))


def test_more_than_the_limit_is_cut_off(as_admin: TestClient) -> None:
    answer = upload(as_admin, b"x" * (101 * 1024 * 1024), "a.csv")
    assert (answer.status_code, answer.json()["detail"]) == (413, "文件超过 100 MB")


def test_strangers_viewers_and_other_pages_are_turned_away(client: TestClient, as_editor: TestClient) -> None:
    run = upload(as_editor, "名称,经度,纬度\n甲矿,102.41,24.81\n").json()
    foreign = as_editor.post(f"/api/imports/{run['id']}/load", headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    client.cookies.clear()
    assert upload(client).status_code == 401
    assert client.get(f"/api/imports/{run['id']}").status_code == 401


def test_a_viewer_imports_nothing(database: Database, layers: Layers, tmp_path: Path) -> None:
    viewer = Actor("viewer", Role.VIEWER, ("530181",))
    door = Importer(database, viewer, layers, tmp_path)
    with pytest.raises(Forbidden, match="没有编辑"):
        door.look(Intake(layers["mine"], tmp_path / "a.csv", "a.csv"), lambda _done, _total: None)


def test_an_import_is_seen_by_who_made_it_and_by_the_administrator(
    as_editor: TestClient, database: Database, admin: Actor
) -> None:
    own = upload(as_editor, "名称,经度,纬度\n甲矿,102.41,24.81\n").json()
    with database.transaction(admin) as session:
        other = ImportRun(kind="mine", file_name="别人.csv", file_hash="0", sheets=[], actor="somebody")
        session.add(other)
        session.flush()
        assert find_run(session, admin, other.id) is other
    assert [line["id"] for line in as_editor.get("/api/imports").json()] == [own["id"]]
    for address in (f"/api/imports/{other.id}", f"/api/imports/{other.id}/issues"):
        assert as_editor.get(address).status_code == 404


def test_a_load_cut_off_by_a_restart_says_so(as_admin: TestClient, database: Database, admin: Actor) -> None:
    run = upload(as_admin).json()
    with database.transaction(admin) as session:
        session.execute(update(ImportRun).values(status="loading"))
    answer = as_admin.get(f"/api/imports/{run['id']}").json()
    assert (answer["status"], answer["message"]) == ("failed", "服务中断，没有写入任何数据；请重新写入")
    assert loaded(as_admin, run["id"])["status"] == "loaded"


def test_a_load_that_fails_leaves_the_map_as_it_was(
    as_admin: TestClient, database: Database, admin: Actor, tmp_path: Path
) -> None:
    run = upload(as_admin).json()
    (path,) = tmp_path.glob("uploads/*")
    path.write_bytes(b"%PDF")  # the file is not what it was
    answer = loaded(as_admin, run["id"])
    assert (answer["status"], answer["message"]) == ("failed", "这是 PDF。请向提供方索取表格原件")
    assert answer["counts"] == run["counts"]
    assert sites(database, admin) == []


def test_two_loads_of_one_import_do_not_run_at_once(as_admin: TestClient, database: Database) -> None:
    run = upload(as_admin).json()
    with database.engine.connect() as other:
        other.execute(text("SELECT pg_advisory_lock((5301812::bigint << 32) + :run)"), {"run": run["id"]})
        answer = as_admin.post(f"/api/imports/{run['id']}/load")
        other.execute(text("SELECT pg_advisory_unlock_all()"))
    assert (answer.status_code, answer.json()["detail"]) == (400, "这个文件正在写入")


def test_issues_come_page_by_page(as_admin: TestClient) -> None:
    ledger = "名称,经度,纬度\n" + "".join(f"矿{n},0,0\n" for n in range(250))
    run = upload(as_admin, ledger).json()
    assert len(run["issues"]) == 200
    rest = as_admin.get(f"/api/imports/{run['id']}/issues", params={"after": run["issues"][-1]["id"]}).json()
    assert [issue["row"] for issue in rest] == list(range(202, 252))


def test_a_workbook_with_several_sheets_says_which_it_passed_over(as_admin: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write(0, 0, "填报说明")
        sheet = book.add_worksheet("矿山")
        sheet.write_row(0, 0, ["名称", "经度", "纬度"])
        sheet.write_row(1, 0, ["甲矿", 102.41, 24.81])
    run = upload(as_admin, path.read_bytes(), "台账.xlsx").json()
    assert [(s["name"], s["rows"], s["skipped"]) for s in run["sheets"]] == [
        ("说明", 0, "没有表头，不像表格"),
        ("矿山", 1, ""),
    ]


def test_pasted_rows_and_bare_coordinates_are_a_ledger_too(as_admin: TestClient, divisions: None) -> None:
    def paste(text: str) -> Any:
        return as_admin.post("/api/imports", data={"layer": "mine", "text": text})

    bare = paste("甲矿 102.412345 24.812345\n102.422345,24.822345\n24°50′00″ 102°24′00″\n").json()
    assert (bare["file_name"], bare["counts"]["rows"], bare["counts"]["bad"]) == ("粘贴的内容.csv", 3, 0)
    assert [feature["properties"]["name"] for feature in bare["sample"]["features"]] == ["甲矿", "第2行", "第3行"]
    copied = paste("名称\t经度\t纬度\t责任人\n甲矿\t102.41\t24.81\t张三\n").json()
    assert [column["field"] for column in copied["sheets"][0]["columns"]][-1] == "person"
    assert paste("  ").json()["detail"] == "没有内容"
    assert as_admin.post("/api/imports", data={"layer": "mine"}).json()["detail"] == "缺少文件"

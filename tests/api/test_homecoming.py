"""A hand-over package, edited in a GIS program, comes home: each record is known, each field merged three ways."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.db import Database
from tests.api.uploads import loaded, sites, upload
from tests.conftest import log_in

LEDGER = (
    "名称,GPS经度,GPS纬度,责任人,生产能力\n甲矿,102.412345,24.812345,张三,30\n乙矿,102.422345,24.822345,赵四,12\n"
)


@pytest.fixture
def package(as_editor: TestClient, divisions: None, tmp_path: Path) -> Path:
    """Two mines without a code of their own, handed over."""
    loaded(as_editor, upload(as_editor, LEDGER).json()["id"])
    answer = as_editor.get("/api/exports/mine?format=handover")
    assert answer.status_code == 200, answer.text
    path = tmp_path / "交接包.zip"
    path.write_bytes(answer.content)
    with zipfile.ZipFile(path) as zipped:
        zipped.extractall(tmp_path / "open")
    return tmp_path / "open" / "矿山.gpkg"


def edited(gpkg: Path, *statements: str) -> None:
    """As QGIS saves it; the triggers of the spatial index need functions that sqlite3 alone does not have."""
    with closing(sqlite3.connect(gpkg)) as file, file:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            file.create_function(name, 1, lambda _shape: 0)
        for statement in statements:
            file.execute(statement)


def home(client: TestClient, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        answer = client.post("/api/imports", files={"file": (path.name, file)}, data={"layer": "mine"})
    assert answer.status_code < 300, answer.text
    return dict(answer.json())


def test_what_comes_home_as_it_left_changes_nothing(as_editor: TestClient, package: Path) -> None:
    for path in (package, package.parent.parent / "交接包.zip"):
        run = home(as_editor, path)
        assert (run["counts"]["unchanged"], run["counts"]["rows"], run["merges"]) == (2, 2, [])


def test_a_renamed_record_without_a_code_is_known_by_its_number(
    as_editor: TestClient, package: Path, database: Database, admin: Actor
) -> None:
    edited(package, "UPDATE 矿山 SET 名称 = '甲煤矿', 生产能力 = 45 WHERE 名称 = '甲矿'")
    run = home(as_editor, package)
    assert (run["counts"]["updated"], run["counts"]["new"], run["merges"]) == (1, 0, [])
    loaded(as_editor, run["id"])
    first = min(sites(database, admin), key=lambda site: site.id)
    assert (first.name, first.person, first.attributes["capacity"]) == ("甲煤矿", "张三", 45)


def test_what_both_changed_since_it_left_is_shown_and_what_the_map_changed_stays(
    as_editor: TestClient, package: Path, database: Database, admin: Actor
) -> None:
    with database.transaction(admin, reason="电话核实") as session:
        session.execute(
            text(
                "UPDATE site SET person = '李四', remark = '新',"
                " geom = ST_SetSRID(ST_MakePoint(102.413, 24.813), 4490) WHERE name = '甲矿'"
            )
        )
    edited(package, "UPDATE 矿山 SET 责任人 = '王五' WHERE 名称 = '甲矿'")
    run = home(as_editor, package)
    (merge,) = run["merges"]
    assert [merge[side] for side in ("field", "base", "ours", "theirs", "taken")] == [
        *("person", "张三", "李四", "王五", "ours"),
    ]
    loaded(as_editor, run["id"])
    first = min(sites(database, admin), key=lambda site: site.id)
    assert (first.person, first.remark) == ("李四", "新")
    with database.transaction(admin) as session:
        assert session.scalar(text("SELECT ST_X(geom) FROM site WHERE name = '甲矿'")) == pytest.approx(102.413)


def test_a_public_edition_does_not_come_home(as_editor: TestClient, package: Path, database: Database) -> None:
    public = log_in(as_editor, database, "viewer", ["530181"]).get("/api/exports/mine?format=csv")
    assert public.status_code == 200, public.text
    again = log_in(as_editor, database, "editor", ["530181"])
    answer = again.post("/api/imports", files={"file": ("矿山.csv", public.content)}, data={"layer": "mine"})
    assert (answer.status_code, "公开版" in answer.text) == (400, True), answer.text


def test_a_place_that_both_moved_is_shown_and_a_person_decides(
    as_editor: TestClient, package: Path, database: Database, admin: Actor
) -> None:
    moved = "UPDATE site SET geom = ST_SetSRID(ST_MakePoint(102.413, 24.813), 4490) WHERE name = '甲矿'"
    with database.transaction(admin, reason="现场复测") as session:
        session.execute(text(moved))
    edited(package, "UPDATE 矿山 SET geom = (SELECT geom FROM 矿山 WHERE 名称 = '乙矿') WHERE 名称 = '甲矿'")
    run = home(as_editor, package)
    (merge,) = run["merges"]
    assert [merge[side] for side in ("title", "base", "ours", "theirs", "taken")] == [
        *("位置", "102.412345, 24.812345", "102.413000, 24.813000", "102.422345, 24.822345", "ours"),
    ]
    decided = {"decided": {f"{merge['site_id']}.geom": "theirs"}}
    assert as_editor.patch(f"/api/imports/{run['id']}", json=decided).json()["merges"][0]["taken"] == "theirs"
    loaded(as_editor, run["id"])
    with database.transaction(admin) as session:
        at = session.scalar(text("SELECT ST_AsText(geom, 6) FROM site WHERE name = '甲矿'"))
    assert at == f"POINT({merge['theirs'].replace(',', '')})"


def test_an_emptied_cell_is_a_proposal_and_takes_nothing_away_unasked(
    as_editor: TestClient, package: Path, database: Database, admin: Actor
) -> None:
    edited(package, "UPDATE 矿山 SET 责任人 = NULL, 生产能力 = NULL WHERE 名称 = '甲矿'")
    run = home(as_editor, package)
    told = {
        merge["field"]: (merge["base"], merge["ours"], merge["theirs"], merge["taken"]) for merge in run["merges"]
    }
    assert told == {"person": ("张三", "张三", None, "ours"), "capacity": (30, 30, None, "ours")}
    assert run["counts"]["unchanged"] == 2
    site_id = run["merges"][0]["site_id"]
    again = as_editor.patch(
        f"/api/imports/{run['id']}", json={"decided": {f"{site_id}.capacity": "theirs"}}
    ).json()
    assert (again["counts"]["updated"], again["counts"]["unchanged"]) == (1, 1)
    loaded(as_editor, run["id"])
    first = min(sites(database, admin), key=lambda site: site.id)
    assert (first.person, first.attributes) == ("张三", {})


def test_an_empty_cell_of_a_foreign_ledger_takes_nothing_away(as_editor: TestClient, package: Path) -> None:
    run = upload(as_editor, LEDGER.replace("张三", "").replace(",30", ","), "再来.csv").json()
    assert (run["counts"]["unchanged"], run["merges"]) == (2, [])

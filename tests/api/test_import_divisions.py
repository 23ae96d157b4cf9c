"""Ledgers and divisions: what a row states, where it lies, and who may bring it in."""

from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import func

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.divisions.models import Division
from geo_app.layers import Layers
from geo_app.sites.models import Site
from tests.api.uploads import loaded, sites, upload


def test_a_stated_township_without_outline_refines_the_division(
    as_admin: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    ledger = "名称,经度,纬度,县,乡镇\n甲矿,102.41,24.81,安宁,县街\n乙矿,102.42,24.81,安宁,别处镇\n"
    ledger += "丙矿,102.43,24.81,,县街街道办事处\n"
    run = loaded(as_admin, upload(as_admin, ledger).json()["id"])
    assert [site.division for site in sites(database, admin)] == [530181007000, 530181000000, 530181007000]
    assert [(i["code"], i["value"]) for i in run["issues"]] == [("division_unknown", "别处镇")]


def test_stated_codes_and_paths_are_compared_with_the_place(as_admin: TestClient, divisions: None) -> None:
    ledger = "名称,经度,纬度,行政区划代码,所属区划\n"
    ledger += "甲,102.41,24.81,530181,\n乙,102.42,24.82,530115000000,\n丙,102.43,24.83,,云南省昆明市晋宁区\n"
    ledger += "丁,102.44,24.84,,昆明市安宁市\n戊,102.45,24.85,440106,\n己,102.46,24.86,12,\n"
    run = upload(as_admin, ledger).json()
    assert [(i["row"], i["code"], i["value"]) for i in run["issues"]] == [
        (3, "division_differs", "云南省昆明市晋宁区(530115)"),
        (4, "division_differs", "云南省昆明市晋宁区"),
        (6, "division_differs", "代码 440106"),
        (7, "division_differs", "代码 12"),
    ]


def test_an_editor_imports_only_into_the_own_county(
    as_editor: TestClient, database: Database, admin: Actor, divisions: None
) -> None:
    ledger = "名称,编号,经度,纬度\n本县矿,A1,102.41,24.81\n邻县矿,A2,102.7,24.81\n境外矿,A3,104.0,24.81\n"
    run = loaded(as_editor, upload(as_editor, ledger).json()["id"])
    assert run["counts"]["new"] == 1
    outside = [(i["row"], i["reason"]) for i in run["issues"] if i["code"] == "outside_scope"]
    assert outside == [
        (3, "位置落在云南省昆明市晋宁区，不在您的辖区内"),
        (4, "位置落在已知区划之外，不在您的辖区内"),
    ]
    assert [site.name for site in sites(database, admin)] == ["本县矿"]


def test_a_code_of_a_site_that_one_cannot_see_is_an_issue_not_an_overwrite(
    as_editor: TestClient, database: Database, admin: Actor, layers: Layers, divisions: None, tmp_path: Path
) -> None:
    with database.transaction(admin) as session:
        session.add(Site(kind="mine", name="邻县老矿", code="A1", geom="SRID=4490;POINT(102.7 24.8)"))
    run = loaded(as_editor, upload(as_editor, "名称,编号,经度,纬度\n新矿,A1,102.41,24.81\n").json()["id"])
    assert [i["code"] for i in run["issues"]] == ["code_taken"]
    assert run["counts"] == {"rows": 1, "good": 0, "bad": 1, "doubtful": 0, "new": 0, "updated": 0, "unchanged": 0}
    assert [site.name for site in sites(database, admin)] == ["邻县老矿"]


def test_far_from_a_wholly_known_country_is_abroad_and_near_it_may_be_at_sea(
    as_admin: TestClient, database: Database, admin: Actor
) -> None:
    with database.transaction(admin) as session:
        for number in range(31):  # as many outlines as make the country whole, stacked on one place
            box = func.st_multi(func.st_makeenvelope(102, 24, 103, 25, 4490))
            row = Division(code=f"{number + 11}", name=f"省{number}", full_name=f"省{number}", level=1, geom=box)
            row.id, row.source = (number + 11) * 10**10, "test"
            session.add(row)
    run = upload(as_admin, "名称,经度,纬度\n境内矿,102.5,24.5\n近海矿,103.2,24.5\n境外矿,104.5,24.5\n").json()
    assert [(i["row"], i["code"], i["blocks"]) for i in run["issues"]] == [
        (3, "no_division", False),
        (4, "abroad", True),
    ]

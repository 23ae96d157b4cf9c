import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import unquote

import pytest
import shapely
from fastapi.testclient import TestClient
from sqlalchemy import func, insert, select

from geo_app.actor import operator
from geo_app.app import create_app
from geo_app.auth.accounts import add_account
from geo_app.db import SRID, Database
from geo_app.divisions.models import Division
from geo_app.export.package import all_formats
from geo_app.layers import Layers
from geo_app.settings import Settings
from geo_app.sites.models import Site
from tests.conftest import clone

PASSWORD = "correct-horse-7"
ANNING, FUMIN = (102.48, 24.92), (102.7, 25.3)


@pytest.fixture(scope="module")
def database(cluster_url: str, template: str) -> Iterator[Database]:
    """Three mines in Anning, red, blue and not assessed, and one in Fumin; a viewer and an inspector of Anning."""
    for database in clone(cluster_url, template):
        fill(database)
        yield database


@pytest.fixture(scope="module")
def client(database: Database, layers: Layers) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), database, layers)) as client:
        yield client


def fill(database: Database) -> None:
    with database.transaction(operator("tester")) as session:
        rows = []
        for code, name, (lon, lat) in (("530181", "安宁市", ANNING), ("530124", "富民县", FUMIN)):
            outline = shapely.MultiPolygon([shapely.box(lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1)])
            identity = {"id": int(code.ljust(12, "0")), "code": code, "level": 3, "source": "测试"}
            rows.append(identity | {"name": name, "full_name": name, "geom": f"SRID={SRID};{outline.wkt}"})
        session.execute(insert(Division), rows)
    with database.transaction(operator("tester")) as session:
        session.add_all(
            [
                mine("红矿", ANNING, colour="red", review_on=date(2026, 1, 1), telephone="13800001234"),
                mine("蓝矿", (102.5, 24.95), colour="blue", review_on=date(2099, 1, 1)),
                mine("新矿", (102.52, 24.96), demo=True),
                mine("富民矿", FUMIN, colour="red"),
            ]
        )
        for role in ("viewer", "inspector"):
            add_account(session, role, role, role, ["530181"], PASSWORD)
        add_account(session, "nothing", "nothing", "editor", [], PASSWORD)


def mine(name: str, at: tuple[float, float], **more: object) -> Site:
    return Site(kind="mine", name=name, attributes={}, geom=f"SRID={SRID};POINT({at[0]} {at[1]})", **more)


@pytest.fixture
def get(client):
    """Fetch an export as somebody."""

    def got(question, username="viewer"):
        client.cookies.clear()
        client.post("/api/session", json={"username": username, "password": PASSWORD})
        return client.get(f"/api/exports/mine?{question}")

    return got


def names(answer):
    assert answer.status_code == 200, answer.text
    return {feature["properties"]["name"] for feature in answer.json()["features"]}


def test_nobody_exports_without_a_login(client):
    for address in ("/api/exports/mine?format=gpkg", "/api/formats", "/api/crs"):
        answer = client.get(address)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_formats_are_listed(client, get):
    get("format=csv")
    formats = client.get("/api/formats").json()
    assert {"gpkg", "geojson", "shp", "shp_utf8", "xlsx", "csv", "kml", "dxf"} <= {row["name"] for row in formats}
    assert all(row["title"] and row["title_en"] and row["extension"] and row["description"] for row in formats)


def test_the_coordinate_systems_are_degrees_and_the_zones_of_the_data(client, get):
    get("format=csv")
    answer = client.get("/api/crs").json()
    assert [row["code"] for row in answer] == ["4490", "4326", "4543", "4522", "3857", "gcj02"]
    assert "不能作为业务数据" in answer[-1]["note"]


@pytest.mark.parametrize("name", sorted(all_formats()))
def test_every_format_comes_as_a_file_with_a_chinese_name(get, name):
    answer = get(f"format={name}")
    assert answer.status_code == 200
    assert len(answer.content) > 100
    head, _, encoded = answer.headers["content-disposition"].partition("filename*=utf-8''")
    assert head.startswith("attachment")
    ending = all_formats()[name].extension
    assert re.fullmatch(rf"矿山_\d{{4}}-\d\d-\d\d_公开版_演示数据\.{ending}", unquote(encoded))


def test_the_file_name_says_the_filter(get):
    answer = get("format=csv&division=530181&colour=red,none&overdue=1&as_of=2026-11-20")
    name = unquote(answer.headers["content-disposition"].partition("utf-8''")[2])
    assert name.startswith("矿山_安宁市_等级红未评_复评逾期_2026-11-2")


def test_only_the_own_division_comes_out(get):
    assert names(get("format=geojson")) == {"红矿", "蓝矿", "新矿"}
    assert names(get("format=geojson", "nothing")) == set()
    assert names(get("format=geojson&division=530124")) == set()


def test_the_telephone_is_for_inspectors_not_for_viewers(get):
    assert "13800001234" in get("format=csv", "inspector").text
    answer = get("format=csv", "viewer")
    assert "13800001234" not in answer.text
    assert "联系电话" not in answer.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("colour=red", {"红矿"}),
        ("colour=none,blue", {"蓝矿", "新矿"}),
        ("overdue=1", {"红矿"}),
        ("bbox=102.49,24.9,102.6,25.0", {"蓝矿", "新矿"}),
        ("q=蓝", {"蓝矿"}),
        ("name=新矿", {"新矿"}),
        ("q=' OR 1=1 --", set()),
    ],
)
def test_the_filter_in_view_holds_for_the_file(get, question, expected):
    assert names(get(f"format=geojson&{question}")) == expected


def test_an_export_shows_what_was_there_on_a_day(get, database):
    with database.transaction(operator("tester")) as session:
        before = session.scalar(select(func.clock_timestamp()))
    with database.transaction(operator("tester")) as session:
        session.execute(select(Site).where(Site.name == "蓝矿")).scalar_one().retired = True
    assert names(get("format=geojson")) == {"红矿", "新矿"}
    with database.transaction(operator("tester")) as session:
        session.execute(select(Site).where(Site.name == "蓝矿")).scalar_one().retired = False
    answer = get(f"format=geojson&as_of={before.isoformat().replace('+', '%2B')}")
    assert names(answer) == {"红矿", "蓝矿", "新矿"}
    assert answer.json()["provenance"]["数据时点"] != "导出时的现状"


def test_a_zone_may_be_chosen(get):
    feature = next(
        f for f in get("format=geojson&crs=4543").json()["features"] if f["properties"]["name"] == "红矿"
    )
    easting, northing = feature["geometry"]["coordinates"]
    assert 540_000 < easting < 560_000
    assert 2_700_000 < northing < 2_800_000


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("format=dwg", "没有导出格式 dwg"),
        ("", "format"),
        ("format=csv&crs=2000", "不能按坐标系 2000 导出"),
        ("format=kml&crs=4543", "KML 不能用 CGCS2000 三度带"),
        ("format=geojsonseq&crs=3857", "不能用 Web 墨卡托"),
        ("format=csv&crs=x", "坐标系 x"),
        ("format=csv&bbox=1,2,3", "bbox"),
        ("format=csv&colour=green", "green"),
        ("format=csv&colur=red", "不认识的参数：colur"),
        ("format=csv&division=53%27", "不是 2 至 12 位数字"),
        ("format=csv&as_of=yesterday", "yesterday"),
    ],
)
def test_a_wrong_question_gets_a_clear_answer(get, question, words):
    answer = get(question)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_a_layer_that_does_not_exist_is_said_so(client, get):
    get("format=csv")
    answer = client.get("/api/exports/unicorn?format=csv")
    assert answer.status_code == 404
    assert "unicorn" in answer.json()["detail"]


def test_nothing_is_left_behind_in_the_temporary_folder(get):
    before = set(Path(gettempdir()).glob("geo_app-export-*"))
    assert get("format=shp").status_code == 200
    assert set(Path(gettempdir()).glob("geo_app-export-*")) == before


def test_who_exported_and_what_they_may_see_is_written_inside(get):
    about = json.loads(get("format=geojson").content)["provenance"]
    assert about["导出人"] == "viewer(查看)"
    assert about["可见范围"] == "530181"
    assert about["记录数"] == "3"
    assert "1 条演示数据" in about["数据性质"]


def test_the_role_decides_which_edition_leaves(get):
    """A viewer takes the public one, whatever the address line says; who and how to reach are not in it."""
    public = json.loads(get("format=geojson").content)
    assert public["provenance"]["版别"].startswith("公开版")
    assert not {"person", "telephone", "changed_by"} & set(public["features"][0]["properties"])
    internal = json.loads(get("format=geojson", "inspector").content)
    assert internal["provenance"]["版别"].startswith("内部版")
    assert {"person", "telephone", "changed_by"} <= set(internal["features"][0]["properties"])
    assert get("format=geojson&edition=internal").status_code == 400

"""geo-app screen: a footprint in any file, the same answer as in the browser."""

import json
from pathlib import Path

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.divisions.models import Division
from tests.cli.conftest import Command
from tests.formats.footprints import dxf, geojson, kml
from tests.spec.siting.conftest import GROUND


def county(database: Database) -> None:
    with database.transaction(operator("tester")) as session:
        name = {"name": "安宁市", "full_name": "云南省昆明市安宁市", "source": "测试"}
        session.add(Division(id=530181000000, code="530181", level=3, geom=GROUND, **name))


def test_a_drawing_is_screened_once_its_system_is_stated(
    geo_app: Command, database: Database, tmp_path: Path
) -> None:
    county(database)
    drawing = str(dxf(tmp_path))
    refused = geo_app("screen", drawing, "--type", "fireworks_shop")
    assert (refused.returncode, "坐标系" in refused.stderr) == (2, True)
    asked = ("--type", "fireworks_shop", "--crs", "4543", "--field", "act=temporary", "--json")
    answer = geo_app("screen", drawing, *asked)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["project"]["act"] == "temporary"
    assert told["verdict"]["verdict"] == "demonstration"


def test_what_the_file_holds_besides_is_said_before_the_answer(
    geo_app: Command, database: Database, tmp_path: Path
) -> None:
    county(database)
    said = geo_app("screen", str(dxf(tmp_path)), "--type", "fireworks_shop", "--crs", "4543").stdout
    assert said.startswith("文件里另有 1 个线")
    assert "烟花爆竹零售点" in geo_app("screen", str(kml(tmp_path)), "--type", "fireworks_shop").stdout


def test_a_place_is_found_from_the_command_line(geo_app: Command, database: Database) -> None:
    with database.transaction(operator("tester")) as session:
        name = {"name": "安宁市", "full_name": "云南省昆明市安宁市", "source": "测试"}
        small = "SRID=4490;MULTIPOLYGON(((102.4 24.9,102.45 24.9,102.45 24.95,102.4 24.95,102.4 24.9)))"
        session.add(Division(id=530181000000, code="530181", level=3, geom=small, **name))
    geo_app("site", "add", "risk_point", "102.42", "24.92", "--set", "name=演示店", "--set", "category=fireworks")
    asked = ("where", "--type", "fireworks_shop", "--division", "530181", "--size", "60x40")
    said = geo_app(*asked)
    assert said.returncode == 0, said.stderr
    assert "未被排除" in said.stdout
    assert " 1. 102." in said.stdout
    told = json.loads(geo_app(*asked, "--json").stdout)
    assert len(told["best"]) == 10
    assert "看不懂用地大小" in geo_app(*asked[:-1], "big").stderr


def test_a_list_is_screened_and_the_opinions_of_a_county_are_looked_at_again(
    geo_app: Command, database: Database, tmp_path: Path
) -> None:
    county(database)
    said = geo_app("screen-list", str(geojson(tmp_path)), "--type", "fireworks_shop")
    assert "共 1 个，失败 0 个；需专项论证 1" in said.stdout, said.stderr
    told = json.loads(geo_app("screen-list", str(geojson(tmp_path)), "--type", "school", "--json").stdout)
    assert [row["state"] for row in told["rows"]] == ["done"]
    assert "没有需要复核的选址意见" in geo_app("screen-list", "--opinions", "530181").stderr
    assert "二者选一" in geo_app("screen-list").stderr

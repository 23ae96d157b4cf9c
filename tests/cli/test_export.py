"""Exports from the command line."""

import json
from pathlib import Path

import pyogrio
import pytest

from geo_app.actor import operator
from geo_app.auth.accounts import add_account
from geo_app.db import SRID, Database
from geo_app.sites.models import Site
from tests.cli.conftest import Command


@pytest.fixture(autouse=True)
def two_mines(database: Database) -> None:
    with database.transaction(operator("tester")) as session:
        for name, colour in (("红矿", "red"), ("蓝矿", "blue")):
            place = f"SRID={SRID};POINT(102.48 24.92)"
            session.add(
                Site(kind="mine", name=name, colour=colour, telephone="13800001234", attributes={}, geom=place)
            )
        add_account(session, "zhang", "张", "viewer", [""], "correct-horse-7")


def test_a_layer_is_exported_under_a_name_that_says_what_is_in_it(geo_app: Command, tmp_path: Path) -> None:
    answer = geo_app("export", "mine", "--where", "colour=red")
    assert answer.returncode == 0, answer.stderr
    (file,) = tmp_path.glob("*.gpkg")
    assert file.name.startswith("矿山_等级红_")
    assert file.name in answer.stdout
    assert list(pyogrio.read_dataframe(file, layer="矿山")["名称"]) == ["红矿"]


def test_format_file_and_zone_are_chosen(geo_app: Command, tmp_path: Path) -> None:
    answer = geo_app("export", "mine", "-f", "geojson", "-o", "out.json", "--crs", "4543")
    assert "已导出 2 条" in answer.stdout
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert written["crs"]["properties"]["name"].endswith("4543")
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]  # nothing left beside it


def test_a_dash_writes_to_standard_output_and_nothing_else_there(geo_app: Command, tmp_path: Path) -> None:
    answer = geo_app("export", "mine", "-f", "geojson", "-o", "-")
    assert [one["properties"]["name"] for one in json.loads(answer.stdout)["features"]] == ["红矿", "蓝矿"]
    assert list(tmp_path.iterdir()) == []


def test_a_command_writes_only_what_its_account_may_see(geo_app: Command, tmp_path: Path) -> None:
    assert geo_app("export", "mine", "-f", "csv", "-o", "all.csv").returncode == 0
    assert geo_app("export", "mine", "-f", "csv", "-o", "less.csv", GEO_APP_ACTOR="zhang").returncode == 0
    assert "13800001234" in (tmp_path / "all.csv").read_text(encoding="utf-8")
    assert "13800001234" not in (tmp_path / "less.csv").read_text(encoding="utf-8")


def test_before_there_was_anything_there_is_nothing(geo_app: Command, tmp_path: Path) -> None:
    assert "已导出 0 条" in geo_app("export", "mine", "--as-of", "2020-01-01").stdout
    assert next(tmp_path.glob("*.gpkg")).name == "矿山_2020-01-01.gpkg"


def test_what_goes_wrong_is_one_sentence_and_the_target_stays_as_it_was(geo_app: Command, tmp_path: Path) -> None:
    target = tmp_path / "kept.csv"
    target.write_text("kept")
    for words, said in (
        (("unicorn",), "unicorn"),
        (("mine", "--where", "colour=green"), "green"),
        (("mine", "--where", "overdue=maybe"), "overdue"),
        (("mine", "--as-of", "2999-01-01"), "2999-01-01 还没有到"),
    ):
        answer = geo_app("export", *words, "-o", "kept.csv")
        assert answer.returncode != 0
        assert said in answer.stderr
        assert answer.stderr.strip().count("\n") == 0
    assert geo_app("export", "mine", "-o", "nowhere/out.gpkg").returncode == 2
    assert target.read_text() == "kept"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.csv"]

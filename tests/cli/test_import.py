"""Ledgers from the command line."""

import json
from pathlib import Path

import pytest

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.ingest.pasted import PIPED, as_file
from geo_app.ingest.reading import Intake
from geo_app.ingest.runs import Importer, find_run
from geo_app.layers import Layers
from tests.cli.conftest import Command

LEDGER = "名称,编号,经度,纬度,国家\n甲矿,M1,102.41,24.81,China\n乙矿,M2,0,0,China\n丙矿,M3,2,48,France\n"

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "messy_mine_ledger.xlsx"
COUNTS = {"rows": 2, "good": 1, "bad": 1, "doubtful": 0, "new": 0, "updated": 0, "unchanged": 0}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "矿山.csv"
    path.write_bytes(LEDGER.encode("gbk"))
    return path


def test_a_ledger_is_looked_at_then_loaded_then_unchanged(geo_app: Command, ledger: Path) -> None:
    words = ("import", ledger, "--layer", "mine", "--where", "国家=China", "--json")
    for more, fate in ((("--dry-run",), "new"), ((), "new"), ((), "unchanged")):
        answer = json.loads(geo_app(*words, *more).stdout)
        assert answer["counts"] == COUNTS | {fate: 1}
        assert answer["issue_counts"] == {"zero_coordinate": 1}
        assert [(i["row"], i["reason"]) for i in answer["issues"]] == [(3, "经纬度都是 0")]


def test_issues_are_printed_for_people(geo_app: Command, ledger: Path) -> None:
    answer = geo_app("import", ledger, "--layer", "mine")
    assert answer.returncode == 0
    assert "共 3 行，新增 1" in answer.stdout
    assert "第 3 行：经纬度都是 0。请补填真实坐标" in answer.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--layer", "mine", "--where", "国家"), "--where 应写成 表头=值"),
        (("--layer", "mine", "--where", "省=云南"), "没有工作表含有筛选条件里的列 省"),
        (("--layer", "unknown"), "没有名为 unknown 的图层"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    geo_app: Command, ledger: Path, words: tuple[str, ...], message: str
) -> None:
    answer = geo_app("import", ledger, *words)
    assert answer.returncode != 0
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("piped", "counts"),
    [
        ("名称\t经度\t纬度\n甲矿\t102.41\t24.81\n".encode(), {"rows": 1, "new": 1}),
        ("甲矿 102.41 24.81\n102.42, 24.82\n".encode(), {"rows": 2, "new": 2}),
        (LEDGER.encode("gbk"), {"rows": 3, "new": 1, "bad": 2}),
        (
            b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"a"},'
            b'"geometry":{"type":"Point","coordinates":[102.41,24.81]}}]}',
            {"rows": 1, "new": 1},
        ),
        (EXAMPLE.read_bytes(), {"rows": 28}),
    ],
    ids=["a table", "bare places", "a file in GBK", "GeoJSON", "a workbook"],
)
def test_rows_and_files_of_any_kind_come_by_standard_input(
    piped: bytes, counts: dict[str, int], tmp_path: Path, layers: Layers, database: Database, admin: Actor
) -> None:
    importer = Importer(database, admin, layers, tmp_path / "uploads")
    intake = Intake(layers["mine"], as_file(piped, tmp_path), PIPED)
    run_id = importer.look(intake, lambda _done, _total: None)
    with database.transaction(admin) as session:
        assert find_run(session, admin, run_id).counts.items() >= counts.items()


def test_standard_input_is_read_by_the_command(geo_app: Command) -> None:
    answer = geo_app("import", "-", "--layer", "mine", "--dry-run", stdin="甲矿 102.41 24.81\n")
    assert "检查完毕，未写入：共 1 行，新增 1" in answer.stdout
    empty = geo_app("import", "-", "--layer", "mine", stdin="\n")
    assert (empty.returncode, empty.stderr) == (2, "没有内容。请给出带列名的行，或每行一个“名称 经度 纬度”\n")


def test_a_lacking_column_is_said_once(geo_app: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("甲,经度,纬度\n甲矿,102.41,24.81\n", encoding="utf-8")
    assert "没有一列对应必填字段 名称" in geo_app("import", path, "--layer", "risk_point", "--dry-run").stdout


def test_progress_is_told_while_rows_are_read_and_written(
    database: Database, admin: Actor, layers: Layers, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"矿{n},C{n},{102 + n % 100 / 50:.4f},{24 + n // 100 / 50:.4f}\n" for n in range(7_000))
    path.write_text("名称,编号,GPS经度,GPS纬度\n" + rows, encoding="utf-8")
    told: list[tuple[int, int]] = []
    Importer(database, admin, layers, tmp_path / "uploads").take_in(
        Intake(layers["mine"], path, path.name), lambda done, total: told.append((done, total))
    )
    written = [done for done, total in told if total == 7_000]
    assert written == [6_000, 7_000]
    assert len(told) == 9

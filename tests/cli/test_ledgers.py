"""geo-app gaps, relocations, tell-overdue and assess-batch: the ledgers of the map from the command line."""

import csv
import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command

WIDE = {"COLUMNS": "400"}  # so that no cell of a table is cut


def shops(geo_app: Command) -> None:
    """Two fireworks shops 20 m apart; the rule asks for 50."""
    for lon in ("102.4", "102.4002"):
        done = geo_app(
            "site", "add", "risk_point", lon, "24.9", "--set", f"name=店{lon}", "--set", "category=fireworks"
        )
        assert done.returncode == 0, done.stderr


def test_gaps_are_listed_by_verdict_and_measured_anew(geo_app: Command) -> None:
    shops(geo_app)
    short = geo_app("list", "gaps", **WIDE)
    narrow = geo_app("list", "gaps", COLUMNS="80").stdout  # no cell is cut to nothing: one row below another
    assert len(re.findall(r"^结论 +不足 *$", narrow, re.MULTILINE)) == 2
    assert "…" not in narrow
    assert short.returncode == 0, short.stderr
    assert short.stdout.count("不足") == 2
    assert "店102.4002" in short.stdout
    unchecked = geo_app("list", "gaps", "--only", "unchecked", **WIDE)
    assert (unchecked.stdout.count("未查"), "不足" in unchecked.stdout) == (4, False)
    assert "台账共 6 条间距" in geo_app("gaps", "recompute").stdout
    wrong = geo_app("list", "gaps", "--division", "安宁")
    assert (wrong.returncode, wrong.stderr.strip().count("\n")) == (2, 0)


def test_a_list_is_written_as_a_file_and_what_cannot_be_written_is_told(geo_app: Command, tmp_path: Path) -> None:
    shops(geo_app)
    assert "道路险段" in geo_app("list", **WIDE).stdout
    made = geo_app("list", "gaps", "-o", str(tmp_path / "gaps.csv"))
    assert "已写出“间距台账”2 行" in made.stdout, made.stderr
    with (tmp_path / "gaps.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["结论"] for row in csv.DictReader(file)] == ["不足", "不足"]
    for target, told in (("gaps.pdf", "清单没有 pdf 格式"), ("nowhere/gaps.xlsx", "写不了")):
        failed = geo_app("list", "gaps", "-o", str(tmp_path / target))
        assert (failed.returncode, told in failed.stderr) == (2, True), failed.stderr


def test_relocations_are_proposed_and_listed_and_nothing_is_overdue(geo_app: Command) -> None:
    geo_app("site", "add", "settlement", "102.402", "24.9", "--set", "name=近村", "--set", "residents=900")
    plant = ("--set", "name=演示化工", "--set", "enterprise_type=production", "--set", "workers=150")
    geo_app("site", "add", "chemical_plant", "102.4", "24.9", *plant)
    proposed = geo_app("relocations", "propose")
    assert "新提出 1 家，更新 0 家，撤回 0 家" in proposed.stdout, proposed.stderr
    assert "演示化工" in geo_app("list", "relocations", **WIDE).stdout
    assert "演示化工" not in geo_app("list", "relocations", "--only", "overdue", **WIDE).stdout
    assert "搬迁改造逾期 0 家，过复评日期 0 处" in geo_app("tell-overdue").stdout


@pytest.fixture
def ledger(geo_app: Command, tmp_path: Path) -> Path:
    """A ledger of three stations, of which one is unknown and one has a value outside the table."""
    for code in ("A1", "A2"):
        geo_app("site", "add", "fuel_station", "102.4", "24.9", "--set", f"name=站{code}", "--set", f"code={code}")
    path = tmp_path / "batch.csv"
    rows = [("编号", "L", "E", "C"), ("A1", 3, 6, 15), ("A2", 99, 6, 15), ("A9", 3, 6, 15)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_batch_assesses_what_it_can_and_names_the_row_and_the_reason_of_the_rest(
    geo_app: Command, ledger: Path
) -> None:
    done = geo_app("assess-batch", str(ledger), "--layer", "fuel_station", "--method", "lec", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["total"], told["failed"], told["counts"]) == (3, 2, {"orange": 1})
    assert [(each["code"], bool(each["remedy"])) for each in told["rows_failed"]] == [("A2", True), ("A9", True)]
    again = geo_app("resume-batch", str(told["id"]), "--json")
    assert json.loads(again.stdout)["failed"] == 2
    plain = geo_app("assess-batch", str(ledger), "--layer", "fuel_station", "--method", "lec")
    assert "共 3 行，失败 2 行" in plain.stdout


def test_a_batch_by_a_method_that_the_layer_has_not_is_one_sentence(geo_app: Command, ledger: Path) -> None:
    answer = geo_app("assess-batch", str(ledger), "--layer", "fuel_station", "--method", "gb18218")
    assert (answer.returncode, answer.stderr.strip().count("\n")) == (2, 0)
    unknown = geo_app("resume-batch", "99")
    assert unknown.returncode != 0
    assert "99" in unknown.stderr

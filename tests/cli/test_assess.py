"""geo-app assess: an answer for scripts, without any database."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.command import Ended, run
from tests.cli.conftest import Command


@pytest.fixture
def assess(tmp_path: Path) -> Command:
    """Run the command where there is no database and none may be made."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GEO_APP_")}

    def assess(*words: str, stdin: str = "") -> Ended:
        return run(("assess", *words), env, tmp_path, stdin)

    return assess


def test_inputs_come_from_a_file_or_standard_input(assess: Command, tmp_path: Path) -> None:
    inputs = {"items": [{"name": "氯", "q": 250}], "residents_500m": 100}
    (tmp_path / "tanks.json").write_text(json.dumps(inputs), encoding="utf-8-sig")
    from_file = json.loads(assess("gb18218", "tanks.json").stdout)
    piped = json.loads(assess("gb18218", "-", stdin=json.dumps(inputs)).stdout)
    assert from_file == piped
    wanted = {"S": 50, "alpha": 2, "R": 400, "level": 1, "colour": "red", "major": True}
    assert {symbol: piped[symbol] for symbol in wanted} == wanted
    assert piped["steps"][0]["clause"] == "GB 18218-2018 表1 第12行"
    assert list(tmp_path.iterdir()) == [tmp_path / "tanks.json"]


def test_a_variant_is_chosen(assess: Command) -> None:
    seventy = '{"L": 10, "E": 1, "C": 7}'
    assert json.loads(assess("lec", "-", stdin=seventy).stdout)["colour"] == "yellow"
    upper = assess("lec", "-", "--variant", "four_colour_upper_inclusive", stdin=seventy)
    assert json.loads(upper.stdout)["colour"] == "blue"


@pytest.mark.parametrize(
    ("words", "stdin", "told", "code"),
    [
        (("gb18218", "-"), "[", '例如 {"items": [{"name": "…", "q": 1}]}', 2),
        (("lec", "-"), "[]", "输入应是一个 JSON 对象", 2),
        (("lec", "-"), '{"L": NaN, "E": 6, "C": 3}', "不是数字", 2),
        (("gb18218", "-"), '{"items": [{"name": "神秘粉末", "q": 1}]}', "神秘粉末", 2),
        (("tarot", "-"), "{}", "没有名为 tarot 的评估方法", 4),
        (("lec", "nowhere.json"), "", "读不了文件 nowhere.json", 2),
    ],
)
def test_what_goes_wrong_is_told_without_traceback(
    assess: Command, words: tuple[str, ...], stdin: str, told: str, code: int
) -> None:
    answer = assess(*words, stdin=stdin)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert told in answer.stderr.replace("\n", "")
    assert "Traceback" not in answer.stderr

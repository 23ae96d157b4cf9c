"""A county's own distances: refused with file and line; tried before they are adopted; then asked like ours."""

from pathlib import Path

import pytest
from shapely import box

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.errors import BadInput
from geo_app.layers import Layers
from geo_app.siting.project import read_project
from geo_app.siting.screen import screen
from geo_app.upgrade import fingerprint, upgrade
from geo_app.zones.distances import distance, open_own
from geo_app.zones.own_distances import read_own
from tests.cli.conftest import Command
from tests.cli.test_screen import county

ADMIN = operator("tester")
HEAD = "rule,title,source,target,required_m,compare,effect,clause\n"
WIDER = "FW65-1,烟花爆竹零售点之间(本县),fireworks_shop,fireworks_shop,80,at_least,minimum,本县2026年第3号文\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "本县间距.csv"
    path.write_text(text, encoding="utf-8")
    return path


FAULTS = {
    "another column": ("rule,title\nA,甲\n", "第 1 行：缺少列 source"),
    "no number": (HEAD + "A,甲,mining,road,很远,at_least,minimum,\n", "第 2 行：距离“很远”"),
    "a distance below nothing": (HEAD + "A,甲,mining,road,-5,at_least,minimum,\n", "第 2 行：距离“-5”"),
    "an unknown place": (HEAD + "A,甲,castle,road,5,at_least,minimum,\n", "第 2 行：没有规定对象“castle”"),
    "an unknown comparison": (HEAD + "A,甲,mining,road,5,about,minimum,\n", "第 2 行：compare"),
    "an unknown effect": (HEAD + "A,甲,mining,road,5,at_least,wish,\n", "第 2 行：没有效力“wish”"),
    "a number twice": (HEAD + WIDER + WIDER, "第 3 行：编号 FW65-1 与第 2 行重复"),
    "no title": (HEAD + "A,,mining,road,5,at_least,minimum,\n", "第 2 行：没有编号"),
}


@pytest.mark.parametrize(("text", "told"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_file_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_own(written(tmp_path, text))
    assert "本县间距.csv" in refused.value.message
    assert told in refused.value.message
    assert refused.value.remedy


def test_a_preview_says_what_would_change_and_keeps_nothing(
    geo_app: Command, database: Database, tmp_path: Path
) -> None:
    county(database)
    for lon in ("102.4", "102.4006"):  # 60 m apart
        geo_app("site", "add", "risk_point", lon, "24.9", "--set", "name=演示店", "--set", "category=fireworks")
    own = str(written(tmp_path, HEAD + WIDER))
    said = geo_app("rules", "preview", own, "530181")
    assert said.returncode == 0, said.stderr
    assert "烟花爆竹零售点之间(本县)[FW65-1] 不足：0 → " in said.stdout
    assert geo_app("rules", "preview", own, "530181").stdout == said.stdout
    same = str(written(tmp_path, HEAD + WIDER.replace(",80,", ",50,")))
    assert "没有间距和选址意见会因此改变" in geo_app("rules", "preview", same, "530181").stdout
    faulty = str(written(tmp_path, HEAD + "A,甲,castle,road,5,at_least,minimum,\n"))
    assert "第 2 行" in geo_app("rules", "preview", faulty, "530181").stderr


def test_an_adopted_file_is_asked_like_our_own_rules(
    database: Database, layers: Layers, tmp_path: Path, geo_app: Command
) -> None:
    county(database)
    before = fingerprint(layers)
    geo_app(
        "site", "add", "risk_point", "102.4016", "24.9005", "--set", "name=演示店", "--set", "category=fireworks"
    )
    open_own(read_own(written(tmp_path, HEAD + WIDER)))
    try:
        assert fingerprint(layers) != before
        assert upgrade(database.url, layers)
        with database.transaction(ADMIN) as session:
            project = read_project(layers, "fireworks_shop", box(102.4, 24.9, 102.401, 24.901), {})
            (line,) = [line for line in screen(session, project).lines if line.rule == "FW65-1"]
        assert (str(line.answer), line.required, line.clause) == ("fails", 80, "本县2026年第3号文")
        assert line.measured == pytest.approx(60.6, abs=0.2)
    finally:
        open_own(())
    assert distance("FW65-1").required_m == 50

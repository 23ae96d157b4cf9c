"""What each rule says beyond bare distance: a table of projects, neighbours, answers and verdicts."""

import csv
from pathlib import Path

import numpy as np
import pytest
from shapely import MultiPolygon, Point, Polygon, box
from sqlalchemy import update

from geo_app.errors import BadInput, NotFound
from geo_app.sites.models import Site
from geo_app.siting.footprint import ewkt
from geo_app.siting.project import Project, read_project
from geo_app.siting.screen import screen
from geo_app.zones.models import Zone
from tests.spec.siting.conftest import EAST, NORTH, SIZE, SOUTH, Ground, away, footprint, values

with (Path(__file__).parent / "cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


def shape(text: str) -> object:
    """`around`, `half`, `point`, or `point N` metres away."""
    whole = box(EAST - 2 * SIZE, SOUTH - SIZE, EAST + SIZE, NORTH + SIZE)
    named = {"around": whole, "half": box(EAST - SIZE / 2, SOUTH - SIZE, EAST + SIZE, NORTH + SIZE)}
    if text in named:
        return named[text]
    if text == "point":
        return Point(EAST + 0.01, SOUTH)
    return Point(away(float(text.removeprefix("point "))), NORTH)


def placed(ground: Ground, case: dict[str, str]) -> Project:
    """The project of a case, its neighbour on the map with its colour, and with what somebody has drawn for it."""
    if case["site"]:
        if case["shape"].isdecimal():
            site = ground.put_at(float(case["shape"]), case["site"], case["site_fields"])
        else:
            site = ground.put(case["site"], shape(case["shape"]), **values(case["site_fields"]))
        if case["colour"]:
            ground.session.execute(update(Site).where(Site.id == site.id).values(colour=case["colour"]))
        if case["drawn"]:
            kind, _, level = case["drawn"].partition(" ")
            area = ewkt(box(EAST - 2 * SIZE, SOUTH - SIZE, EAST, NORTH + SIZE))
            said = {"level": float(level)} if level else {}
            zone = Zone(
                kind=kind, name="划定", site_id=site.id, division=site.division, attributes=said, geom=area
            )
            ground.session.add(zone)
            ground.session.flush()
    return read_project(ground.layers, case["project"], footprint(), values(case["fields"]), act=case["act"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_rule_answers_as_the_table_says(ground: Ground, case: dict[str, str]) -> None:
    found = screen(ground.session, placed(ground, case))
    lines = [line for line in found.lines if line.rule == case["rule"]]
    assert [str(line.answer) for line in lines] == ([case["answer"]] if case["answer"] else []), lines
    if case["verdict"]:
        assert found.verdict == case["verdict"], found.deciding


def test_what_is_not_checked_on_a_veto_keeps_the_whole_from_being_clear(ground: Ground) -> None:
    ground.session.execute(update(Site).where(Site.kind == "road").values(retired=True))
    found = screen(ground.session, read_project(ground.layers, "fireworks_shop", footprint(), {}))
    assert {line.rule: str(line.answer) for line in found.lines}["RD18a"] == "not_checked"
    assert found.verdict == "demonstration"
    assert found.deciding
    assert found.deciding.rule == "RD18a"


def test_nothing_found_is_never_called_safe(ground: Ground) -> None:
    found = screen(ground.session, read_project(ground.layers, "fireworks_shop", footprint(), {}))
    assert found.verdict == "clear"
    assert found.deciding is None
    assert "未见不符" in found.notes[0].zh
    assert "不表示安全" in found.notes[0].zh


def test_an_extension_keeps_no_distance_from_itself(ground: Ground) -> None:
    own = ground.put_at(20, "mine", "mining_method=open_pit;mineral=石灰岩;capacity=20")
    asked = {"mineral": "石灰岩", "capacity": 30}
    alone = read_project(ground.layers, "quarry", footprint(), asked)
    extended = read_project(ground.layers, "quarry", footprint(), asked, act="expand", own=(own.id,))
    answers = [
        {line.rule: str(line.answer) for line in screen(ground.session, each).lines} for each in (alone, extended)
    ]
    assert [each["QY-1"] for each in answers] == ["fails", "holds"]


def test_every_neighbour_that_is_too_near_has_a_line(ground: Ground) -> None:
    for metres in (10, 20, 30):
        ground.put_at(metres, "risk_point", "category=fireworks")
    found = screen(ground.session, read_project(ground.layers, "fireworks_shop", footprint(), {}))
    measured = [line.measured for line in found.lines if line.rule == "FW65-1"]
    assert measured == pytest.approx([10, 20, 30], abs=0.01)


def test_a_hole_in_the_footprint_is_outside_and_an_island_is_inside(ground: Ground) -> None:
    ring = Polygon(box(102.30, 24.85, 102.35, 24.90).exterior, [box(102.31, 24.86, 102.34, 24.89).exterior])
    ground.put("risk_point", Point(102.325, 24.875), category="fireworks")
    inside = MultiPolygon([ring, box(102.3249, 24.8749, 102.3251, 24.8751)])
    answers = []
    for place in (ring, inside):
        found = screen(ground.session, read_project(ground.layers, "fireworks_shop", place, {}))
        (line,) = [line for line in found.lines if line.rule == "FW65-1"]
        answers.append((str(line.answer), line.measured))
    assert answers[0][0] == "holds"
    assert answers[0][1] == pytest.approx(1512, abs=20)
    assert answers[1] == ("fails", 0)


BAD = [
    ("at sea", box(121.9, 20.0, 121.91, 20.01), "不在任何已知的行政区划内"),
    ("abroad", box(10, 50, 10.01, 50.01), "不在中国范围内"),
    ("without area", Polygon([(102.4, 24.9), (102.41, 24.9), (102.4, 24.9)]), "用地范围"),
    ("of 10,000 square kilometres", box(102, 24.4, 103, 25.4), "过大"),
    ("that crosses itself", Polygon([(102.4, 24.9), (102.41, 24.91), (102.41, 24.9), (102.4, 24.91)]), "自相交"),
    (
        "of 500 parts",
        MultiPolygon([box(n, 24, n + 0.01, 24.01) for n in np.linspace(101, 104, 500)]),
        "块",
    ),
    ("of 200,000 corners", box(102.4, 24.9, 102.41, 24.91).segmentize(1e-7), "顶点"),
    ("that is empty", Polygon(), "没有画出"),
]


@pytest.mark.parametrize(("place", "told"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_a_footprint_that_cannot_be_is_refused_with_its_reason(ground: Ground, place: Polygon, told: str) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        screen(ground.session, read_project(ground.layers, "school", place, {}))
    assert refused.value.remedy


def test_an_unknown_type_act_or_number_is_refused_with_what_there_is(ground: Ground) -> None:
    with pytest.raises(NotFound, match="chemical_production"):
        read_project(ground.layers, "castle", footprint(), {})
    with pytest.raises(BadInput, match="temporary"):
        read_project(ground.layers, "school", footprint(), {}, act="dream")
    with pytest.raises(BadInput, match="不需要"):
        read_project(ground.layers, "school", footprint(), {"dam_height": 3})
    with pytest.raises(BadInput, match="应是"):
        read_project(ground.layers, "school", footprint(), {"people": "many"})

"""Every rule of distance alone: one metre inside, at the line, one metre outside; both ways round."""

import csv
from pathlib import Path

import pytest

from geo_app.siting.project import project_types, read_project
from geo_app.siting.rule import Answer, Line
from geo_app.siting.screen import screen
from geo_app.zones.distances import distance, distances
from tests.spec.siting.conftest import Ground, footprint, values

with (Path(__file__).parent / "distances.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))
PLACES = [(case, offset) for case in CASES for offset in (-1, 0, 1)]


def answered(ground: Ground, case: dict[str, str]) -> Line:
    project = read_project(ground.layers, case["project"], footprint(), values(case["fields"]))
    (line,) = [line for line in screen(ground.session, project).lines if line.rule == case["rule"]]
    return line


@pytest.mark.parametrize(
    ("case", "offset"), PLACES, ids=[f"{c['rule']} {c['project']} {o:+d} m from {c['site']}" for c, o in PLACES]
)
def test_a_distance_is_judged_at_its_line(ground: Ground, case: dict[str, str], offset: int) -> None:
    metres = float(case["metres"]) + offset
    ground.put_at(metres, case["site"], case["site_fields"])
    line = answered(ground, case)
    more_than = distance(case["rule"]).more_than
    too_near = offset < 0 or (offset == 0 and more_than)
    assert line.answer is (Answer.FAILS if too_near else Answer.HOLDS), line
    assert line.required == float(case["metres"])
    assert line.measured == pytest.approx(metres, abs=0.01)
    assert line.thing
    assert line.thing.name == "邻居"


def test_every_distance_that_the_map_can_measure_has_a_case() -> None:
    measurable = {rule.rule for rule in distances() if rule.on_map and rule.required_m is not None}
    assert measurable == {case["rule"] for case in CASES}


def test_every_type_of_project_is_in_a_layer_of_the_map(ground: Ground) -> None:
    assert {each.layer for each in project_types().values()} <= set(ground.layers.by_name)

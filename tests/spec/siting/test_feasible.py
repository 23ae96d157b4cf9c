"""Where could it stand: free ground is refused by no rule, excluded ground by the very rule that is named."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely import Point, box

from geo_app.errors import BadInput
from geo_app.siting.feasible import Feasible, feasible
from geo_app.siting.project import Project, read_project
from geo_app.siting.rule import Answer
from geo_app.siting.screen import screen
from tests.spec.siting.conftest import EAST, NORTH, SOUTH, Ground, values

AREA = box(EAST - 0.03, SOUTH - 0.03, EAST + 0.03, NORTH + 0.03)
SIZE = (80.0, 60.0)
NEIGHBOURS: dict[str, tuple[str, str, list[tuple[str, object, str]]]] = {
    "fireworks shops and a school": (
        "fireworks_shop",
        "",
        [
            ("risk_point", Point(EAST, NORTH), "category=fireworks"),
            ("protected_target", box(EAST + 0.01, SOUTH, EAST + 0.012, NORTH), "category=school;people=100"),
        ],
    ),
    "a home among plants, mines and pipes": (
        "housing",
        "residents=120",
        [
            ("chemical_plant", box(EAST - 0.02, SOUTH, EAST - 0.018, NORTH), "enterprise_type=production"),
            ("chemical_park", box(EAST + 0.01, SOUTH - 0.02, EAST + 0.02, SOUTH - 0.01), ""),
            ("mine", Point(EAST + 0.02, NORTH + 0.02), "mineral=石灰岩;mining_method=open_pit;capacity=20"),
            ("pipeline", shapely.LineString([(EAST - 0.04, NORTH + 0.025), (EAST + 0.04, NORTH + 0.025)]), ""),
        ],
    ),
    "a plant that must stand in a park": (
        "chemical_production",
        "products=甲醇",
        [
            ("chemical_park", box(EAST - 0.02, SOUTH - 0.01, EAST + 0.02, NORTH + 0.01), ""),
            ("river", shapely.LineString([(EAST - 0.04, SOUTH - 0.018), (EAST + 0.04, SOUTH - 0.018)]), ""),
            ("road", shapely.LineString([(EAST - 0.04, NORTH), (EAST + 0.04, NORTH)]), ""),
        ],
    ),
    "a pond above homes": ("tailings_pond", "dam_height=50", [("settlement", Point(EAST, NORTH), "residents=9")]),
}


def sought(ground: Ground, kind: str, fields: str, **rest: object) -> tuple[Project, Feasible]:
    project = read_project(ground.layers, kind, Point(EAST, NORTH), values(fields), **rest)
    return project, feasible(ground.session, project, AREA, SIZE)


@pytest.fixture(params=NEIGHBOURS)
def found(ground: Ground, request: pytest.FixtureRequest) -> tuple[Ground, Project, Feasible]:
    kind, fields, sites = NEIGHBOURS[request.param]
    for layer, shape, text in sites:
        ground.put(layer, shape, **values(text))
    return ground, *sought(ground, kind, fields)


def inside(shape: shapely.Geometry, seed: int, most: int = 12) -> list[Point]:
    """Random places well inside a shape: a tenth of a metre in degrees away from its edge."""
    rng = np.random.default_rng(seed)
    west, south, east, north = shape.bounds
    drawn = shapely.points(rng.uniform(west, east, 4000), rng.uniform(south, north, 4000))
    return list(drawn[shapely.contains(shape.buffer(-3e-5), drawn)][:most])


def answers(ground: Ground, project: Project, place: Point) -> dict[tuple[str, str], str]:
    lines = screen(ground.session, replace(project, footprint=place.buffer(1e-6, quad_segs=2))).lines
    return {(line.rule, str(line.answer)): line.verdict for line in lines}


def test_free_ground_is_refused_by_no_rule_and_excluded_ground_by_the_rule_that_is_named(
    found: tuple[Ground, Project, Feasible],
) -> None:
    ground, project, result = found
    assert result.feasible_m2 > 10_000
    assert result.parts
    for place in inside(result.shape, 1):
        assert "refused" not in answers(ground, project, place).values()
    for number, part in enumerate(result.parts):
        said = (part.exclusion.rule, str(part.exclusion.answer))
        for place in inside(part.shape, number, most=4):
            assert said in answers(ground, project, place), said


def test_the_parts_and_the_free_ground_are_the_whole_area_without_overlap(
    found: tuple[Ground, Project, Feasible],
) -> None:
    _, _, result = found
    assert sum(part.area_m2 for part in result.parts) + result.feasible_m2 == pytest.approx(
        result.area_m2, rel=1e-4
    )


def test_the_best_places_are_free_apart_and_ranked_by_their_margin(
    found: tuple[Ground, Project, Feasible],
) -> None:
    _, _, result = found
    assert len(result.best) == 10
    margins = [place.margin_m or 0 for place in result.best]
    assert margins == sorted(margins, reverse=True)
    for number, place in enumerate(result.best):
        assert result.shape.buffer(1e-5).covers(place.footprint)  # an edge in degrees is not quite one in metres
        assert place.screening.verdict != "refused"
        assert not any(place.footprint.intersects(other.footprint) for other in result.best[:number])


def test_the_margin_is_what_a_tape_would_say(ground: Ground) -> None:
    """A shop needs 50 m from another shop: the margin is the distance less the 50 m."""
    ground.put("risk_point", Point(EAST, NORTH), category="fireworks")
    project = read_project(ground.layers, "fireworks_shop", Point(EAST, NORTH), {})
    near = box(EAST - 0.005, SOUTH - 0.005, EAST + 0.005, NORTH + 0.005)
    best = feasible(ground.session, project, near, SIZE).best[0]
    assert best.nearest
    assert best.nearest.rule == "FW65-1"
    (line,) = [line for line in best.screening.lines if line.rule == "FW65-1"]
    assert line.measured
    assert best.margin_m == pytest.approx(line.measured - 50, rel=0.002, abs=0.5)


def test_a_place_that_only_a_wider_outline_would_spoil_is_excluded_as_not_checked(ground: Ground) -> None:
    ground.put("settlement", Point(EAST, NORTH), residents=50)
    _, result = sought(ground, "quarry", "mineral=石灰岩;capacity=30")
    told = {part.exclusion.answer for part in result.parts if part.exclusion.rule == "QY-2"}
    assert told == {Answer.FAILS, Answer.NOT_CHECKED}


def test_what_no_place_can_mend_leaves_nothing_free(ground: Ground) -> None:
    _, result = sought(ground, "tailings_pond", "dam_height=201")
    assert [line.rule for line in result.everywhere if line.verdict == "refused"] == ["dam-200"]
    assert result.shape.is_empty
    assert result.best == ()


def test_without_a_park_there_is_no_ground_for_new_chemical_production(ground: Ground) -> None:
    _, result = sought(ground, "chemical_production", "products=甲醇")
    assert result.feasible_m2 == 0
    assert [part.exclusion.rule for part in result.parts if part.exclusion.answer is Answer.FAILS] == ["HC18"]
    _, rebuilt = sought(ground, "chemical_production", "products=甲醇", act="rebuild")
    assert rebuilt.feasible_m2 > 0


@pytest.mark.parametrize(
    ("area", "size", "told"),
    [
        (box(101, 24, 104, 26), SIZE, "过大"),
        (Point(EAST, NORTH), SIZE, "面"),
        (AREA, (0.0, 60.0), "5 米到 20 公里"),
        (shapely.Polygon([(102, 24), (102.1, 24.1), (102.1, 24), (102, 24.1)]), SIZE, "自相交"),
    ],
)
def test_an_area_or_a_size_that_cannot_be_is_refused(
    ground: Ground, area: shapely.Geometry, size: tuple[float, float], told: str
) -> None:
    project = read_project(ground.layers, "school", Point(EAST, NORTH), {"people": 300})
    with pytest.raises(BadInput, match=told) as refused:
        feasible(ground.session, project, area, size)
    assert refused.value.remedy

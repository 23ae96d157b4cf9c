"""What came last: works on both sides of the county border, and risk points that experts judged, one for each
trade. Drawn with its own random numbers and after everything else, far from it, so that nothing else moves."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np
import shapely
from numpy.random import Generator
from shapely import LinearRing, Point
from shapely.geometry.base import BaseGeometry

from geo_app.demo.county import County
from geo_app.demo.gradings import Grading
from geo_app.demo.ground import Place
from geo_app.demo.shapes import away, block

SEED = 17
STEP_M, LENGTH_M, WIDTH_M = 250, 150, 110
PLANT_M, SHOP_M, SHOPS_ASIDE_M = 160, 15, 60  # from the border; the shops from the line between the plants
SIDES = (("", 1), ("邻县", -1))  # ours, theirs
JUDGED = (  # township, category, trade, colour, why
    ("530181002", "occupational", "occupational", "orange", "粉尘检测两次超标，接触 30 人，除尘设备待修"),
    ("530181001", "crowd", "fire", "yellow", "疏散通道偏窄，消防水源充足，每月演练"),
    ("530181004", "road", "road", "orange", "急弯下坡，路侧临水，无护栏，校车经过"),
)
CHAIN: dict[str, object] = {
    "control_level": "county",
    "unit": "演示县应急局",
    "person": "段示边",
    "telephone": "0871-00009017",
    "measures": "定期巡查",
    "address": "演示县境内(演示)",
}


def come_last(county: County, places: Sequence[Place], today: date) -> list[Place]:
    """Two plants that face each other across the border, two fireworks shops too near each other there, and what
    experts judged."""
    rng = np.random.default_rng(SEED)
    return [*_across(rng, county, places), *_judged(rng, county, today)]


def _across(rng: Generator, county: County, places: Sequence[Place]) -> Iterator[Place]:
    others = shapely.union_all([place.shape for place in places])
    here, inward = _facing(county, others)
    aside = away(here, SHOPS_ASIDE_M, inward + np.pi / 2)
    for layer, metres in (("chemical_plant", PLANT_M), ("risk_point", SHOP_M)):
        for whose, side in SIDES:
            is_shop = layer == "risk_point"
            spot = away(aside if is_shop else here, metres, inward if side > 0 else inward + np.pi)
            own = {"category": "fireworks"} if is_shop else {"enterprise_type": "production"}
            name = f"{whose}界边演示{'烟花爆竹店' if is_shop else '化工有限公司'}"
            shape = spot if is_shop else block(rng, spot, LENGTH_M, WIDTH_M)
            yield Place(layer, shape, {"name": name, **own, **CHAIN})


def _facing(county: County, others: BaseGeometry) -> tuple[Point, float]:
    """Where the border runs straight for both plants, as far from everything else as can be, and the direction
    into the county there."""
    border = county.area.exterior
    found: list[tuple[float, Point, float]] = []
    for at in np.arange(STEP_M, border.length - STEP_M, STEP_M):
        here, inward = shapely.line_interpolate_point(border, at), _inward(county, border, float(at))
        ours, theirs = (away(here, PLANT_M, inward + turn).buffer(LENGTH_M) for turn in (0, np.pi))
        shops = [away(away(here, SHOPS_ASIDE_M, inward + np.pi / 2), SHOP_M, inward + turn) for turn in (0, np.pi)]
        is_ours = [county.area.contains(place) for place in (ours, theirs, *shops)]
        if is_ours == [True, False, True, False] and not county.area.intersects(theirs):
            found.append((here.distance(others), here, inward))
    _, here, inward = max(found, key=lambda each: each[0])
    return here, inward


def _inward(county: County, border: LinearRing, at: float) -> float:
    """The direction into the county, square to its border there."""
    here, there = (shapely.line_interpolate_point(border, metres) for metres in (at - 1, at + 1))
    square = float(np.arctan2(there.y - here.y, there.x - here.x)) + np.pi / 2
    middle = Point((here.x + there.x) / 2, (here.y + there.y) / 2)
    return square if county.area.contains(away(middle, 20, square)) else square + np.pi


def _judged(rng: Generator, county: County, today: date) -> Iterator[Place]:
    for n, (code, category, trade, colour, why) in enumerate(JUDGED, 1):
        township = county.township(code)
        spot = away(township.seat, float(rng.uniform(700, 900)), float(rng.uniform(0, 2 * np.pi)))
        told = {"name": f"{township.short}演示专家判断点{n}", "category": category}
        answers: dict[str, object] = {"trade": trade, "colour": colour, "reason": why, "experts": "演示专家组"}
        yield Place(
            "risk_point", spot, {**told, **CHAIN}, (Grading("expert", answers, today - timedelta(days=20)),)
        )

"""What came last: works on both sides of the county border, and risk points that experts judged, one for each
trade. Drawn with its own random numbers and after everything else, far from it, so that nothing else moves."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np
import shapely
from numpy.random import Generator
from shapely import LineString, Point

from geo_app.demo.county import County
from geo_app.demo.gradings import Grading
from geo_app.demo.ground import Place
from geo_app.demo.shapes import away, block

SEED = 17
STEP_M, LENGTH_M, WIDTH_M = 250, 150, 110
PLANT_M, SHOP_M = 160, 15  # from the border
SIDES = (("", 1), ("邻县", -1))  # ours, theirs
JUDGED = (  # township, category, trade, colour, why
    ("530181002", "occupational", "occupational", "orange", "粉尘检测两次超标,接触 30 人,除尘设备待修"),
    ("530181001", "crowd", "fire", "yellow", "疏散通道偏窄,消防水源充足,每月演练"),
    ("530181004", "road", "road", "orange", "急弯下坡,路侧临水,无护栏,校车经过"),
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
    border = LineString(county.area.exterior)
    at = np.arange(0, border.length, STEP_M)
    spots = shapely.line_interpolate_point(border, at)
    alone = shapely.distance(spots, shapely.union_all([place.shape for place in places]))
    first = int(alone.argmax())
    for n, layer, metres in ((first, "chemical_plant", PLANT_M), ((first + 8) % len(at), "risk_point", SHOP_M)):
        inward = _inward(county, border, float(at[n]))
        for whose, side in SIDES:
            spot = away(spots[n], metres, inward if side > 0 else inward + np.pi)
            is_shop = layer == "risk_point"
            own = {"category": "fireworks"} if is_shop else {"enterprise_type": "production"}
            name = f"{whose}界边演示{'烟花爆竹店' if is_shop else '化工有限公司'}"
            shape = spot if is_shop else block(rng, spot, LENGTH_M, WIDTH_M)
            yield Place(layer, shape, {"name": name, **own, **CHAIN})


def _inward(county: County, border: LineString, at: float) -> float:
    """The direction into the county, square to its border."""
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

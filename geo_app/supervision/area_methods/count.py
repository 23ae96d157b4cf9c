"""The colour of an area by the mean of its sites, each counting once.

>>> from geo_app.supervision.area_method import Tally
>>> METHOD.of(Tally(counts={Colour.RED: 1, Colour.ORANGE: 0, Colour.YELLOW: 0, Colour.BLUE: 3})).value
1.75
"""

from fractions import Fraction

from geo_app.classification.product import band_step
from geo_app.colour import Colour
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import NOT_FOUND, plain
from geo_app.supervision.area_method import OURS, AreaColour, AreaMethod, Tally, mean_band, scale, weighted_mean


def judge(tally: Tally) -> AreaColour:
    mean = weighted_mean({colour: Fraction(tally.counts[colour]) for colour in Colour})
    assert mean
    value, told = mean
    band = mean_band(value)
    step = Step("加权平均", f"x = {told} = {plain(value)}", float(value), "", OURS, NOT_FOUND)
    return AreaColour(band.colour, float(value), (step, band_step("x", band)))


METHOD = AreaMethod(
    name="count",
    title="按数量加权",
    title_en="Weighted by count",
    formula=f"x = Σ(颜色权重 × 点位数) ÷ 已评估点位数；权重 {scale('zh')}",
    formula_en=f"x = sum of weight × sites / assessed sites; weights {scale('en')}",
    clause=OURS,
    confidence=NOT_FOUND,
    judge=judge,
    order=2,
)

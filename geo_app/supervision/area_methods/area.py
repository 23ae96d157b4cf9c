"""The colour of an area by the mean of its sites, each counting by the ground that it covers.

Sites that are drawn as a point or a line cover no ground that is known: they are told, not guessed.

>>> from geo_app.supervision.area_method import Tally
>>> areas = {Colour.RED: 30_000.0, Colour.ORANGE: 0.0, Colour.YELLOW: 0.0, Colour.BLUE: 10_000.0}
>>> sites = {Colour.RED: 1, Colour.ORANGE: 0, Colour.YELLOW: 0, Colour.BLUE: 1}
>>> METHOD.of(Tally(counts=sites, areas_m2=areas)).value
3.25
"""

from geo_app.classification.product import band_step
from geo_app.colour import Colour
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import NOT_FOUND, exact, plain
from geo_app.supervision.area_method import OURS, AreaColour, AreaMethod, Tally, mean_band, scale, weighted_mean

HECTARE = 10_000  # square metres


def judge(tally: Tally) -> AreaColour:
    steps = []
    if tally.without_outline:
        told = f"{tally.without_outline} 处只有点或线，面积未知，不计入"
        steps.append(Step("没有边界", told, tally.without_outline, "处", OURS, NOT_FOUND))
    mean = weighted_mean({colour: exact(round(tally.areas_m2[colour] / HECTARE, 4)) for colour in Colour})
    if mean is None:
        steps.append(Step("面积加权", "已评估的点位都没有边界，不能按面积定色", None, "", OURS, NOT_FOUND))
        return AreaColour(None, None, tuple(steps))
    value, told = mean
    band = mean_band(value)
    steps.append(Step("面积加权(公顷)", f"x = {told} = {plain(value)}", float(value), "", OURS, NOT_FOUND))
    return AreaColour(band.colour, float(value), (*steps, band_step("x", band)))


METHOD = AreaMethod(
    name="area",
    title="按面积加权",
    title_en="Weighted by area",
    formula=f"x = Σ(颜色权重 × 面积) ÷ 总面积，面积取点位边界的椭球面积；权重 {scale('zh')}",
    formula_en=f"x = sum of weight × area / area, of the outlines on the ellipsoid; weights {scale('en')}",
    clause=OURS,
    confidence=NOT_FOUND,
    judge=judge,
    order=3,
    measures=True,
)

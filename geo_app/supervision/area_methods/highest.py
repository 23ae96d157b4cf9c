"""The colour of an area is the highest that stands in it: one red place makes it red.

>>> from geo_app.supervision.area_method import Tally
>>> METHOD.of(Tally(counts={Colour.RED: 1, Colour.ORANGE: 0, Colour.YELLOW: 4, Colour.BLUE: 90})).colour.label
'红'
"""

from geo_app.colour import Colour
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import NOT_FOUND
from geo_app.supervision.area_method import OURS, AreaColour, AreaMethod, Tally


def judge(tally: Tally) -> AreaColour:
    colour = max((each for each in Colour if tally.counts[each]), key=lambda each: each.rank)
    told = f"最高的颜色是{colour.label}色({colour.meaning})，有 {tally.counts[colour]} 处"
    return AreaColour(colour, None, (Step("就高", told, colour, "", OURS, NOT_FOUND),))


METHOD = AreaMethod(
    name="highest",
    title="就高",
    title_en="Highest",
    formula="区域颜色 = 区域内现行评估的最高颜色",
    formula_en="the highest standing colour in the area",
    clause=OURS,
    confidence=NOT_FOUND,
    judge=judge,
    order=1,
)

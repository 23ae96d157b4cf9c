"""LEC: the danger of work as likelihood × exposure × consequence, in four colours.

The tables in use differ exactly at D = 70, 160 and 320, so the variant is stored with every answer.

>>> METHOD.assess({"L": 6, "E": 6, "C": 7}).result
{'D': 252, 'colour': <Colour.ORANGE: 'orange'>}
"""

from geo_app.classification.method import Method, Outcome, Variant
from geo_app.classification.product import graded_product
from geo_app.reckoning.inputs import Given, Input, factor_choices
from geo_app.reckoning.tables import bands, factors


def judge(given: Given, variant: str) -> Outcome:
    return graded_product(given, "D", "LEC", factors("lec/factors"), bands("lec/bands", variant))


METHOD = Method(
    name="lec",
    title="作业条件危险性评价法(LEC)",
    title_en="LEC (likelihood, exposure, consequence)",
    description="危险性 D = 可能性 L × 暴露频次 E × 后果 C，按 D 分红、橙、黄、蓝。",
    clause="作业条件危险性评价法(LEC)",
    version="2026-1",
    inputs=tuple(
        Input(name, values[0].title, values[0].title_en, "choice", choices=factor_choices(values))
        for name, values in factors("lec/factors").items()
    ),
    judge=judge,
    variants=(
        Variant("four_colour_lower_inclusive", "四色·含下限(D = 70、160、320 归高一级)", "Lower bound inclusive"),
        Variant("four_colour_upper_inclusive", "四色·含上限(D = 70、160、320 归低一级)", "Upper bound inclusive"),
        Variant("coal", "煤矿分级(D > 160 即为红色)", "Coal mines (red above 160)"),
    ),
)

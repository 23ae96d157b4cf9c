"""MES: control measures × exposure × consequence, in four colours.

>>> METHOD.assess({"M": 3, "E": 6, "S": 8}).result
{'R': 144, 'colour': <Colour.ORANGE: 'orange'>}
"""

from geo_app.classification.method import Method, Outcome
from geo_app.classification.product import graded_product
from geo_app.reckoning.inputs import Given, Input, factor_choices
from geo_app.reckoning.tables import bands, factors


def judge(given: Given, _variant: str) -> Outcome:
    return graded_product(given, "R", "MES", factors("mes/factors"), bands("mes/bands"))


METHOD = Method(
    name="mes",
    title="MES 评价法",
    title_en="MES (measures, exposure, severity)",
    description="风险 R = 控制措施 M × 暴露频次 E × 后果 S，按 R 分红、橙、黄、蓝。",
    clause="MES 评价法",
    version="2026-1",
    inputs=tuple(
        Input(name, values[0].title, values[0].title_en, "choice", choices=factor_choices(values))
        for name, values in factors("mes/factors").items()
    ),
    judge=judge,
)

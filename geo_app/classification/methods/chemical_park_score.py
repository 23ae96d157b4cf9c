"""Chemical park score: A is the WORST grade, D the best; the opposite of mines, so the colour is kept beside it.

The guideline names four grades of risk but no colours; high, higher, general and lower are shown red, orange,
yellow and blue by a convention of this system.

>>> METHOD.assess({"score": 59.9}).result["grade"]
'A'
"""

from dataclasses import replace

from geo_app.classification.method import Method, Outcome, Variant
from geo_app.classification.product import band_step
from geo_app.reckoning.inputs import Given, Input
from geo_app.reckoning.steps import Step, json_value
from geo_app.reckoning.tables import NOT_FOUND, band_of, bands


def judge(given: Given, variant: str) -> Outcome:
    band = band_of(bands("chemical_park/bands", variant), given.number("score"))
    assert band.colour
    convention = (
        f"{band.grade} 级({band.meaning}):{band.colour.label}色。导则未规定颜色，按风险高低依次对应红、橙、黄、蓝"
    )
    steps = (
        band_step("总分", replace(band, colour=None, meaning=f"{band.grade} 级，{band.meaning}(A 级最差)")),
        Step("四色对应", convention, band.colour, clause="本系统约定", confidence=NOT_FOUND),
    )
    result = {"score": json_value(given.number("score")), "grade": band.grade, "colour": band.colour}
    return Outcome(steps, result, band.colour, band.clause, band.confidence)


METHOD = Method(
    name="chemical_park_score",
    title="化工园区安全风险评分",
    title_en="Chemical park score (A is the worst)",
    description="按导则评分表的总分定 A、B、C、D 级；A 级风险最高。",
    clause="化工园区安全风险排查治理导则",
    version="2023",
    inputs=(Input("score", "评分总分", "Total score", "number", "分", maximum=100),),
    judge=judge,
    variants=(
        Variant("2023", "2023 年修订(应急〔2023〕123号)", "Revision of 2023"),
        Variant("2019", "2019 年试行(应急〔2019〕78号)", "Trial of 2019"),
    ),
)

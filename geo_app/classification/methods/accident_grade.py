"""Grade of an accident, suffered or to be feared, by deaths, serious injuries and loss: the worst of the three.

Which grade an accident would have is a matter of consequence alone, not of risk: this method gives no colour.

>>> METHOD.assess({"deaths": 2, "serious": 10, "loss_1e4yuan": 0}).result["grade"]
'较大'
"""

from geo_app.classification.method import Method, Outcome
from geo_app.classification.product import band_step
from geo_app.reckoning.inputs import Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import band_of, bands, weakest

CLAUSE = "《生产安全事故报告和调查处理条例》(国务院令第493号)第三条"
ASKED = (
    Input("deaths", "死亡人数", "Deaths", "integer", "人", maximum=1_000_000),
    Input("serious", "重伤人数(含急性工业中毒)", "Serious injuries", "integer", "人", maximum=1_000_000),
    Input("loss_1e4yuan", "直接经济损失", "Direct loss", "number", "万元"),
)


def judge(given: Given, _variant: str) -> Outcome:
    ranges = {each: bands("accident/bands", each.name) for each in ASKED}
    found = {each: band_of(bands, given.number(each.name)) for each, bands in ranges.items()}
    worst = min(ASKED, key=lambda each: ranges[each].index(found[each]))
    grade = found[worst].grade
    steps = [band_step(each.title, band) for each, band in found.items()]
    told = f"三项中最重的一项({worst.title})定级：{found[worst].meaning}"
    steps.append(Step("事故等级", told, grade, "", CLAUSE, found[worst].confidence))
    sure = weakest(*(band.confidence for band in found.values()))
    return Outcome(tuple(steps), {"grade": grade, "colour": None}, None, CLAUSE, sure)


METHOD = Method(
    name="accident_grade",
    title="事故等级(已发生或可能发生)",
    title_en="Grade of an accident, suffered or feared",
    description="按死亡、重伤和直接经济损失定事故等级，以最重的一项为准；事故等级不是风险等级，不给颜色。",
    clause=CLAUSE,
    version="2007",
    inputs=ASKED,
    judge=judge,
)

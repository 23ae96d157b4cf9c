"""Whether a point of the F-N curve of an installation is acceptable: F is how often a year N or more people die.

Between the two lines the risk is to be made as low as reasonably practicable; the verdict is no colour.

>>> METHOD.assess({"N": 10, "F": 2e-5}).result["zone"]
'ALARP'
"""

from geo_app.classification.method import Method, Outcome
from geo_app.reckoning.inputs import Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import plain, rules, weakest

CLAUSE = "GB 36894-2018 图1"
ZONES = {"acceptable": "可接受", "ALARP": "应尽可能降低(ALARP)", "not acceptable": "不可接受"}


def judge(given: Given, _variant: str) -> Outcome:
    deaths, often = given.number("N"), given.number("F")
    said = rules("gb36894/societal_risk")
    upper, lower = said["upper"].number / deaths, said["lower"].number / deaths
    too_many = deaths > said["most_deaths"].number
    zone = "not acceptable" if too_many or often > upper else "ALARP" if often > lower else "acceptable"
    lines = {name: f"N = {plain(deaths)}：{said[name].text}" for name in ("upper", "lower")}
    steps = [
        Step("上限", lines["upper"], float(upper), "每年", said["upper"].clause, said["upper"].confidence),
        Step("下限", lines["lower"], float(lower), "每年", said["lower"].clause, said["lower"].confidence),
    ]
    used = [said["upper"], said["lower"]]
    if too_many:
        used.append(said["most_deaths"])
        steps.append(Step("人数", used[-1].text, None, "人", used[-1].clause, used[-1].confidence))
    steps.append(Step("判定", f"F = {plain(often)} 每年：{ZONES[zone]}", zone, "", CLAUSE))
    sure = weakest(*(each.confidence for each in used))
    return Outcome(tuple(steps), {"zone": zone, "colour": None}, None, CLAUSE, sure)


METHOD = Method(
    name="societal_risk",
    title="社会风险可接受判定(F-N)",
    title_en="Societal risk (F-N)",
    description="F-N 曲线上的一点：每年死亡 N 人及以上的事故频率 F，与两条基准线相比；不给颜色。",
    clause=CLAUSE,
    version="2018",
    inputs=(
        Input("N", "死亡人数(N 人及以上)", "Deaths, N or more", "integer", "人", minimum=1, maximum=1_000_000),
        Input("F", "频率", "Frequency", "number", "每年", maximum=1),
    ),
    judge=judge,
)

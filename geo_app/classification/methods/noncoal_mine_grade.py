"""Grade of a non-coal mine: A low to D major risk, so A is the BEST. No score bands of the five dimensions were
found; a person judges each, and the worst one counts.

>>> stated = {"inherent": "B", "equipment": "A", "management": "C", "staff": "A", "basis": "2026 年分级评估报告"}
>>> METHOD.assess(stated).result["grade"]
'C'
"""

from geo_app.classification.method import Method, Outcome
from geo_app.colour import Colour
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import STATED, rows, rules, weakest

CLAUSE = "矿安〔2023〕1号 非煤矿山安全风险分级监管办法"


def judge(given: Given, _variant: str) -> Outcome:
    grades = {row["grade"]: row for row in rows("mine/noncoal")}
    worst = max(given.text(row["name"]) for row in rows("mine/dimensions"))  # D is the worst letter
    row, rule = grades[worst], rules("mine/rules")
    colour = Colour(row["colour"])
    steps = [
        Step(
            each["title"],
            f"{given.text(each['name'])} 级，{grades[given.text(each['name'])]['title']}，由评估人判定",
            given.text(each["name"]),
            "",
            each["clause"],
            STATED,
        )
        for each in rows("mine/dimensions")
    ]
    if given.text("incentive"):
        told = f"{given.text('incentive')}；{rule['incentive'].text}"
        steps.append(Step("正向激励", told, None, "", rule["incentive"].clause, rule["incentive"].confidence))
    overall = (
        f"{worst} 级，{row['title']}。{rule['worst'].text}；{rule['direction'].text}；依据：{given.text('basis')}"
    )
    steps += [
        Step("综合等级", overall, worst, "", rule["worst"].clause, rule["worst"].confidence),
        Step(
            "四色对应",
            f"{colour.label}色。{rule['colour'].text}",
            colour,
            "",
            "本系统约定",
            rule["colour"].confidence,
        ),
    ]
    sure = weakest(row["confidence"], STATED, rule["worst"].confidence)
    return Outcome(tuple(steps), {"grade": worst, "colour": colour}, colour, row["clause"], sure)


GRADES = tuple(
    Choice(row["grade"], f"{row['grade']} 级：{row['title']}", row["title_en"], row["note"], row["confidence"])
    for row in rows("mine/noncoal")
)

METHOD = Method(
    name="noncoal_mine_grade",
    title="非煤矿山安全风险分级(A 级最好)",
    title_en="Non-coal mine grade (A is the best)",
    description="固有风险、设备设施、安全管理、人员素质逐项由评估人判定 A 至 D 级(分数界限未查到)，取最差一项。",
    clause=CLAUSE,
    version="2023",
    inputs=(
        *(
            Input(row["name"], row["title"], row["title_en"], "choice", choices=GRADES)
            for row in rows("mine/dimensions")
        ),
        Input("incentive", "正向激励", "Positive incentive", "text", required=False, note="只记录，不改变等级"),
        Input("basis", "判定依据", "Basis", "text", note="例如分级评估报告和日期"),
    ),
    judge=judge,
)

"""Grade of a coal mine: A is the BEST, D (long stopped, or ordered to stop) the worst; categories, no score.

>>> METHOD.assess({"state": "stopped", "basis": "2026 年分类名单"}).result["grade"]
'D'
"""

from geo_app.classification.method import Method, Outcome
from geo_app.colour import Colour
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import STATED, rows, rules, weakest

CLAUSE = "煤安监监察〔2018〕15号"


def judge(given: Given, _variant: str) -> Outcome:
    row = next(row for row in rows("mine/coal") if row["state"] == given.text("state"))
    colour, convention = Colour(row["colour"]), rules("mine/rules")["colour"]
    basis = given.text("basis") or "未注明"
    found = f"{row['title']}；判定依据：{basis}"
    told = f"{row['grade']} 类；{row['note']}；{rules('mine/rules')['direction'].text}"
    steps = (
        Step("安全保障程度", found, row["state"], "", CLAUSE, STATED),
        Step("分类", told, row["grade"], "", row["clause"], row["confidence"]),
        Step(
            "四色对应",
            f"{colour.label}色。{convention.text}",
            colour,
            "",
            convention.clause,
            convention.confidence,
        ),
    )
    result = {"grade": row["grade"], "colour": colour}
    return Outcome(steps, result, colour, row["clause"], weakest(row["confidence"], STATED))


METHOD = Method(
    name="coal_mine_grade",
    title="煤矿安全分类(A 类最好)",
    title_en="Coal mine grade (A is the best)",
    description="按安全保障程度分 A、B、C 类；长期停产或责令停产未复工的为 D 类。",
    clause=CLAUSE,
    version="2018",
    inputs=(
        Input(
            "state",
            "煤矿状况",
            "State of the mine",
            "choice",
            choices=tuple(
                Choice(row["state"], f"{row['title']}({row['grade']} 类)", row["title_en"], "", row["confidence"])
                for row in rows("mine/coal")
            ),
        ),
        Input("basis", "判定依据", "Basis", "text", note="例如监察机构的分类名单和日期"),
    ),
    judge=judge,
)

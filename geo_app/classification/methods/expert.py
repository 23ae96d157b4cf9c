"""Expert judgement: a colour that a person gives and answers for, with the reason, where no method applies.

>>> METHOD.assess({"colour": "orange", "reason": "高边坡有裂缝，坡下有住户"}).result["colour"].value
'orange'
>>> METHOD.assess({"trade": "fire", "colour": "red", "reason": "疏散通道被占，无水源"}).steps[0].title
'专业：消防'
"""

from geo_app.classification.method import Method, Outcome
from geo_app.colour import Colour
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import STATED, rows

CLAUSE = "专家判断"
GENERAL = "general"


def judge(given: Given, _variant: str) -> Outcome:
    colour = Colour(given.text("colour"))
    asked = given.text("trade") or GENERAL
    trade = next(row for row in rows("expert/trades") if row["trade"] == asked)
    told = f"{given.text('experts') or '评估人'}判断为{colour.meaning}({colour.label}色):{given.text('reason')}"
    basis = given.text("basis")
    steps = [
        Step(
            f"专业：{trade['title']}", f"应看：{trade['look_at']}", None, "", trade["clause"], trade["confidence"]
        ),
        Step("专家判断", told, colour, clause=basis or CLAUSE, confidence=STATED),
    ]
    return Outcome(tuple(steps), {"colour": colour, "trade": asked}, colour, basis or CLAUSE, STATED)


METHOD = Method(
    name="expert",
    title="专家判断",
    title_en="Expert judgement",
    description="没有适用的方法时，由专家给出颜色并说明理由；理由随结论一起保存。职业健康、消防、道路没有可引用的分级数值，按此法。",
    clause=CLAUSE,
    version="2026-2",
    inputs=(
        Input(
            "trade",
            "专业",
            "Trade",
            "choice",
            required=False,
            choices=tuple(
                Choice(
                    row["trade"],
                    f"{row['title']}：看{row['look_at']}",
                    f"{row['title_en']}: {row['look_at_en']}",
                    confidence=row["confidence"],
                )
                for row in rows("expert/trades")
            ),
            note="不选按综合",
        ),
        Input(
            "colour",
            "风险等级",
            "Colour",
            "choice",
            choices=tuple(Choice(each.value, f"{each.label}:{each.meaning}", each.meaning_en) for each in Colour),
        ),
        Input("reason", "理由", "Reason", "text"),
        Input("experts", "专家", "Experts", "text", required=False),
        Input("basis", "依据的条款", "Clause relied on", "text", required=False),
    ),
    judge=judge,
)

"""Alert level of a tailings pond from its monitoring points: points make items, items make the pond.

An alert is the state of the monitoring, not a risk grade: this method gives no colour.

>>> METHOD.assess({"items": [{"item": "浸润线", "yellow": 3}]}).result["alert"].value
'orange'
"""

from collections.abc import Mapping
from fractions import Fraction

from geo_app.classification.method import Method, Outcome
from geo_app.colour import Colour
from geo_app.errors import BadInput
from geo_app.reckoning.inputs import Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import Rule, exact, rows, rules, weakest

CLAUSE = "GB 39496-2020 5.5.4"
RISING = sorted(Colour, key=lambda colour: colour.rank)


def judge(given: Given, _variant: str) -> Outcome:
    steps, items, sure = [], [], []
    for n, each in enumerate(given.rows("items"), 1):
        points = {colour: each.number(colour) for colour in Colour if each.has(colour)}
        if not any(points.values()):
            remedy = "请填写至少一处预警的监测点；没有预警的监测项不用填"
            raise BadInput(f"第 {n} 行“{each.text('item')}”没有预警的监测点", remedy, field="items")
        level, told, confidence = _level("item", points)
        items.append(level)
        sure.append(confidence)
        steps.append(Step(each.text("item"), told, level, "", CLAUSE, confidence))
    counts = {colour: Fraction(items.count(colour)) for colour in Colour}
    alert, told, confidence = _level("pond", counts)
    rule = rules("tailings/rules")["alert_no_colour"]
    steps += [
        Step("尾矿库预警", told, alert, "", CLAUSE, confidence),
        Step("颜色", rule.text, None, "", rule.clause, rule.confidence),
    ]
    result = {"item": max(items, key=lambda level: level.rank), "alert": alert, "colour": None}
    return Outcome(tuple(steps), result, None, CLAUSE, weakest(confidence, *sure))


def _level(of: str, counts: Mapping[Colour, Fraction]) -> tuple[Colour, str, str]:
    """The level that so many alerts make: at least the highest of them, raised where enough are of one level."""
    level = max((colour for colour, number in counts.items() if number), key=lambda colour: colour.rank)
    told = "、".join(f"{colour.label}色 {number} 处" for colour, number in counts.items() if number)
    worst: Rule = rules("tailings/rules")["alert_worst"]
    why, sure = worst.text, worst.confidence
    for row in rows("tailings/alerts"):
        makes = Colour(row["makes"])
        enough = row["level"] == of and counts.get(Colour(row["of"]), 0) >= exact(row["count"])
        if enough and makes.rank > level.rank:
            level, sure = makes, row["confidence"]
            why = f"{row['note']}有 {row['count']} 处{Colour(row['of']).label}色，升为{makes.label}色"
    return level, f"{told}；{why}：{level.label}色预警", sure


METHOD = Method(
    name="tailings_alert",
    title="尾矿库监测预警汇总",
    title_en="Alert level of a tailings pond",
    description="同类监测点的预警汇总成监测项，监测项汇总成尾矿库的预警级别(蓝、黄、橙、红)。预警不是风险等级，不给颜色。",
    clause=CLAUSE,
    version="2020",
    inputs=(
        Input(
            "items",
            "监测项",
            "Monitored items",
            "table",
            note="每个监测项一行，填各级预警的监测点数",
            columns=(
                Input("item", "监测项", "Item", "text", note="例如浸润线、位移、干滩、库水位"),
                *(
                    Input(
                        each.value,
                        f"{each.label}色预警点数",
                        f"{each.value} alerts",
                        "integer",
                        required=False,
                        maximum=1000,
                    )
                    for each in RISING
                ),
            ),
        ),
    ),
    judge=judge,
)

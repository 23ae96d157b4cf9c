"""The 2018 diagnosis guide for hazardous-chemical enterprises: 100 points less what is wrong, section by section.

Each section loses at most its cap; bonuses come on top; four facts mean red whatever the score.

>>> METHOD.assess({"score": 95, "force_red": [{"fact": "no_design"}]}).result["colour"].value
'red'
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from geo_app.classification.method import Method, Outcome
from geo_app.classification.product import band_step
from geo_app.colour import Colour
from geo_app.errors import BadInput
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step, json_value
from geo_app.reckoning.tables import STATED, band_of, bands, exact, plain, rows, weakest

CLAUSE = "应急〔2018〕19号 诊断分级指南"


@dataclass(frozen=True)
class Item:
    """One of the 42 items: points each time it is found; bonus where positive."""

    section: str
    cap: Fraction
    name: str
    title: str
    title_en: str
    points: Fraction
    counted: str  # what is counted; empty: counts once
    confidence: str
    note: str


@cache
def items() -> dict[str, Item]:
    """The items of the guide by name."""
    words = ("section", "name", "title", "title_en", "counted", "confidence", "note")
    return {
        row["name"]: Item(
            cap=exact(row["cap"]), points=exact(row["points"]), **{word: row[word] for word in words}
        )
        for row in rows("hazchem_diagnosis/items")
    }


def judge(given: Given, _variant: str) -> Outcome:
    if given.has("score") == given.has("findings"):
        raise BadInput("评分总分和扣分项须填写其中一种", "已有诊断总分的填总分,否则逐项填写", field="findings")
    if given.has("findings"):
        score, steps, sure = _reckoned(given.rows("findings"))
    else:
        score, sure = given.number("score"), STATED
        steps = [Step("诊断总分", f"{plain(score)} 分,由评估人给定", json_value(score), "分", CLAUSE, sure)]
    band = band_of(bands("hazchem_diagnosis/bands"), score)
    colour = band.colour
    steps.append(band_step("总分", band))
    for found in given.rows("force_red"):
        fact = next(row for row in rows("hazchem_diagnosis/force_red") if row["name"] == found.text("fact"))
        colour = Colour.RED
        told = f"{fact['title']}:不论得分,直接判定为红色"
        steps.append(Step("直接判红", told, colour, clause=fact["clause"], confidence=fact["confidence"]))
    result = {"score": json_value(score), "colour": colour}
    return Outcome(tuple(steps), result, colour, band.clause, weakest(band.confidence, sure))


def _reckoned(findings: Sequence[Given]) -> tuple[Fraction, list[Step], str]:
    """The score of the items found, with a step for each section and bonus."""
    score, steps = Fraction(100), []
    counts = _counts(findings)
    for section in dict.fromkeys(item.section for item in items().values()):
        inside = [(items()[name], count) for name, count in counts.items() if items()[name].section == section]
        lost = sum((-item.points * count for item, count in inside if item.points < 0), Fraction(0))
        gained = sum((item.points * count for item, count in inside if item.points > 0), Fraction(0))
        if not inside:
            continue
        cap = inside[0][0].cap
        change = gained - min(lost, cap)
        score += change
        told = ";".join(_told(item, count) for item, count in inside)
        capped = f";扣分以本项 {plain(cap)} 分为限" if lost > cap else ""
        sure = weakest(*(item.confidence for item, _ in inside))
        steps.append(Step(section, f"{told}{capped}", json_value(change), "分", CLAUSE, sure))
    steps.append(Step("总分", f"100 分起,各项增减后 {plain(score)} 分", json_value(score), "分", CLAUSE))
    return score, steps, weakest(*(items()[name].confidence for name in counts))


def _counts(findings: Sequence[Given]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for n, found in enumerate(findings, 1):
        item = items()[found.text("item")]
        counts[item.name] = counts.get(item.name, 0) + (int(found.number("count")) if found.has("count") else 1)
        if not item.counted and counts[item.name] > 1:
            raise BadInput(f"第 {n} 行:“{item.title}”只计一次", "请把数量改为 1 或删去重复的行", field="findings")
    return counts


def _told(item: Item, count: int) -> str:
    times = f" × {count} {item.counted}" if item.counted else ""
    sign = "加" if item.points > 0 else "扣"
    return f"{item.title}:{sign} {plain(abs(item.points))} 分{times}"


METHOD = Method(
    name="hazchem_diagnosis",
    title="危险化学品企业安全风险评估诊断分级",
    title_en="Diagnosis of hazardous-chemical enterprises (2018 guide)",
    description="100 分逐项扣减(各项有限额),另有加分;四种情形直接判红。每三年重新评估。",
    clause=CLAUSE,
    version="2018",
    inputs=(
        Input(
            "findings",
            "扣分和加分项",
            "Findings",
            "table",
            required=False,
            note="只列存在的情形;未列的视为不存在",
            columns=(
                Input(
                    "item",
                    "情形",
                    "Item",
                    "choice",
                    choices=tuple(
                        Choice(
                            each.name, f"{each.section}:{each.title}", each.title_en, each.note, each.confidence
                        )
                        for each in items().values()
                    ),
                ),
                Input(
                    "count", "数量", "Count", "integer", required=False, minimum=1, maximum=1000, note="不填为 1"
                ),
            ),
        ),
        Input(
            "force_red",
            "直接判红的情形",
            "Facts that mean red",
            "table",
            required=False,
            columns=(
                Input(
                    "fact",
                    "情形",
                    "Fact",
                    "choice",
                    choices=tuple(
                        Choice(row["name"], row["title"], row["title_en"], "", row["confidence"])
                        for row in rows("hazchem_diagnosis/force_red")
                    ),
                ),
            ),
        ),
        Input("score", "已有诊断总分", "Score already reckoned", "number", "分", required=False, maximum=150),
    ),
    judge=judge,
)

"""The 2018 diagnosis guide for hazardous-chemical enterprises: 100 points less what is wrong, section by section.

Each section loses at most its cap; bonuses come on top; four facts mean red whatever the score. Three items are
read from the map (park, external safety distance, level of installations); a person may state them with a source.

>>> stated = {"outside_park": "inside", "distance_met": "met", "hazard_level": "2"}
>>> METHOD.assess(stated | {"findings": [{"item": "no_safety_engineer"}]}).result["score"]
89
>>> METHOD.assess({"score": 95, "force_red": [{"fact": "no_design"}]}).result["colour"].value
'red'
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from geo_app.classification.method import Method, Outcome
from geo_app.classification.product import band_step
from geo_app.colour import Colour
from geo_app.errors import BadInput
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step, json_value
from geo_app.reckoning.tables import STATED, band_of, bands, exact, plain, rows, rules, weakest

CLAUSE = "应急〔2018〕19号 诊断分级指南"


@dataclass(frozen=True)
class Item:
    """One of the 42 items: points each time it is found; bonus where positive. `answer` names the question and the
    choice that say so, where it is not among the findings."""

    section: str
    cap: Fraction
    name: str
    title: str
    title_en: str
    points: Fraction
    counted: str  # what is counted; empty: counts once
    answer: str
    confidence: str
    note: str


@cache
def items() -> dict[str, Item]:
    """The items of the guide by name."""
    words = ("section", "name", "title", "title_en", "counted", "answer", "confidence", "note")
    return {
        row["name"]: Item(
            cap=exact(row["cap"]), points=exact(row["points"]), **{word: row[word] for word in words}
        )
        for row in rows("hazchem_diagnosis/items")
    }


def judge(given: Given, _variant: str) -> Outcome:
    if given.has("score") == given.has("findings"):
        raise BadInput("评分总分和扣分项须填写其中一种", "已有诊断总分的填总分，否则逐项填写", field="findings")
    forced = _forced(given)
    if given.text("self_reactive") == "yes":
        return _province(forced)
    if given.has("score"):
        score, sure = given.number("score"), STATED
        steps, unknown = (
            [Step("诊断总分", f"{plain(score)} 分，由评估人给定", json_value(score), "分", CLAUSE, sure)],
            "",
        )
    else:
        score, steps, sure = _reckoned(given)
        unknown = "、".join(each.title for each in ON_MAP if not given.has(each.name))
    if unknown and not forced:
        steps.append(Step("总分", f"{unknown}未知，得分不能确定，不能按不扣分计", None, "分", CLAUSE))
        return Outcome(tuple(steps), {"score": None, "colour": None}, None, CLAUSE, sure, f"{unknown}未知")
    band = band_of(bands("hazchem_diagnosis/bands"), score)
    colour = Colour.RED if forced else band.colour
    told = None if unknown else json_value(score)
    steps += [*([] if unknown else [band_step("总分", band)]), *forced]
    result = {"score": told, "colour": colour}
    return Outcome(tuple(steps), result, colour, band.clause, weakest(band.confidence, sure))


def _forced(given: Given) -> list[Step]:
    """A step for each fact that means red whatever the score."""
    facts = {row["name"]: row for row in rows("hazchem_diagnosis/force_red")}
    found = [facts[each.text("fact")] for each in given.rows("force_red")]
    return [
        Step(
            "直接判红",
            f"{row['title']}：不论得分，直接判定为红色",
            Colour.RED,
            "",
            row["clause"],
            row["confidence"],
        )
        for row in found
    ]


def _province(forced: list[Step]) -> Outcome:
    """What the province grades has no colour from the score."""
    rule = rules("hazchem_diagnosis/rules")["self_reactive"]
    step = Step("省级评估", rule.text, None, "", rule.clause, rule.confidence)
    colour = Colour.RED if forced else None
    return Outcome((step, *forced), {"score": None, "colour": colour}, colour, rule.clause, rule.confidence)


def _reckoned(given: Given) -> tuple[Fraction, list[Step], str]:
    """The score of the items found and of those that the map answers, with a step for each section and bonus."""
    counts = _counts(given.rows("findings"))
    counts |= {item.name: 1 for item in items().values() if item.answer and _answered(given, item)}
    score, steps = Fraction(100), [_source_step(given, each) for each in ON_MAP if given.has(each.name)]
    for section in dict.fromkeys(item.section for item in items().values()):
        inside = [(items()[name], count) for name, count in counts.items() if items()[name].section == section]
        lost = sum((-item.points * count for item, count in inside if item.points < 0), Fraction(0))
        gained = sum((item.points * count for item, count in inside if item.points > 0), Fraction(0))
        if not inside:
            continue
        cap = inside[0][0].cap
        change = gained - min(lost, cap)
        score += change
        told = "；".join(_told(item, count) for item, count in inside)
        capped = f"；扣分以本项 {plain(cap)} 分为限" if lost > cap else ""
        sure = weakest(*(item.confidence for item, _ in inside))
        steps.append(Step(section, f"{told}{capped}", json_value(change), "分", CLAUSE, sure))
    steps.append(Step("总分", f"100 分起，已知各项增减后 {plain(score)} 分", json_value(score), "分", CLAUSE))
    return score, steps, weakest(*(items()[name].confidence for name in (*counts, "hazard_1")))


def _answered(given: Given, item: Item) -> bool:
    question, _, choice = item.answer.partition("=")
    return given.text(question) == choice


def _source_step(given: Given, asked: Input) -> Step:
    """What the map, or a person, says; and where it comes from."""
    choice = next(each for each in asked.choices if each.value == given.text(asked.name))
    note = rules("hazchem_diagnosis/rules")["levels_together"].text if asked.name == "hazard_level" else ""
    source = f"来源：{given.text(asked.source) or '未注明'}"
    return Step(asked.title, "；".join(filter(None, (choice.label, source, note))), choice.label, "", CLAUSE)


def _counts(findings: Sequence[Given]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for n, found in enumerate(findings, 1):
        item = items()[found.text("item")]
        counts[item.name] = counts.get(item.name, 0) + (int(found.number("count")) if found.has("count") else 1)
        if not item.counted and counts[item.name] > 1:
            raise BadInput(f"第 {n} 行：“{item.title}”只计一次", "请把数量改为 1 或删去重复的行", field="findings")
    return counts


def _told(item: Item, count: int) -> str:
    times = f" × {count} {item.counted}" if item.counted else ""
    sign = "加" if item.points > 0 else "扣"
    return f"{item.title}：{sign} {plain(abs(item.points))} 分{times}"


def _on_map(name: str, title: str, title_en: str, choices: Iterable[tuple[str, str, str]]) -> Input:
    return Input(
        name,
        title,
        title_en,
        "choice",
        required=False,
        choices=tuple(Choice(*each) for each in choices),
        note="不填则由地图判定；已填总分时不再计算",
        fact=name,
        source=f"{name}_source",
    )


def _source_of(asked: Input) -> Input:
    return Input(
        asked.source,
        f"{asked.title}的来源",
        f"Source: {asked.title_en}",
        "text",
        required=False,
        note="手工填写时必填",
    )


LEVELS = (
    ("0", "无", "None"),
    *((n, f"{label}级", f"Level {n}") for n, label in zip("1234", "一二三四", strict=True)),
)
ON_MAP = (
    _on_map("hazard_level", "重大危险源最高级别", "Worst level of the installations", LEVELS),
    _on_map(
        "outside_park",
        "是否在化工园区内",
        "Inside a chemical park",
        (("inside", "在园区(化工集中区)内", "Inside"), ("outside", "在园区外", "Outside")),
    ),
    _on_map(
        "distance_met",
        "外部安全防护距离",
        "External safety distance",
        (("met", "符合要求", "Met"), ("not_met", "不符合要求", "Not met")),
    ),
)
FINDABLE = tuple(
    Choice(each.name, f"{each.section}:{each.title}", each.title_en, each.note, each.confidence)
    for each in items().values()
    if not each.answer
)
RED = tuple(
    Choice(row["name"], row["title"], row["title_en"], "", row["confidence"])
    for row in rows("hazchem_diagnosis/force_red")
)
COUNT = Input("count", "数量", "Count", "integer", required=False, minimum=1, maximum=1000, note="不填为 1")

METHOD = Method(
    name="hazchem_diagnosis",
    title="危险化学品企业安全风险评估诊断分级",
    title_en="Diagnosis of hazardous-chemical enterprises (2018 guide)",
    description="100 分逐项扣减(各项有限额)，另有加分；四种情形直接判红。每三年重新评估。",
    clause=CLAUSE,
    version="2018",
    inputs=(
        Input(
            "findings",
            "扣分和加分项",
            "Findings",
            "table",
            required=False,
            note="只列存在的情形；未列的视为不存在",
            columns=(Input("item", "情形", "Item", "choice", choices=FINDABLE), COUNT),
        ),
        *(each for asked in ON_MAP for each in (asked, _source_of(asked))),
        Input(
            "force_red",
            "直接判红的情形",
            "Facts that mean red",
            "table",
            required=False,
            columns=(Input("fact", "情形", "Fact", "choice", choices=RED),),
        ),
        Input(
            "self_reactive",
            "是否生产自反应性物质",
            "Makes self-reactive substances",
            "choice",
            required=False,
            choices=(Choice("yes", "是，由省级组织评估", "Yes: graded by the province"), Choice("no", "否", "No")),
        ),
        Input("score", "已有诊断总分", "Score already reckoned", "number", "分", required=False, maximum=150),
    ),
    judge=judge,
)

"""Jiangsu 4×4 matrix for regions, with the protected targets of GB 36894 within 500 m of the boundary.

The targets (S4) are read from the map; a person may state them with a source.

>>> facts = {f"L{n}": 2 for n in range(1, 7) if n != 3} | {"L3": 0} | {f"S{n}": 3 for n in range(1, 5)}
>>> METHOD.assess(facts).result["R"]
6
>>> METHOD.assess({name: value for name, value in facts.items() if name != "S4"}).unfinished
'厂界外 500 m 内的防护目标未知，S4 不能按“无”计'
"""

from dataclasses import replace

from geo_app.classification.method import Method, Outcome
from geo_app.classification.methods.matrix4x4 import judge_form, questions
from geo_app.reckoning.inputs import Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import rules

MISSING = "厂界外 500 m 内的防护目标未知，S4 不能按“无”计"


def judge(given: Given, _variant: str) -> Outcome:
    if not given.has("S4"):
        reach = rules("matrix4x4/rules")["targets_reach"]
        clause = reach.clause
        result = {"L": None, "S": None, "R": None, "colour": None}
        steps = (Step("S4 防护目标", MISSING, None, "", clause),)
        return Outcome(steps, result, None, clause, reach.confidence, MISSING)
    outcome = judge_form(given, "region")
    if not given.text("S4_source"):
        return outcome
    rule = rules("matrix4x4/rules")["targets_few"]
    told = Step("S4 的来源", f"{given.text('S4_source')}；{rule.text}", None, "", rule.clause, rule.confidence)
    return replace(outcome, steps=(*outcome.steps, told))


def _asked() -> tuple[Input, ...]:
    """The questions of the form; the last one is what the map answers."""
    *others, targets = questions("region")
    on_map = replace(
        targets,
        required=False,
        fact="region_targets",
        source="S4_source",
        note="不填则按地图上登记的防护目标和居民区判定",
    )
    source = Input(
        "S4_source", "防护目标的来源", "Source of the targets", "text", required=False, note="手工填写时必填"
    )
    return (*others, on_map, source)


METHOD = Method(
    name="matrix4x4_region",
    title="江苏 4×4 风险矩阵(区域)",
    title_en="Jiangsu 4×4 matrix, regions",
    description="六项可能性取平均后向上取整(不涉及的不计)，四项严重性取最大，R = L × S；防护目标由地图判定。",
    clause="江苏 4×4 风险矩阵(区域表)",
    version="2026-1",
    inputs=_asked(),
    judge=judge,
)

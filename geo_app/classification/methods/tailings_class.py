"""Class of a tailings pond by full storage and dam height, and whether it is an overhead pond (头顶库).

The class is a size, not a risk: no rule was found that turns it into a colour, so this method gives none.

>>> METHOD.assess({"V_1e4m3": 80, "H_m": 65}).result["class"]
4
"""

from geo_app.classification.method import Method, Outcome, Variant
from geo_app.classification.product import band_step
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import band_of, bands, plain, rules, weakest


def judge(given: Given, variant: str) -> Outcome:
    volume = band_of(bands("tailings/volume", variant), given.number("V_1e4m3"))
    height = band_of(bands("tailings/height", variant), given.number("H_m"))
    sizes = sorted((int(volume.grade), int(height.grade)))
    pond_class, steps = sizes[0], [band_step("库容 V", volume), band_step("坝高 H", height)]
    if sizes[0] != sizes[1]:
        apart = "class_diff_1" if sizes[1] - sizes[0] == 1 else "class_diff_2plus"
        pond_class += apart == "class_diff_2plus"
        steps.append(
            _rule_step("综合定等", apart, f"按库容 {volume.grade} 等、按坝高 {height.grade} 等", pond_class)
        )
    if given.text("downstream") == "serious" and pond_class > 1:
        pond_class -= 1
        steps.append(_rule_step("提高一等", "class_raise", "下游有重要设施", pond_class))
    overhead, overhead_m = None, rules("tailings/rules")["overhead_pond"].number
    if given.has("nearest_downstream_m"):
        nearest = given.number("nearest_downstream_m")
        overhead = nearest <= overhead_m
        verdict = "是头顶库" if overhead else "不是头顶库"
        told = f"最近的居民或重要设施沿流经路径 {plain(nearest)} m,{verdict}"
        steps.append(_rule_step("头顶库", "overhead_pond", told, overhead))
    elif given.has("none_downstream_m") and given.number("none_downstream_m") >= overhead_m:
        overhead = False
        told = f"沿流经路径 {plain(given.number('none_downstream_m'))} m 内没有居民和重要设施，不是头顶库"
        steps.append(_rule_step("头顶库", "overhead_pond", told, overhead))
    else:
        steps.append(_rule_step("头顶库", "overhead_pond", "下游距离未知，未判定", None))
    online = pond_class <= rules("tailings/rules")["online_monitoring"].number
    steps.append(_rule_step("在线监测", "online_monitoring", f"{'应当' if online else '不要求'}安装", online))
    steps.append(_rule_step("颜色", "no_colour", f"{pond_class} 等库", None))
    result = {"class": pond_class, "overhead": overhead, "colour": None}
    return Outcome(tuple(steps), result, None, volume.clause, weakest(volume.confidence, height.confidence))


def _rule_step(title: str, name: str, told: str, value: int | bool | None) -> Step:
    rule = rules("tailings/rules")[name]
    return Step(title, f"{told}；{rule.text}", value, clause=rule.clause, confidence=rule.confidence)


METHOD = Method(
    name="tailings_class",
    title="尾矿库等别",
    title_en="Tailings pond class",
    description="按全库容和坝高定等；另判定是否头顶库。等别不定颜色。",
    clause="GB 50863 3.2.1",
    version="2026-2",
    inputs=(
        Input("V_1e4m3", "全库容", "Full storage", "number", "万立方米"),
        Input("H_m", "坝高", "Dam height", "number", "米", maximum=1000),
        Input(
            "downstream",
            "失事是否使下游遭受严重灾害",
            "Failure would ruin what lies downstream",
            "choice",
            required=False,
            choices=(Choice("serious", "是，提高一等", "Yes, raised one class"), Choice("none", "否", "No")),
        ),
        Input(
            "nearest_downstream_m",
            "下游最近居民或重要设施(沿流经路径)",
            "Nearest people or facility downstream, along the flow path",
            "number",
            "米",
            required=False,
            maximum=1e6,
            fact="nearest_downstream_m",
            source="downstream_source",
        ),
        Input(
            "none_downstream_m",
            "沿流经路径已查明没有居民和设施的长度",
            "Length of flow path known to have nobody beside it",
            "number",
            "米",
            required=False,
            maximum=1e6,
            source="downstream_source",
        ),
        Input("downstream_source", "下游距离的来源", "Source of the distance downstream", "text", required=False),
    ),
    judge=judge,
    variants=(
        Variant("AQ2006", "AQ 2006-2005(二等以下，数值两处来源)", "AQ 2006-2005"),
        Variant("GB39496", "GB 39496-2020(数值凭记忆，未经核实)", "GB 39496-2020 (unverified)"),
    ),
)

"""GB 18218-2018: is a unit a major hazard installation (S), and of which level (R)?

S = Σ q/Q decides (1 counts); R = α Σ β q/Q only grades, so a unit with S = 1 and R = 0.5 is still level 4.
A unit is a process plant between its shut-off valves, a tank farm within one dike, or one store building; q is
its design maximum in tonnes. Levels 1 to 4 are shown red, orange, yellow, blue: a convention of this system that
no rule was found for. Below the threshold the method gives no colour, since "not a major hazard installation"
says nothing about the risk that remains; another method must grade such a place.

>>> chlorine = {"items": [{"name": "液氯", "q": 5}], "residents_500m": 100}
>>> outcome = METHOD.assess(chlorine)
>>> [outcome.result[symbol] for symbol in ("S", "alpha", "R", "level")]
[1, 2, 8, 4]
"""

from dataclasses import replace
from fractions import Fraction

from geo_app.classification.inventory import Item, take_stock
from geo_app.classification.method import Method, Outcome
from geo_app.classification.product import band_step
from geo_app.classification.substances import hazard_classes, rule
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step, json_value
from geo_app.reckoning.tables import Band, band_of, bands, plain, weakest

CLAUSE = "GB 18218-2018"


def judge(given: Given, _variant: str) -> Outcome:
    items = take_stock(given.rows("items"))
    s = sum((item.ratio for item in items), Fraction(0))
    steps = [*map(_threshold_step, items), _identify_step(items, s)]
    if s < 1:
        return _not_major(items, s, steps)
    weighted = sum((item.beta.value * item.ratio for item in items), Fraction(0))
    steps += map(_beta_step, items)
    if not given.has("residents_500m"):
        return _unfinished(items, s, steps)
    residents = given.number("residents_500m")
    alpha = band_of(bands("gb18218/alpha"), residents)
    r = Fraction(alpha.grade) * weighted
    level = band_of(bands("gb18218/levels"), r)
    steps += [
        _alpha_step(alpha, residents, given.text("residents_source")),
        _level_index_step(items, Fraction(alpha.grade), r),
        band_step("R", replace(level, colour=None)),
        _colour_step(level),
    ]
    result = {
        "S": json_value(s),
        "major": True,
        "residents_500m": int(residents),
        "alpha": json_value(Fraction(alpha.grade)),
        "R": json_value(r),
        "level": int(level.grade),
        "colour": level.colour,
    }
    sure = weakest(alpha.confidence, level.confidence, *(c for i in items for c in (_sure(i), i.beta.confidence)))
    return Outcome(tuple(steps), result, level.colour, level.clause, sure)


def _threshold_step(item: Item) -> Step:
    parts = (
        f"临界量 Q = {plain(item.threshold.value)} t，设计最大量 q = {plain(item.tonnes)} t",
        f"q/Q = {plain(item.tonnes)} ÷ {plain(item.threshold.value)} = {plain(item.ratio)}",
        item.remark,
        item.threshold.note,
    )
    text = "；".join(filter(None, parts))
    return Step(
        f"{item.name}:q/Q",
        text,
        json_value(item.ratio),
        clause=item.threshold.clause,
        confidence=item.threshold.confidence,
    )


def _identify_step(items: list[Item], s: Fraction) -> Step:
    terms = " + ".join(plain(item.ratio) for item in items)
    total = plain(s) if len(items) == 1 else f"{terms} = {plain(s)}"
    verdict = "≥ 1，构成重大危险源(等于 1 也构成)" if s >= 1 else "< 1，不构成重大危险源"
    told = rule("identify_multi")
    return Step("辨识 S = Σ(q/Q)", f"S = {total} {verdict}", json_value(s), "", told.clause, told.confidence)


def _beta_step(item: Item) -> Step:
    text = "；".join(filter(None, (f"β = {plain(item.beta.value)}", item.beta.note)))
    value = json_value(item.beta.value)
    return Step(f"{item.name}：校正系数 β", text, value, "", item.beta.clause, item.beta.confidence)


def _alpha_step(alpha: Band, residents: Fraction, source: str) -> Step:
    told = f"{rule('alpha_area').text} {plain(residents)} 人，属“{alpha.meaning}”,α = {alpha.grade}"
    text = f"{told}；人口来源：{source or '未注明'}"
    return Step("暴露人员校正系数 α", text, float(alpha.grade), "", alpha.clause, alpha.confidence)


def _level_index_step(items: list[Item], alpha: Fraction, r: Fraction) -> Step:
    terms = " + ".join(f"{plain(item.beta.value)}×{plain(item.ratio)}" for item in items)
    told = rule("level_index")
    text = f"R = {plain(alpha)} × ({terms}) = {plain(r)}"
    return Step("分级指标 R = α Σ(β q/Q)", text, json_value(r), "", told.clause, told.confidence)


def _colour_step(level: Band) -> Step:
    told = rule("colour_of_level")
    assert level.colour
    text = f"{level.meaning}：{level.colour.label}色。{told.text}"
    return Step("四色对应", text, level.colour, "", told.clause, told.confidence)


def _not_major(items: list[Item], s: Fraction, steps: list[Step]) -> Outcome:
    told = rule("no_colour")
    steps = [*steps, Step("结论", told.text, None, "", told.clause, told.confidence)]
    result = {"S": json_value(s), "major": False, "alpha": None, "R": None, "level": None, "colour": None}
    return Outcome(tuple(steps), result, None, rule("identify_multi").clause, weakest(*map(_sure, items)))


def _unfinished(items: list[Item], s: Fraction, steps: list[Step]) -> Outcome:
    missing = "厂界外 500 m 内的常住人口未知,α 不能确定，不能按 0 人计"
    steps = [*steps, Step("暴露人员校正系数 α", missing, None, "人", rule("alpha_area").clause)]
    result = {"S": json_value(s), "major": True, "alpha": None, "R": None, "level": None, "colour": None}
    sure = weakest(*map(_sure, items))
    return Outcome(tuple(steps), result, None, rule("identify_multi").clause, sure, unfinished=missing)


def _sure(item: Item) -> str:
    return item.threshold.confidence


CLASSES = tuple(
    Choice(each.symbol, f"{each.name}:{each.criterion}", each.name_en) for each in hazard_classes().values()
)
MIXTURES = (
    Choice("same_class", "混合物，与纯物质同类(按整体重量计)", "Mixture, same class"),
    Choice("other_class", "混合物，类别不同(须填新的危险性类别)", "Mixture, other class"),
)

METHOD = Method(
    name="gb18218",
    title="危险化学品重大危险源辨识与分级",
    title_en="Major hazard installations (GB 18218-2018)",
    description="按单元内危险化学品的设计最大量辨识(S)并分级(R);α 取厂界外 500 m 内常住人口。",
    clause=CLAUSE,
    version="2018",
    inputs=(
        Input(
            "items",
            "危险化学品",
            "Chemicals",
            "table",
            note="每个单元分别评估：装置以切断阀为界，罐区以防火堤为界，库房以独立库房为界",
            columns=(
                Input("name", "名称、别名或 CAS 号", "Name, alias or CAS", "text"),
                Input("q", "设计最大量", "Design maximum", "number", "t", maximum=1e7, note=rule("quantity").text),
                Input(
                    "classes",
                    "危险性类别",
                    "Hazard classes",
                    "text",
                    required=False,
                    choices=CLASSES,
                    note="表1未列的必填，可填多个，如 J3、W2",
                ),
                Input("mixture", "混合物", "Mixture", "choice", required=False, choices=MIXTURES),
                Input("Q", "临界量", "Threshold", "number", "t", required=False, note="仅用于表外且无类别的物质"),
                Input("beta", "校正系数 β", "Correction β", "number", required=False, maximum=20, note="同上"),
            ),
        ),
        Input(
            "residents_500m",
            "厂界外 500 m 内常住人口",
            "Residents within 500 m",
            "integer",
            "人",
            required=False,
            maximum=1e6,
            note="不填则按地图上登记的居民点统计",
            fact="residents_500m",
            source="residents_source",
        ),
        Input(
            "residents_source",
            "人口来源",
            "Source of residents",
            "text",
            required=False,
            note="手工填写人口时必填",
        ),
    ),
    judge=judge,
)

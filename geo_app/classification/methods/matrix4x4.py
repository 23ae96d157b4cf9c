"""Jiangsu 4×4 matrix for enterprises: L is the mean of its items rounded up, S the largest item, R = L × S.

>>> facts = {f"L{n}": value for n, value in enumerate((4, 4, 3, 4, 2, 2, 4, 1, 2, 1), 1)}
>>> facts |= {f"S{n}": value for n, value in enumerate((1, 2, 2, 3, 3), 1)}
>>> [METHOD.assess(facts).result[symbol] for symbol in "LSR"]
[3, 3, 9]
"""

from math import ceil

from geo_app.classification.method import Method, Outcome
from geo_app.classification.product import band_step
from geo_app.reckoning.inputs import Given, Input, factor_choices
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import Factor, band_of, bands, exact, factors, plain, weakest


def questions(form: str) -> tuple[Input, ...]:
    """The items of one form."""
    return tuple(
        Input(name, f"{name} {values[0].title}", values[0].title_en, "choice", choices=factor_choices(values))
        for name, values in factors("matrix4x4/factors", form).items()
    )


def judge_form(given: Given, form: str) -> Outcome:
    """Grade one form. Items that are not involved (0) stay out of the mean: the cautious reading."""
    chosen = [
        next(each for each in values if each.value == given.number(name))
        for name, values in factors("matrix4x4/factors", form).items()
    ]
    involved = [each for each in chosen if each.factor[0] == "L" and each.value > 0]
    total = sum(each.value for each in involved)
    likelihood = ceil(total / len(involved)) if involved else 1
    severity = int(max(each.value for each in chosen if each.factor[0] == "S"))
    r = likelihood * severity
    band = band_of(bands("ls/bands", "V5_jiangsu"), exact(r))
    clause = f"江苏 4×4 风险矩阵({'企业' if form == 'enterprise' else '区域'}表)"
    mean = (
        f"{len(involved)} 项合计 {plain(total)}，平均后向上取整，L = {likelihood}"
        if involved
        else "各项均不涉及，L = 1"
    )
    steps = [_item_step(each) for each in chosen]
    steps += [
        Step("可能性 L", mean, likelihood, clause=clause, confidence=band.confidence),
        Step("严重性 S", f"取各项最大值，S = {severity}", severity, clause=clause, confidence=band.confidence),
        Step("R = L × S", f"{likelihood} × {severity} = {r}", r),
        band_step("R", band),
    ]
    result = {"L": likelihood, "S": severity, "R": r, "colour": band.colour}
    sure = weakest(band.confidence, *(each.confidence for each in chosen))
    return Outcome(tuple(steps), result, band.colour, clause, sure)


def _item_step(item: Factor) -> Step:
    text = f"{item.meaning}：{plain(item.value)} 分"
    return Step(f"{item.factor} {item.title}", text, int(item.value), "分", item.clause, item.confidence)


def judge(given: Given, _variant: str) -> Outcome:
    return judge_form(given, "enterprise")


METHOD = Method(
    name="matrix4x4",
    title="江苏 4×4 风险矩阵(企业)",
    title_en="Jiangsu 4×4 matrix, enterprises",
    description="十项可能性取平均后向上取整，五项严重性取最大，R = L × S。",
    clause="江苏 4×4 风险矩阵(企业表)",
    version="2026-1",
    inputs=questions("enterprise"),
    judge=judge,
)

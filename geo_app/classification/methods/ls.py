"""LS risk matrix: likelihood × severity. Five variants are in use; the same R has another colour in each,
so R alone is never kept.

>>> [METHOD.assess({"L": 3, "S": 3}, variant.name).result["colour"].value for variant in METHOD.variants[:2]]
['yellow', 'yellow']
"""

from math import isqrt

from geo_app.classification.method import Method, Outcome, Variant
from geo_app.classification.product import graded_product
from geo_app.errors import BadInput
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.tables import Factor, bands, factors, plain


def judge(given: Given, variant: str) -> Outcome:
    ranges = bands("ls/bands", variant)
    side = isqrt(max(int(band.most or 0) for band in ranges))
    for name in "LS":
        if given.number(name) > side:
            told = f"{name} = {plain(given.number(name))} 不在 {side}×{side} 矩阵内"
            raise BadInput(told, f"该版本的 {name} 取 1 到 {side}", field=name)
    meanings: dict[str, tuple[Factor, ...]] = factors("ls/factors", f"{side}×{side}")
    return graded_product(given, "R", "LS", meanings, ranges)


def _question(name: str, title: str, title_en: str) -> Input:
    meanings = {plain(each.value): each for each in factors("ls/factors", "5×5")[name]}
    choices = []
    for value in range(1, 7):
        each = meanings.get(str(value))
        label = each.meaning if each else "仅用于煤矿 6×6 矩阵"
        choices.append(Choice(value, label, each.meaning_en if each else "6×6 only", "释义适用于 5×5 矩阵"))
    return Input(name, title, title_en, "choice", choices=tuple(choices))


METHOD = Method(
    name="ls",
    title="风险矩阵法(LS)",
    title_en="LS risk matrix",
    description="风险 R = 可能性 L × 严重性 S；五种矩阵并存，须选定所用的一种。",
    clause="风险矩阵法(LS)",
    version="2026-1",
    inputs=(_question("L", "可能性 L", "Likelihood L"), _question("S", "严重性 S", "Severity S")),
    judge=judge,
    variants=(
        Variant("V1", "5×5 矩阵(红 20、橙 15、黄 9 起)", "5×5 (20/15/9)"),
        Variant("V2", "5×5 矩阵(红 17、橙 11、黄 5 起)", "5×5 (17/11/5)"),
        Variant("V3_coal", "煤矿 6×6 矩阵(红 30、橙 18、黄 8 起)", "Coal 6×6 (30/18/8)"),
        Variant("V4_coal5", "煤矿 5×5 矩阵(红 20、橙 15、黄 10 起)", "Coal 5×5 (20/15/10)"),
        Variant("V5_jiangsu", "江苏 4×4 矩阵(红 12、橙 8、黄 4 起)", "Jiangsu 4×4 (12/8/4)"),
    ),
)

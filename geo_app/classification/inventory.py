"""The chemicals of one unit under GB 18218-2018: design maximum, threshold Q and correction β of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from geo_app.classification.substances import (
    HazardClass,
    Number,
    Substance,
    classes_in,
    find_substance,
    largest_beta,
    lowest_threshold,
    rule,
    usual_class,
)
from geo_app.errors import BadInput
from geo_app.reckoning.inputs import Given
from geo_app.reckoning.tables import MEMORY, STATED, plain, weakest


@dataclass(frozen=True)
class Item:
    """One chemical of the unit with the numbers that apply to it."""

    name: str
    tonnes: Fraction
    threshold: Number
    beta: Number
    remark: str

    @property
    def ratio(self) -> Fraction:
        return self.tonnes / self.threshold.value


def take_stock(rows: Sequence[Given]) -> list[Item]:
    """The chemicals of a unit with their numbers: table 1 by name, otherwise table 2 by class, otherwise those
    that the assessor states and answers for. Raises BadInput for a chemical that nobody knows."""
    return [_item(row, f"第 {n} 行") for n, row in enumerate(rows, 1)]


def _item(row: Given, place: str) -> Item:
    name, mixture = row.text("name"), row.text("mixture")
    remark = rule(f"mixture_{mixture}").text if mixture else ""
    classes = classes_in(row.text("classes"))
    if mixture == "other_class" and not classes and not row.has("Q"):
        remedy = "请按混合物的安全技术说明书填写类别(J1~W11)，或给出临界量 Q 和 β 并说明依据"
        raise BadInput(f"{place}：“{name[:40]}”的混合物类别不同，须填新的危险性类别", remedy, field="classes")
    listed = None if mixture == "other_class" else find_substance(name)
    usual = None if listed or classes or mixture == "other_class" else usual_class(name)
    if listed:
        threshold, beta = listed.threshold, _beta(listed, classes)
    elif usual:
        threshold, beta = _by_class(usual.classes, usual.confidence)
        remark = usual.note
    elif classes:
        threshold, beta = _by_class(classes, "")
        remark = "；".join(filter(None, (remark, _classes_told(classes))))
    else:
        threshold, beta = _stated(row, "Q", place), _stated(row, "beta", place)
    if row.number("q") == 0:
        remark = "；".join(filter(None, (remark, "设计最大量填为 0，不计入；如系漏填请改正")))
    _agree(row, "Q", threshold, place)
    _agree(row, "beta", beta, place)
    told = f"{name}(表1:{listed.name})" if listed and listed.name != name else name
    return Item(told, row.number("q"), threshold, beta, remark)


def _by_class(classes: tuple[HazardClass, ...], sure: str) -> tuple[Number, Number]:
    """Q and β of classes; `sure` where the classes themselves are only usual."""
    numbers = (lowest_threshold(classes), largest_beta(classes))
    threshold, beta = (
        replace(n, confidence=weakest(n.confidence, sure) if sure else n.confidence) for n in numbers
    )
    return threshold, beta


def _beta(listed: Substance, classes: tuple[HazardClass, ...]) -> Number:
    """Table 3 by name; where only a remembered class is known, the classes that the assessor gave come first."""
    return largest_beta(classes) if classes and listed.beta.confidence == MEMORY else listed.beta


def _classes_told(classes: tuple[HazardClass, ...]) -> str:
    told = "、".join(f"{each.symbol} {each.name}({each.criterion})" for each in classes)
    return f"{told}；{rule('multi_hazard').text}" if len(classes) > 1 else told


def _stated(row: Given, symbol: str, place: str) -> Number:
    if row.has(symbol) and row.number(symbol) > 0:
        return Number(row.number(symbol), "由评估人给定", STATED, "表中未列，由评估人给定并负责")
    raise BadInput(
        f"{place}：标准表1没有“{row.text('name')[:40]}”",
        "请核对名称或 CAS 号；表1未列的请填危险性类别(J1~W11，查安全技术说明书)，或给出临界量 Q 和 β 并说明依据",
        field="name",
    )


def _agree(row: Given, symbol: str, number: Number, place: str) -> None:
    if row.has(symbol) and row.number(symbol) != number.value:
        told = f"{place}：{symbol} = {plain(row.number(symbol))} 与标准的 {plain(number.value)} 不一致"
        raise BadInput(f"{told}({number.clause})", "请删去该值按标准取值，或补填危险性类别", field=symbol)

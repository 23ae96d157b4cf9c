"""Numbers with thousands separators and units, brought to the unit of the field."""

import math
import re
from functools import cache

from geo_app.ingest.cells import Fault, folded, is_missing, plain
from geo_app.ingest.tables import table

_ABOUT = re.compile(r"^(?:约|大约|近|≈|~)\s*|(?<=[\d万])(?:余|多|左右)(?=\D*$)")
_WORDS = re.compile(r"[零〇一二两三四五六七八九十百千万]{1,30}")
_DIGITS = {word: place for place, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(
    r"([+-]?(?:\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)\s*(.*)"
)
_DASHES = str.maketrans("−–－—", "----")
_MULTIPLES = {"百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "萬": 1e4}
_COUNTS = {"people", "household", "piece", "year"}  # units that a field without unit may carry
_PER = re.compile(r"\s*(?:/|每|per)\s*(?:年|a|yr|year|annum)$|\s*/\s*(?:年|a)$")


def read_number(cell: object, unit: str = "") -> float | Fault | None:
    """A number in the unit of its field; a unit in the cell is converted.

    >>> read_number("1,234.5"), read_number("3.5万吨", "万吨/年"), read_number("35000吨", "万吨/年")
    (1234.5, 3.5, 3.5)
    >>> read_number("三百二十", "人"), read_number("200余人", "人"), read_number("35 kt/a", "万吨/年")
    (320.0, 200.0, 3.5)
    >>> read_number("-"), read_number("500-600").code, read_number("3吨", "米").code
    (None, 'two_numbers', 'unknown_unit')
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell) if math.isfinite(cell) else Fault("not_a_number")
    text = plain(cell)
    if is_missing(text):
        return None
    if not isinstance(cell, str):
        return Fault("not_a_number")
    bare = _ABOUT.sub("", folded(text.translate(_DASHES)))
    spelled = _WORDS.match(bare)
    found = _NUMBER.fullmatch(f"{_spelled(spelled[0])}{bare[spelled.end() :]}" if spelled else bare)
    if not found:
        return Fault("two_numbers" if len(re.findall(r"\d+", text)) > 1 else "not_a_number")
    number, rest = float(re.sub("[, ]", "", found[1])), found[2].strip(" ,;。、")
    if not math.isfinite(number):
        return Fault("not_a_number")
    factor = factor_between(rest, unit) if rest else 1.0
    if factor is None:
        digits = re.search(r"\d", rest)
        return Fault("two_numbers") if digits else Fault("unknown_unit", f"{rest}→{unit}" if unit else rest)
    return number if factor == 1 else float(f"{number * factor:.12g}")


def _spelled(words: str) -> int:
    """The number that Chinese words spell: 一万零三百二十.

    >>> [_spelled(words) for words in ("十二", "一万零三百二十", "两百", "二〇二六")]
    [12, 10320, 200, 2026]
    """
    if not set(words) & {*_TENS, "万"}:
        return int("".join(str(_DIGITS[word]) for word in words))
    whole = part = digit = 0
    for word in words:
        if word == "万":
            whole, part, digit = (whole + part + digit) * 10_000, 0, 0
        elif word in _TENS:
            part, digit = part + (digit or 1) * _TENS[word], 0
        else:
            digit = _DIGITS[word]
    return whole + part + digit


def read_integer(cell: object, unit: str = "") -> int | Fault | None:
    """A whole number.

    >>> read_integer("1,200人", "人"), read_integer(12.5).code
    (1200, 'not_whole')
    """
    number = read_number(cell, unit)
    if isinstance(number, float):
        return int(number) if number.is_integer() else Fault("not_whole")
    return number


@cache
def factor_between(unit: str, wanted: str) -> float | None:
    """By how much a number in `unit` is multiplied to be in `wanted`; None where that makes no sense.

    >>> factor_between("吨/年", "万吨/年"), factor_between("平方公里", "公顷"), factor_between("万", "人")
    (0.0001, 100.0, 10000.0)
    >>> factor_between("吨", "米") is None
    True
    """
    source, target = _bare(unit), _bare(wanted)
    if source == target:
        return 1.0
    if source in _MULTIPLES:  # 3.5万 in a field of 万吨: the base unit is meant
        return _MULTIPLES[source] / _multiple(target)[0]
    here = _resolve(source)
    there = _resolve(target) if target or here is None or here[0] not in _COUNTS else (here[0], 1.0)
    if here is None or there is None or here[0] != there[0]:
        return None
    return float(f"{here[1] / there[1]:.15g}")


def is_unit(text: str) -> bool:
    """Whether a text in brackets of a header names a unit.

    >>> is_unit("万吨/年"), is_unit("必填")
    (True, False)
    """
    bare = _bare(text)
    return bool(bare) and (bare in _MULTIPLES or _resolve(bare) is not None)


def _bare(unit: str) -> str:
    return _PER.sub("", folded(unit)).replace(" ", "")


def _multiple(unit: str) -> tuple[float, str]:
    """The multiple in front of a unit and the unit itself: 万吨 is (10000, 吨)."""
    known = _quantities()
    if unit not in known:
        for word in sorted(_MULTIPLES, key=len, reverse=True):
            if unit.startswith(word) and (unit[len(word) :] in known or unit == word):
                return _MULTIPLES[word], unit[len(word) :]
    return 1.0, unit


def _resolve(unit: str) -> tuple[str, float] | None:
    multiple, base = _multiple(unit)
    quantity = _quantities().get(base)
    return (quantity[0], quantity[1] * multiple) if quantity else None


@cache
def _quantities() -> dict[str, tuple[str, float]]:
    return {folded(row["unit"]): (row["quantity"], float(row["factor"])) for row in table("units")}

"""What a method asks for, declared as data: form, command line, validation and manual follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import Literal

from geo_app.errors import BadInput
from geo_app.reckoning.tables import Factor, exact, plain

InputType = Literal["choice", "number", "integer", "table", "text"]
MOST_ROWS = 500
MOST_LETTERS = 20_000


@dataclass(frozen=True)
class Choice:
    """One value that may be chosen, and what it stands for."""

    value: str | float
    label: str
    label_en: str = ""
    note: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Input:
    """One thing that a method wants to know. `fact` names what the map itself can answer (facts.py); `source` the
    input that must say where a number given by hand comes from."""

    name: str
    title: str
    title_en: str
    type: InputType
    unit: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    columns: tuple["Input", ...] = ()
    minimum: float = 0
    maximum: float = 1e9
    note: str = ""
    fact: str = ""
    source: str = ""


@dataclass(frozen=True)
class Given:
    """What was given, checked against its declaration."""

    values: Mapping[str, object] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.values

    def number(self, name: str) -> Fraction:
        value = self.values[name]
        assert isinstance(value, Fraction)
        return value

    def text(self, name: str) -> str:
        return str(self.values.get(name, ""))

    def rows(self, name: str) -> Sequence["Given"]:
        value = self.values.get(name, ())
        assert isinstance(value, tuple)
        return value


def factor_choices(values: tuple[Factor, ...]) -> tuple[Choice, ...]:
    """The values of a factor, as what a person may choose."""
    return tuple(
        Choice(_json_number(each.value), each.meaning, each.meaning_en, each.note, each.confidence)
        for each in values
    )


def read_inputs(declared: Sequence[Input], raw: Mapping[str, object], place: str = "") -> Given:
    """Check what was sent against what is asked for. Raises BadInput with the field and the remedy.

    >>> tonnes = Input("q", "设计最大量", "Design maximum", "number", "t")
    >>> read_inputs([tonnes], {"q": "4.9"}).number("q")
    Fraction(49, 10)
    >>> read_inputs([tonnes], {"q": -1})
    Traceback (most recent call last):
    geo_app.errors.BadInput: 设计最大量：-1 t 不能小于 0。请改正后再评估
    """
    known = {each.name for each in declared}
    for name in raw:
        if name not in known:
            raise BadInput(f"{place}没有名为 {name} 的项", f"可填的项：{'、'.join(sorted(known))}", field=name)
    values = {}
    for each in declared:
        value = raw.get(each.name)
        if value is None or value in ("", []):
            if each.required:
                raise BadInput(f"{place}缺少“{each.title}”({each.name})", "请填写后再评估", field=each.name)
            continue
        values[each.name] = _read(each, value, place)
    return Given(values)


def _read(asked: Input, value: object, place: str) -> object:
    if asked.type == "table":
        return _table(asked, value)
    if asked.type == "text":
        return _text(asked, value, place)
    number = _number(asked, value, place) if asked.type != "choice" or _numeric(asked) else None
    if asked.type == "choice":
        return _choice(asked, value, number, place)
    return number


def _table(asked: Input, value: object) -> tuple[Given, ...]:
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise BadInput(f"“{asked.title}”应为表格", "每行一个对象，例如 [{…}, {…}]", field=asked.name)
    if len(value) > MOST_ROWS:
        raise BadInput(f"“{asked.title}”有 {len(value)} 行，超过 {MOST_ROWS} 行", "请合并同类项", field=asked.name)
    return tuple(read_inputs(asked.columns, row, f"第 {n} 行：") for n, row in enumerate(value, 1))


def _text(asked: Input, value: object, place: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{place}“{asked.title}”应为文字", "请用引号括起文字", field=asked.name)
    if len(value) > MOST_LETTERS:
        raise BadInput(f"{place}“{asked.title}”超过 {MOST_LETTERS} 字", "请精简文字", field=asked.name)
    return value.strip()


def _number(asked: Input, value: object, place: str) -> Fraction:
    told = f"{place}{asked.title}：{value}" + (f" {asked.unit}" if asked.unit else "")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadInput(f"{place}{asked.title}：{value} 不是数字", "请填写数字", field=asked.name)
    try:
        ordinary = isfinite(float(value)) and len(str(value)) <= 40  # 1e999999 would fill the memory
        number = exact(str(value).strip()) if ordinary else None
    except (ValueError, OverflowError, ZeroDivisionError):
        number = None
    if number is None:
        raise BadInput(f"{place}{asked.title}：{str(value)[:40]} 不是数字", "请填写数字", field=asked.name)
    if number < exact(asked.minimum):
        raise BadInput(f"{told} 不能小于 {plain(asked.minimum)}", "请改正后再评估", field=asked.name)
    if number > exact(asked.maximum):
        remedy = "请核对数字和单位" + (f"({asked.unit})" if asked.unit else "")
        raise BadInput(f"{told} 超出可能的范围(最大 {plain(asked.maximum)})", remedy, field=asked.name)
    if asked.type == "integer" and number.denominator != 1:
        raise BadInput(f"{told} 应为整数", "请改正后再评估", field=asked.name)
    return number


def _choice(asked: Input, value: object, number: Fraction | None, place: str) -> object:
    for choice in asked.choices:
        if choice.value == value or (number is not None and exact(choice.value) == number):
            return number if number is not None else choice.value
    options = "、".join(str(choice.value) for choice in asked.choices)
    raise BadInput(f"{place}{asked.title} 不能取 {value}", f"可取：{options}", field=asked.name)


def _numeric(asked: Input) -> bool:
    return not any(isinstance(choice.value, str) for choice in asked.choices)


def _json_number(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)

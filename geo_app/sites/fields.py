"""The values of a site's fields as a person sends them: each checked against its layer file."""

import math
import re
from datetime import date
from typing import Any

from geo_app.errors import BadInput
from geo_app.layers import Layer, LayerField

LONGEST = 2000  # characters of one value
LONGEST_NAME = 300  # and of what stands in indexes, whose entries are at most 2,700 bytes
INDEXED = {"name", "code"}


def longest(field: LayerField) -> int:
    """How many characters a text in this field may have."""
    return LONGEST_NAME if field.name in INDEXED else LONGEST


def checked(layer: Layer, values: dict[str, Any], whole: bool) -> dict[str, Any]:
    """The values in their right types; `whole` asks for the required ones too.

    Raises BadInput naming the field. An empty text means: no value.
    """
    good = {}
    for name, value in values.items():
        field = layer.field(name)
        if field.kept:
            raise _wrong(field, "由系统维护，不能填写")
        good[name] = None if value is None or value == "" else _value(field, value)
    for field in layer.fields:
        missing = good.get(field.name) is None
        if field.required and missing and (whole or field.name in good):
            raise BadInput(f"“{field.title}”必须填写", "请补充后再保存", field=field.name)
    return good


def _value(field: LayerField, value: Any) -> Any:
    reader = {"integer": _integer, "number": _number, "boolean": _boolean, "date": _date, "choice": _choice}
    return reader.get(field.type, _text)(field, value)


def _text(field: LayerField, value: Any) -> str:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise _wrong(field, "应是文字")
    text = str(value).strip()
    if len(text) > longest(field) or "\x00" in text:
        raise _wrong(field, f"不能超过 {longest(field)} 个字，也不能含控制字符")
    if field.type == "phone" and not re.fullmatch(r"[\d+()\-— 转,，、/]{3,40}", text):
        raise _wrong(field, "不像电话号码")
    return text


def _number(field: LayerField, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong(field, "应是数字")
    try:
        number = float(value)
    except ValueError:
        raise _wrong(field, "应是数字") from None
    if not math.isfinite(number):
        raise _wrong(field, "应是有限的数字")
    low, high = field.minimum, field.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = "至".join(f"{bound:g}" for bound in (low, high) if bound is not None)
        raise _wrong(field, f"应在允许范围内({bounds}{'' if high is not None else ' 及以上'}){field.unit}")
    return number


def _integer(field: LayerField, value: Any) -> int:
    number = _number(field, value)
    if number != int(number) or abs(number) > 2**53:
        raise _wrong(field, "应是整数")
    return int(number)


def _boolean(field: LayerField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(field, "应是“是”或“否”")
    return value


def _date(field: LayerField, value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(field, "应是日期，如 2026-11-21") from None


def _choice(field: LayerField, value: Any) -> str:
    for known, label, label_en in field.choices:
        if value in (known, label, label_en):
            return known
    raise _wrong(field, f"应是其中之一：{'、'.join(label for _, label, _ in field.choices)}")


def _wrong(field: LayerField, what: str) -> BadInput:
    return BadInput(f"“{field.title}”{what}", "请改正后再保存", field=field.name)

"""A filter over a layer's view, every value a parameter.

Properties are the names or the Chinese titles of the layer's fields, choices their stored values or their labels:
`风险等级 = '红' AND 生产能力 >= 30`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Float, Text, and_, bindparam, cast, func, literal, not_, or_

from geo_app.colour import Colour
from geo_app.cql2.apart import EXAMPLE, NEAR, OPEN, Filter
from geo_app.cql2.operations import (
    ANY_PLACE,
    COMPARED,
    DISTANCES,
    FOLDED,
    IN_SPACE,
    IN_TIME,
    SUMS,
    Condition,
    Sql,
    Time,
    always,
    within,
)
from geo_app.db import SRID
from geo_app.errors import BadInput
from geo_app.instant import CHINA
from geo_app.layer_views import view_of
from geo_app.layers import Layer

TYPES: dict[str, Any] = {
    "text": Text,
    "number": Float,
    "boolean": Boolean,
    "date": Date,
    "instant": DateTime(timezone=True),
    "place": Text,
}
KINDS = {"integer": "number", "number": "number", "date": "date", "boolean": "boolean"}
COMMON = {
    "id": ("number", "系统编号"),
    "colour": ("text", "风险等级"),
    "method": ("text", "评估方法"),
    "assessed_on": ("date", "评估日期"),
    "review_on": ("date", "复评日期"),
    "stale": ("boolean", "复评逾期"),
    "demo": ("boolean", "数据性质"),
    "source": ("text", "数据来源"),
    "version": ("number", "版本"),
    "changed_at": ("instant", "更新时间"),
    "division": ("text", "行政区划"),
    "division_name": ("text", "区划名称"),
    "geom": ("place", "位置"),
}
DAY = "写成 DATE('2026-11-22')"
Words = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """A property: what kind of value it is, and the stored values behind the words of people."""

    kind: str
    sql: Sql
    words: Words


@dataclass(frozen=True)
class Needed:
    """What a value of a filter must be: of which kind, and in which words people may say it."""

    kind: str
    words: Words

    def value(self, stated: str | float) -> object:
        """The value as it is stored. Raises BadInput where it is of another kind."""
        try:
            if self.kind == "date":
                return date.fromisoformat(str(stated)[:10])
            if self.kind == "instant":
                moment = datetime.fromisoformat(str(stated))
                return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
        except ValueError as error:
            raise BadInput(f"“{str(stated)[:30]}”不是日期", DAY) from error
        return self.words.get(stated, stated) if isinstance(stated, str) else stated


def condition(asked: Filter, layer: Layer) -> Condition:
    """The condition that a filter states. Raises BadInput for what asks for more than there is."""
    return _Reader(_known(layer), asked.given).condition(json.loads(asked.shape))


def values(asked: Filter, layer: Layer) -> dict[str, object]:
    """The values of the condition's parameters. Raises BadInput for one of the wrong kind."""
    needed = _needed(asked.shape, layer)
    return {_name(number): needed[number].value(stated) for number, stated in enumerate(asked.given)}


@lru_cache(maxsize=512)
def _needed(shape: str, layer: Layer) -> Mapping[int, Needed]:
    """What the values of filters of this shape must be."""
    reader = _Reader(_known(layer))
    reader.condition(json.loads(shape))
    return reader.needed


@lru_cache(maxsize=256)
def _known(layer: Layer) -> Mapping[str, Known]:
    """The properties of a layer by name and by title; a layer's own stand before common ones."""
    view = view_of(layer)
    colours = {colour.label: colour.value for colour in Colour}
    found: dict[str, Known] = {}
    for name, (kind, title) in COMMON.items():
        found |= dict.fromkeys((title, name), Known(kind, view.c[name], colours if name == "colour" else {}))
    for field in layer.fields:
        words = {label: value for value, label, _ in field.choices}
        one = Known(KINDS.get(field.type, "text"), view.c[field.name], words)
        found |= dict.fromkeys((field.title, field.name), one)
    return found


def _name(number: int) -> str:
    return f"given_{number}"


class _Reader:
    """Turns what was read into SQL, knowing the properties; `needed` says what each value must be."""

    def __init__(self, known: Mapping[str, Known], given: Sequence[str | float] = ()) -> None:
        self._known, self._stated = known, given
        self.needed: dict[int, Needed] = {}

    def condition(self, node: Any) -> Condition:
        if isinstance(node, bool):
            return literal(node, Boolean)
        if not isinstance(node, dict) or "op" not in node:
            if _is_property(node) and self._property(node).kind == "boolean":
                return cast(self._property(node).sql, Boolean)
            raise BadInput("筛选表达式不是条件", EXAMPLE)
        op, args = node["op"], node["args"]
        if op in ("and", "or"):
            return (and_ if op == "and" else or_)(*(self.condition(each) for each in args))
        if op == "not":
            return not_(self.condition(args[0]))
        if op == "isnull":
            return self._property(args[0]).sql.is_(None)
        for known, read in ((IN_SPACE, self._in_space), (DISTANCES, self._within), (IN_TIME, self._in_time)):
            if op in known:
                return read(op, args)
        if op in COMPARED:
            return self._compared(op, args)
        known_ops = ("and", "or", "not", "isNull", *COMPARED, *IN_SPACE, *DISTANCES, *IN_TIME)
        raise BadInput(f"不支持 {op[:30]}", f"可用 {'、'.join(known_ops)}")

    def _compared(self, op: str, args: Sequence[Any]) -> Condition:
        """All sides as values of one kind."""
        if len(args) < (3 if op == "between" else 2):
            raise BadInput(f"筛选表达式中 {op} 缺少一边", EXAMPLE)
        flat = [*args[:1], *args[1]] if op == "in" else list(args)
        kinds = [kind for kind in map(self._kind, flat) if kind]
        kind = kinds[0] if kinds else _kind_of_value(flat[0])
        if kind == "place" or set(kinds) - {kind}:
            raise BadInput("比较的两边不是同一类值", "数字与数字、文字与文字、日期与日期比较；位置用 S_INTERSECTS")
        if op == "like" and kind != "text":
            raise BadInput("LIKE 只用于文字", EXAMPLE)
        words = self._words(flat)
        left, *right = (self._value(each, kind, words) for each in flat)
        return COMPARED[op](left, right)

    def _words(self, sides: Sequence[Any]) -> Words:
        return next((self._property(each).words for each in sides if _is_property(each)), {})

    def _value(self, node: Any, kind: str, words: Words) -> Sql:
        if _is_property(node):
            return cast(self._property(node).sql, TYPES[kind])
        if isinstance(node, bool) and kind == "boolean":
            return literal(node, Boolean)
        op = _op(node)
        if op in FOLDED and kind == "text":
            return FOLDED[op](self._value(node["args"][0], "text", words))
        if op in SUMS and kind == "number":
            left, right = (self._value(each, kind, words) for each in node["args"])
            return SUMS[op](left, right)
        return self._given(node, kind, words)

    def _given(self, node: Any, kind: str, words: Words) -> Sql:
        """A value as a parameter."""
        fit = {"text": ("text",), "number": ("number",), "date": ("time", "text"), "instant": ("time", "text")}
        fit["place"] = ("place",)
        if not isinstance(node, dict) or node.get("as") not in fit.get(kind, ()):
            raise BadInput("筛选值与字段的类型不符", "数字不加引号，文字加单引号，日期写成 DATE('2026-11-22')")
        number = node["given"]
        needed = self.needed[number] = Needed(kind, words)
        value = needed.value(self._stated[number]) if self._stated else None
        return cast(bindparam(_name(number), value, TYPES[kind]), TYPES[kind])

    def _kind(self, node: Any) -> str:
        """The kind of a side that has one of its own; a value takes that of the other."""
        if _is_property(node):
            return self._property(node).kind
        return "text" if _op(node) in FOLDED else "number" if _op(node) in SUMS else ""

    def _property(self, node: Any) -> Known:
        name = str(node.get("property", "")) if isinstance(node, dict) else ""
        if name not in self._known:
            raise BadInput(f"没有字段“{name[:40]}”", f"可用字段：{'、'.join(self._known)}")
        return self._known[name]

    def _in_space(self, op: str, args: Sequence[Any]) -> Condition:
        """Between the place of a feature and a stated one, which may stand first."""
        sides = self._places(op, args)
        (stated,) = (each for each in args if not _is_property(each))
        if stated["kind"] == "GeometryCollection" and op not in ANY_PLACE:
            raise BadInput(f"{op.upper()} 不能用于几何集合", "请拆成几个条件，用 OR 连接")
        found = IN_SPACE[op](*sides)
        return found if op == "s_disjoint" else and_(sides[0].op("&&")(sides[1]), found)

    def _places(self, op: str, args: Sequence[Any]) -> tuple[Sql, Sql]:
        """A property that is a place and a stated place, in the order in which they stand."""
        own = [each for each in args if _is_property(each)]
        if len(args) != 2 or len(own) != 1 or self._kind(own[0]) != "place":
            raise BadInput(f"{op.upper()} 要一个位置字段和一个几何", f"例如 {NEAR}")
        first, second = (self._property(each).sql if _is_property(each) else self._place(each) for each in args)
        return first, second

    def _place(self, node: Any) -> Sql:
        stated: Sql = func.st_setsrid(func.st_geomfromgeojson(self._given(node, "place", {})), SRID)
        return stated

    def _within(self, op: str, args: Sequence[Any]) -> Condition:
        """S_DWITHIN(geom, POINT(102.5 24.9), 500, 'm'): metres on the ellipsoid, whatever the unit."""
        *sides, metres = args
        place, stated = self._places(op, sorted(sides, key=lambda each: not _is_property(each)))
        return within(place, stated, self._given(metres, "number", {}))

    def _in_time(self, op: str, args: Sequence[Any]) -> Condition:
        flat = [
            end for each in args for end in (each["interval"] if _is_interval(each) else [each]) if end != OPEN
        ]
        kinds = {self._kind(each) for each in flat} - {""}
        if len(args) != 2 or len(kinds) > 1 or kinds - {"date", "instant"}:
            raise BadInput(f"{op.upper()} 要两个日期或时段", "例如 T_AFTER(assessed_on, DATE('2026-01-01'))")
        kind = kinds.pop() if kinds else "instant"
        first, second = (self._time(each, kind) for each in args)
        return IN_TIME[op](first, second)

    def _time(self, node: Any, kind: str) -> Time:
        if not _is_interval(node):
            moment = self._value(node, kind, {})
            return moment, moment
        begin, end = (None if each == OPEN else self._value(each, kind, {}) for each in node["interval"])
        return always(begin, end, TYPES[kind])


def _is_property(node: Any) -> bool:
    return isinstance(node, dict) and "property" in node


def _is_interval(node: Any) -> bool:
    return isinstance(node, dict) and "interval" in node


def _op(node: Any) -> str:
    return str(node.get("op", "")) if isinstance(node, dict) else ""


def _kind_of_value(node: Any) -> str:
    if isinstance(node, bool):
        return "boolean"
    stated = node.get("as", "") if isinstance(node, dict) else ""
    return {"number": "number", "time": "instant", "place": "place"}.get(stated, "text")

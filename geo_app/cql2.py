"""A filter in CQL2 (OGC 21-065r2), text or JSON, as a condition over a layer's view.

The library `cql2` reads it; what it read becomes SQLAlchemy here, every value a parameter. Properties are the
names or the Chinese titles of the layer's fields, choices their stored values or their labels:
`风险等级 = '红' AND 生产能力 >= 30`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import cql2
from shapely.errors import ShapelyError
from shapely.geometry import shape
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Float,
    Table,
    Text,
    and_,
    cast,
    func,
    literal,
    not_,
    or_,
)

from geo_app.colour import Colour
from geo_app.db import SRID
from geo_app.errors import BadInput
from geo_app.instant import CHINA
from geo_app.layers import Layer

LONGEST = 10_000  # characters
MOST_SIGNS = 300  # the parser calls itself for each of these: a few thousand would end the process
SIGN = re.compile(r"[-+*/^%(\[{]|\bnot\b", re.IGNORECASE)
TYPES: dict[str, Any] = {
    "text": Text,
    "number": Float,
    "boolean": Boolean,
    "date": Date,
    "instant": DateTime(timezone=True),
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
NEAR = "S_INTERSECTS(geom, BBOX(102,24,103,25))"
DAY = "写成 DATE('2026-11-22')"
EXAMPLE = "例如 风险等级 = '红' AND 名称 LIKE '%矿%'"


@dataclass(frozen=True)
class Known:
    """A property: what kind of value it is, and the stored values behind the words of people."""

    kind: str
    sql: ColumnElement[Any]
    words: Mapping[str, str]


def condition(text: str, layer: Layer, view: Table) -> ColumnElement[bool]:
    """The condition that a filter states. Raises BadInput for what is no CQL2 or asks for more than there is."""
    said = parsed(text)
    return _Reader(_known(layer, view)).condition(said)


def parsed(text: str) -> Any:
    """What a filter says, as CQL2 JSON. Raises BadInput for what is no CQL2 or too deep."""
    if len(text) > LONGEST or len(SIGN.findall(text)) > MOST_SIGNS:
        raise BadInput("筛选表达式过长或嵌套过深", "请拆成几次,或用行政区划和图层筛选")
    try:
        return cql2.Expr(text).to_json()
    except Exception as error:  # the library raises nothing narrower
        raise BadInput(f"筛选表达式读不懂:{text[:60]}", f"请按 CQL2 书写,{EXAMPLE}") from error


def _known(layer: Layer, view: Table) -> dict[str, Known]:
    """The properties of a layer by name and by title; a layer's own stand before common ones."""
    colours = {colour.label: colour.value for colour in Colour}
    found: dict[str, Known] = {}
    for name, (kind, title) in COMMON.items():
        found |= dict.fromkeys((title, name), Known(kind, view.c[name], colours if name == "colour" else {}))
    for field in layer.fields:
        words = {label: value for value, label, _ in field.choices}
        one = Known(KINDS.get(field.type, "text"), view.c[field.name], words)
        found |= dict.fromkeys((field.title, field.name), one)
    return found


class _Reader:
    """Turns what was read into SQL, knowing the properties."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = known

    def condition(self, node: Any) -> ColumnElement[bool]:
        if isinstance(node, bool):
            return literal(node, Boolean)
        if not isinstance(node, dict) or "op" not in node:
            if isinstance(node, dict) and self._property(node).kind == "boolean":
                return cast(self._property(node).sql, Boolean)
            raise BadInput("筛选表达式不是条件", EXAMPLE)
        op, args = str(node["op"]).lower(), list(node["args"])
        if op in ("and", "or"):
            return (and_ if op == "and" else or_)(*(self.condition(each) for each in args))
        if op == "not":
            return not_(self.condition(args[0]))
        if op == "isnull":
            return self._property(args[0]).sql.is_(None)
        if op in SPATIAL:
            return self._spatial(op, args)
        if op in COMPARED:
            return self._compared(op, args)
        raise BadInput(
            f"不支持 {op[:30]}", f"可用 {'、'.join([*COMPARED, 'and', 'or', 'not', 'isNull', *SPATIAL])}"
        )

    def _compared(self, op: str, args: Sequence[Any]) -> ColumnElement[bool]:
        """All sides as values of one kind."""
        flat = [*args[:1], *args[1]] if op == "in" else list(args)
        kinds = [kind for kind in map(self._kind, flat) if kind]
        kind = kinds[0] if kinds else self._literal_kind(flat[0])
        if kind == "place" or set(kinds) - {kind}:
            raise BadInput("比较的两边不是同一类值", "数字与数字、文字与文字、日期与日期比较;位置用 S_INTERSECTS")
        if op == "like" and kind != "text":
            raise BadInput("LIKE 只用于文字", EXAMPLE)
        words = next((self._property(each).words for each in flat if _is_property(each)), {})
        left, *right = (self._value(each, kind, words) for each in flat)
        return COMPARED[op](left, right)

    def _value(self, node: Any, kind: str, words: Mapping[str, str]) -> ColumnElement[Any]:
        if _is_property(node):
            return cast(self._property(node).sql, TYPES[kind])
        if isinstance(node, dict) and str(node.get("op", "")).lower() in FOLDED:
            return func.lower(self._value(node["args"][0], "text", words))
        if isinstance(node, dict) and node.get("op") in SUMS and kind == "number":
            left, right = (self._value(each, kind, words) for each in node["args"])
            return SUMS[node["op"]](left, right)
        return literal(_plain(node, kind, words), TYPES[kind])

    def _kind(self, node: Any) -> str:
        """The kind of a side that has one of its own; a literal takes that of the other."""
        if _is_property(node):
            return self._property(node).kind
        op = str(node.get("op", "")).lower() if isinstance(node, dict) else ""
        if op in FOLDED:
            return "text"
        return "number" if op in SUMS else ""

    @staticmethod
    def _literal_kind(node: Any) -> str:
        return "boolean" if isinstance(node, bool) else "number" if isinstance(node, int | float) else "text"

    def _property(self, node: Any) -> Known:
        name = str(node.get("property", "")) if isinstance(node, dict) else ""
        if name not in self._known:
            raise BadInput(f"没有字段“{name[:40]}”", f"可用字段:{'、'.join(self._known)}")
        return self._known[name]

    def _spatial(self, op: str, args: Sequence[Any]) -> ColumnElement[bool]:
        """Between the place of a feature and a stated one, which may stand first."""
        place, *others = sorted(args, key=lambda each: not _is_property(each))
        if self._kind(place) != "place" or len(others) != 1 or _is_property(others[0]):
            raise BadInput(
                f"{op.upper()} 要一个位置字段和一个几何", "例如 S_INTERSECTS(geom, BBOX(102,24,103,25))"
            )
        geom, stated = self._property(place).sql, _geometry(others[0])
        sides = (geom, stated) if _is_property(args[0]) else (stated, geom)
        found: ColumnElement[bool] = SPATIAL[op](*sides)
        return found if op == "s_disjoint" else and_(geom.op("&&")(stated), found)


def _is_property(node: Any) -> bool:
    return isinstance(node, dict) and "property" in node


def _plain(node: Any, kind: str, words: Mapping[str, str]) -> object:
    """A literal as a value of the kind that is asked for."""
    stated = node.get("date", node.get("timestamp")) if isinstance(node, dict) else node
    try:
        if kind == "date" and isinstance(stated, str):
            return date.fromisoformat(stated[:10])
        if kind == "instant" and isinstance(stated, str):
            moment = datetime.fromisoformat(stated)
            return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    except ValueError as error:
        raise BadInput(f"“{str(stated)[:30]}”不是日期", DAY) from error
    right = {"text": str, "number": int | float, "boolean": bool}.get(kind)
    if right is None or not isinstance(stated, right) or isinstance(stated, bool) != (kind == "boolean"):
        raise BadInput(
            f"“{str(stated)[:30]}”与字段的类型不符", "数字不加引号,文字加单引号,日期写成 DATE('2026-11-22')"
        )
    return words.get(stated, stated) if isinstance(stated, str) else stated


def _geometry(node: Any) -> ColumnElement[Any]:
    """A stated place, in CGCS2000 degrees."""
    stated: dict[str, Any] = node if isinstance(node, dict) else {}
    try:
        if "bbox" in stated:
            west, south, *_, east, north = (float(side) for side in stated["bbox"])
            return func.st_makeenvelope(*(literal(side, Float) for side in (west, south, east, north)), SRID)
        if not shape(stated).is_empty:
            return func.st_setsrid(func.st_geomfromgeojson(json.dumps(stated)), SRID)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput("几何读不出来", f"写成 BBOX(西,南,东,北) 或 WKT,经度在前,例如 {NEAR}") from error
    raise BadInput("几何是空的", f"例如 {NEAR}")


Two = Callable[[ColumnElement[Any], Sequence[ColumnElement[Any]]], ColumnElement[bool]]
FOLDED = ("casei",)
SUMS: dict[str, Callable[[Any, Any], ColumnElement[Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / func.nullif(b, 0.0),
}
COMPARED: dict[str, Two] = {
    "=": lambda a, others: a == others[0],
    "<>": lambda a, others: a != others[0],
    "<": lambda a, others: a < others[0],
    ">": lambda a, others: a > others[0],
    "<=": lambda a, others: a <= others[0],
    ">=": lambda a, others: a >= others[0],
    "like": lambda a, others: a.like(others[0]),
    "in": lambda a, others: a.in_(others),
    "between": lambda a, others: a.between(others[0], others[1]),
    "t_after": lambda a, others: a > others[0],
    "t_before": lambda a, others: a < others[0],
    "t_equals": lambda a, others: a == others[0],
}
SPATIAL = {
    f"s_{name}": getattr(func, f"st_{name}")
    for name in ("intersects", "within", "contains", "disjoint", "equals", "touches", "crosses", "overlaps")
}

"""A filter as it is written, taken apart: its shape and the values in it. Filters of one shape are one statement.

>>> Filter.read("capacity >= 30 AND colour = 'red'").given
(30.0, 'red')
"""

import json
import re
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

import cql2
from shapely import box, force_2d, to_geojson
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo_app.cql2.operations import DISTANCES, UNITS_M
from geo_app.errors import BadInput

LONGEST = 10_000  # characters
MOST_SIGNS = 300  # the parser calls itself for each of these: a few thousand would end the process
DEEPEST = 12  # brackets within brackets in a text: each one more doubles the parser's time to find a fault in it
QUOTED = re.compile("'[^']*'|\"[^\"]*\"")
SIGN = re.compile(r"[-+*/^%(\[{]|\bnot\b", re.IGNORECASE)
EXAMPLE = "例如 风险等级 = '红' AND 名称 LIKE '%矿%'"
NEAR = "S_INTERSECTS(geom, BBOX(102,24,103,25))"
DISTANT = "S_DWITHIN(geom, POINT(102.5 24.9), 500, 'm')"
FARTHEST_M = 100_000
TIMES = ("date", "timestamp")
OPEN = ".."  # the end of an interval that has none


@dataclass(frozen=True)
class Filter:
    """`shape` is what is asked, as CQL2 JSON with a number in place of each value; `given` are the values."""

    shape: str
    given: tuple[str | float, ...] = ()
    text: str = field(default="", compare=False)

    @staticmethod
    def read(text: str) -> "Filter":
        """The filter that a text states. Raises BadInput for what is no CQL2 or too deep."""
        given: list[str | float] = []
        apart = _apart(parsed(text), given)
        return Filter(json.dumps(apart, ensure_ascii=False), tuple(given), text)

    def alone(self) -> "Filter":
        """The shape without its values."""
        return replace(self, given=(), text="")


def parsed(text: str) -> Any:
    """What a filter says, as CQL2 JSON. Raises BadInput for what is no CQL2 or too deep."""
    nested = not text.lstrip().startswith("{") and _depth(QUOTED.sub("", text)) > DEEPEST
    if len(text) > LONGEST or len(SIGN.findall(text)) > MOST_SIGNS or nested:
        raise BadInput("筛选表达式过长或嵌套过深", "请拆成几次，或用行政区划和图层筛选")
    try:
        return cql2.Expr(text).to_json()
    except Exception as error:  # the library raises nothing narrower
        raise BadInput(f"筛选表达式读不懂：{text[:60]}", f"请按 CQL2 书写，{EXAMPLE}") from error


def _depth(text: str) -> int:
    """How many brackets stand within each other."""
    return max(accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in text), default=0)


def _apart(node: Any, given: list[str | float]) -> Any:
    """A node with a number in place of each value in it; true, false and names stay."""
    if isinstance(node, list):
        return [_apart(each, given) for each in node]
    if isinstance(node, str):
        return _given("text", node, given)
    if isinstance(node, int | float) and not isinstance(node, bool):
        return _given("number", float(node), given)
    if not isinstance(node, dict) or "property" in node:
        return node
    for time in TIMES:
        if time in node:
            return _given("time", str(node[time]), given)
    if "interval" in node:
        ends = [end if end == OPEN else _apart(end, given) for end in node["interval"]]
        return {"interval": ends}
    if "op" in node:
        op, args = str(node["op"]).lower(), _sides(node)
        return {"op": op, "args": _apart(_in_metres(op, args) if op in DISTANCES else args, given)}
    if "bbox" in node or "type" in node:
        return _given("place", _geojson(node), given) | {"kind": str(node.get("type", "Polygon"))}
    raise BadInput("筛选表达式中有读不懂的部分", EXAMPLE)


def _given(kind: str, value: str | float, given: list[str | float]) -> dict[str, Any]:
    given.append(value)
    return {"given": len(given) - 1, "as": kind}


def _sides(node: Any) -> list[Any]:
    """What an operation is about. Raises BadInput where that is nothing."""
    if not node["args"]:
        raise BadInput(f"筛选表达式中 {str(node['op'])[:30]} 没有内容", EXAMPLE)
    return list(node["args"])


def _in_metres(op: str, args: list[Any]) -> list[Any]:
    """The parts of S_DWITHIN with the distance in metres; its unit may stand without quotes."""
    try:
        *sides, distance, unit = args
        named = unit["property"] if isinstance(unit, dict) else unit
        metres = distance * UNITS_M[named.lower()]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        units = "、".join(UNITS_M)
        raise BadInput(f"{op.upper()} 要位置、几何、距离和单位", f"例如 {DISTANT}；单位：{units}") from error
    if not 0 <= metres <= FARTHEST_M:
        raise BadInput("距离不在 0 至 100 公里之间", f"例如 {DISTANT}")
    return [*sides, metres]


def _geojson(stated: dict[str, Any]) -> str:
    """A stated place as GeoJSON; heights go."""
    try:
        place = _box(stated["bbox"]) if "bbox" in stated else force_2d(shape(stated))
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput("几何读不出来", f"写成 BBOX(西, 南, 东, 北) 或 WKT，经度在前，例如 {NEAR}") from error
    if place.is_empty:
        raise BadInput("几何是空的", f"例如 {NEAR}")
    return str(to_geojson(place))


def _box(sides: list[Any]) -> BaseGeometry:
    """A box of four sides, or of six with heights, which go."""
    west, south, east, north = map(float, sides if len(sides) == 4 else (*sides[:2], *sides[3:5]))
    return box(west, south, east, north)

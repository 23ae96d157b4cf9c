"""The operations of CQL2 and what each is in SQL."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, cast, false, func, literal_column, or_
from sqlalchemy.types import TypeEngine

Sql = ColumnElement[Any]
Condition = ColumnElement[bool]
Time = tuple[Sql, Sql]  # its beginning and its end
MARKS = "[\u0300-\u036f]"  # accents, once letters are written apart from them (Unicode NFD)

FOLDED: dict[str, Callable[[Sql], Sql]] = {
    "casei": func.lower,
    "accenti": lambda text: func.regexp_replace(func.pg_catalog.normalize(text, "NFD"), MARKS, "", "g"),
}
SUMS: dict[str, Callable[[Sql, Sql], Sql]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / func.nullif(b, 0.0),
    "^": func.power,
    "%": lambda a, b: a - b * func.trunc(a / func.nullif(b, 0.0)),
    "div": lambda a, b: func.trunc(a / func.nullif(b, 0.0)),
}
COMPARED: dict[str, Callable[[Sql, Sequence[Sql]], Condition]] = {
    "=": lambda a, others: a == others[0],
    "<>": lambda a, others: a != others[0],
    "<": lambda a, others: a < others[0],
    ">": lambda a, others: a > others[0],
    "<=": lambda a, others: a <= others[0],
    ">=": lambda a, others: a >= others[0],
    "like": lambda a, others: a.like(others[0]),
    "in": lambda a, others: or_(false(), *(a == other for other in others)),
    "between": lambda a, others: a.between(others[0], others[1]),
}
# 21-065r2, temporal functions: an instant is an interval that ends where it begins
IN_TIME: dict[str, Callable[[Time, Time], Condition]] = {
    "t_after": lambda a, b: a[0] > b[1],
    "t_before": lambda a, b: a[1] < b[0],
    "t_contains": lambda a, b: and_(a[0] < b[0], a[1] > b[1]),
    "t_disjoint": lambda a, b: or_(a[1] < b[0], a[0] > b[1]),
    "t_during": lambda a, b: and_(a[0] > b[0], a[1] < b[1]),
    "t_equals": lambda a, b: and_(a[0] == b[0], a[1] == b[1]),
    "t_finishedby": lambda a, b: and_(a[0] < b[0], a[1] == b[1]),
    "t_finishes": lambda a, b: and_(a[0] > b[0], a[1] == b[1]),
    "t_intersects": lambda a, b: and_(a[0] <= b[1], a[1] >= b[0]),
    "t_meets": lambda a, b: a[1] == b[0],
    "t_metby": lambda a, b: a[0] == b[1],
    "t_overlappedby": lambda a, b: and_(a[0] > b[0], a[0] < b[1], a[1] > b[1]),
    "t_overlaps": lambda a, b: and_(a[0] < b[0], a[1] > b[0], a[1] < b[1]),
    "t_startedby": lambda a, b: and_(a[0] == b[0], a[1] > b[1]),
    "t_starts": lambda a, b: and_(a[0] == b[0], a[1] < b[1]),
}
IN_SPACE: dict[str, Callable[[Sql, Sql], Condition]] = {
    f"s_{name}": getattr(func, f"st_{name}")
    for name in ("intersects", "within", "contains", "disjoint", "equals", "touches", "crosses", "overlaps")
}
ANY_PLACE = ("s_intersects", "s_disjoint")  # the others are not defined for collections of places
DISTANCES = ("s_dwithin", "dwithin")
UNITS_M = {  # metres in a unit (international foot and mile), by the names that GeoServer and pygeoapi know
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters", "米"), 1.0),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers", "公里", "千米"), 1_000.0),
    **dict.fromkeys(("ft", "foot", "feet"), 0.3048),
    **dict.fromkeys(("mi", "mile", "miles", "statute miles"), 1_609.344),
    **dict.fromkeys(("nmi", "nautical miles", "海里"), 1_852.0),
}


def always(begin: Sql | None, end: Sql | None, kind: TypeEngine[Any]) -> Time:
    """A time; where an end is open it reaches as far as there is time."""
    first, last = cast(literal_column("'-infinity'"), kind), cast(literal_column("'infinity'"), kind)
    return first if begin is None else begin, last if end is None else end


def within(place: Sql, stated: Sql, metres: Sql) -> Condition:
    """Whether a place lies so many metres from a stated one on the ellipsoid: by the index first, then exactly."""
    around = func.ring(stated, metres * 1.01)
    return and_(place.op("&&")(around), func.st_dwithin(func.geography(place), func.geography(stated), metres))

"""The order in which features are paged through, and where a page begins: behind the last one before it."""

import base64
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, Text, and_, bindparam, cast, false, func, or_
from sqlalchemy.types import NullType

from geo_app.errors import BadInput
from geo_app.features import INNER
from geo_app.layer_views import view_of
from geo_app.layers import Layer

MOST_KEYS = 4  # fields to sort by


@dataclass(frozen=True)
class Key:
    """A field to sort by."""

    name: str
    falling: bool = False


Keys = tuple[Key, ...]


@lru_cache(maxsize=256)
def columns_of(layer: Layer) -> tuple[str, ...]:
    """The names of the properties of a layer's features."""
    return tuple(column.name for column in view_of(layer).columns if column.name not in INNER | {"id"})


def read_order(layer: Layer, text: str) -> Keys:
    """The fields to sort by, `colour,-changed_at`: rising, or falling after a minus.

    Raises BadInput for a field that the layer has not.
    """
    keys = tuple(Key(part.lstrip("+- "), part.startswith("-")) for part in text.split(",") if part.strip())
    known = ["id", *columns_of(layer)]
    strange = [key.name for key in keys if key.name not in known]
    if strange or len(keys) > MOST_KEYS:
        what = f"不能按 {'、'.join(strange)[:80]} 排序" if strange else f"最多按 {MOST_KEYS} 个字段排序"
        raise BadInput(what, f"可用字段：{'、'.join(known)}")
    return keys


def order_by(view: Table, keys: Keys) -> list[ColumnElement[Any]]:
    """What has no value comes last; features of the same values by number."""
    order: list[ColumnElement[Any]] = []
    for key in keys:
        column = view.c[key.name]
        order += [column.is_(None), column.desc() if key.falling else column.asc()]
    return [*order, view.c.id.asc()]


def further(view: Table, keys: Keys) -> ColumnElement[bool]:
    """Whether a row stands behind the last one of the page before, in the order of the page."""
    behind: ColumnElement[bool] = view.c.id > bindparam("after", 0, BigInteger)
    for n, key in reversed(list(enumerate(keys))):
        column, last = view.c[key.name], bindparam(f"key_{n}", None, NullType())
        beyond = column < last if key.falling else column > last
        emptier = and_(column.is_(None), last.is_not(None))
        same = column.is_not_distinct_from(last)
        behind = or_(func.coalesce(beyond, false()), emptier, and_(same, behind))
    return behind


def place_of(view: Table, keys: Keys) -> ColumnElement[str]:
    """Where the page after a row begins."""
    if not keys:
        return cast(view.c.id, Text)
    return cast(func.json_build_array(*(view.c[key.name] for key in keys), view.c.id), Text)


def cursor(behind: str) -> str:
    """Where a page begins, as it stands in an address.

    >>> cursor('["甲", 7]')
    'WyLnlLIiLCA3XQ'
    """
    return base64.urlsafe_b64encode(behind.encode()).decode().rstrip("=")


def behind(keys: Keys, after: str) -> dict[str, Any]:
    """The values of the last feature of the page before."""
    try:
        if not keys:
            return {"after": int(after)}
        said = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if not isinstance(said, list) or len(said) != len(keys) + 1:
            raise ValueError(after)
        *values, last = said
        return {"after": int(last)} | {f"key_{n}": _written(value) for n, value in enumerate(values)}
    except (ValueError, TypeError) as error:
        raise _not_ours() from error


def number_behind(begin: dict[str, Any]) -> int:
    """The number that a page in the order of one number begins behind."""
    try:
        return int(begin["key_0"] or 0)
    except ValueError as error:
        raise _not_ours() from error


def _not_ours() -> BadInput:
    return BadInput("参数 after 不是本系统给出的翻页位置", "请沿用上一页的 next 链接")


def _written(value: object) -> str | None:
    """A value as the database reads any type: as text."""
    return None if value is None else json.dumps(value) if isinstance(value, bool | int | float) else str(value)

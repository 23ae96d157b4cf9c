"""Pages of a layer's features and single ones as GeoJSON, written by the database: several times faster than here.

A page begins behind the last feature of the one before it, never at a count of rows: the hundredth page costs what
the first one does.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Float,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)

from geo_app.cql2.condition import values as values_of
from geo_app.db import Asked, Base, Ready
from geo_app.errors import BadInput
from geo_app.features import COUNTED, INNER, Box, Selection
from geo_app.geo.named_crs import DEGREES, NamedCrs
from geo_app.layer_views import view_of
from geo_app.layers import Layer
from geo_app.order import Key, Keys, behind, columns_of, further, number_behind, order_by, place_of
from geo_app.window import all_of_window, first_of_window, in_window, window_values

ON_THE_MAP: Keys = (Key("qk"),)  # near ones on one page; nobody asks for it by name
BY_NUMBER: Keys = (Key("id"),)
NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
EPOCH = datetime.fromtimestamp(0, UTC)
Since = tuple[datetime | None, datetime | None]


@dataclass(frozen=True)
class Telling:
    """How features are told: in which coordinates, and with which properties (all where none are named)."""

    crs: NamedCrs = DEGREES
    properties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a page shows: which features, told how, in which order; `plane` is the system that the box was
    stated in, where its sides are no parallels, `changed` the time within which they last changed."""

    selection: Selection
    telling: Telling = Telling()
    order: Keys = ()
    plane: tuple[int, Box] | None = None
    changed: Since = (None, None)

    @property
    def in_window(self) -> bool:
        """Whether the index of the tiles answers it."""
        return in_window(self.selection) and self.plane is None and self.changed == (None, None)

    @property
    def keys(self) -> Keys:
        """Its order, or what is quickest where none is asked for: that of the map in a box, else by number."""
        return self.order or (ON_THE_MAP if self.in_window else ())

    def values(self) -> dict[str, Any]:
        """The values of the statement's parameters."""
        values: dict[str, Any] = dict(self.selection.corners)
        if self.selection.cql:
            values |= values_of(self.selection.cql, self.selection.layer)
        if self.plane:
            values |= dict(zip(("left", "bottom", "right", "top"), self.plane[1], strict=True))
        names = ("since", "until")
        return values | {name: at for name, at in zip(names, self.changed, strict=True) if at}

    def shape(self) -> "Wanted":
        """The same question with its numbers left out: questions of one shape are one statement."""
        chosen = self.selection
        nowhere = replace(chosen, box=chosen.box and NOWHERE, cql=chosen.cql and chosen.cql.alone())
        since, until = self.changed
        some_time = since and EPOCH, until and EPOCH
        plane = self.plane and (self.plane[0], NOWHERE)
        return replace(self, selection=nowhere, plane=plane, changed=some_time)


def read_properties(layer: Layer, text: str) -> tuple[str, ...]:
    """The properties to tell, `name,colour`. Raises BadInput for one that the layer has not."""
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    known = columns_of(layer)
    if strange := [name for name in names if name not in known]:
        raise BadInput(f"没有属性 {'、'.join(strange)[:80]}", f"可用属性：{'、'.join(known)}")
    return names


def one(layer: Layer, feature_id: int, telling: Telling | None = None) -> Asked:
    """The statement for one feature of a layer: its version and its GeoJSON, no row where it is not there for this
    person."""
    return Asked(_one(Selection(layer), telling or Telling()), {"wanted": feature_id})


def page(wanted: Wanted, limit: int, after: str = "", *, past: bool = False) -> Asked:
    """The statement for a page that begins behind `after`: where the next page begins and GeoJSON, row by row.

    `past`: an instant is asked for, of which the index of the tiles knows nothing; the order is the same."""
    shape, values = wanted.shape(), wanted.values()
    begin = behind(wanted.keys, after) if after else {}
    swept = not past and wanted.in_window and wanted.keys in (ON_THE_MAP, BY_NUMBER)
    if swept:
        values |= window_values(
            wanted.selection, number_behind(begin) if begin and wanted.keys == ON_THE_MAP else 0
        )
    return Asked(_page(shape, bool(after), swept), values | begin | {"most": limit})


def matches(wanted: Wanted, *, past: bool = False) -> Asked:
    """The statement for how many features match in all, counted up to one more than COUNTED."""
    swept = not past and wanted.in_window
    values = wanted.values() | (window_values(wanted.selection) if swept else {})
    return Asked(_matches(wanted.shape(), swept), values)


def last_seen(layer: Layer, feature_id: int) -> Asked | None:
    """The statement for the instant until which a feature was there, as far as this person sees its past; None for
    layers whose rows leave no history."""
    source = Base.metadata.tables.get(layer.source)
    if source is None or not source.info.get("history"):
        return None
    return Asked(_last_seen(layer.source, layer.name), {"wanted": feature_id})


@lru_cache(maxsize=256)
def _one(selection: Selection, telling: Telling) -> Ready:
    view = view_of(selection.layer)
    wanted = view.c.id == bindparam("wanted", 0, BigInteger)
    return Ready(_features(view, telling, view.c.version).where(wanted))


@lru_cache(maxsize=128)
def _last_seen(source: str, kind: str) -> Ready:
    past = Base.metadata.tables[source].to_metadata(type(Base.metadata)(), schema="history")
    tests = [past.c.id == bindparam("wanted", 0, BigInteger), past.c.kind == kind]
    if "retired" in past.c:
        tests.append(~past.c.retired)
    return Ready(select(func.max(func.upper(past.c.sys))).where(*tests))


@lru_cache(maxsize=512)
def _page(wanted: Wanted, behind_another: bool, swept: bool) -> Ready:
    """First which, then what they say: only the rows of the page are sorted and joined."""
    view, keys = view_of(wanted.selection.layer), wanted.keys
    order = order_by(view, keys)
    if swept and keys == ON_THE_MAP:
        ids = first_of_window(wanted.selection, behind_another=behind_another)
    else:
        if swept:
            found = all_of_window(wanted.selection)
            ids = select(found.c.id).order_by(found.c.id)
            after = found.c.id > bindparam("after", 0, BigInteger)
        else:
            ids = select(view.c.id).where(_conditions(view, wanted)).order_by(*order)
            after = further(view, keys)
        if behind_another:
            ids = ids.where(after)
        ids = ids.limit(bindparam("most", 0, BigInteger))
    return Ready(_features(view, wanted.telling, place_of(view, keys)).where(view.c.id.in_(ids)).order_by(*order))


@lru_cache(maxsize=512)
def _matches(wanted: Wanted, swept: bool) -> Ready:
    if swept:
        matches = select(all_of_window(wanted.selection, COUNTED + 1)).limit(COUNTED + 1)
    else:
        view = view_of(wanted.selection.layer)
        matches = select(view.c.id).where(_conditions(view, wanted)).limit(COUNTED + 1)
    return Ready(select(func.count()).select_from(matches.subquery()))


def _conditions(view: Table, wanted: Wanted) -> ColumnElement[bool]:
    tests = [wanted.selection.conditions(view)]
    if wanted.plane:
        corners = (bindparam(side, 0.0, Float) for side in ("left", "bottom", "right", "top"))
        epsg = wanted.plane[0]
        tests.append(
            func.st_intersects(func.st_transform(view.c.geom, epsg), func.st_makeenvelope(*corners, epsg))
        )
    since, until = wanted.changed
    stamp = DateTime(timezone=True)
    if since:
        tests.append(or_(view.c.changed_at.is_(None), view.c.changed_at >= bindparam("since", since, stamp)))
    if until:
        tests.append(or_(view.c.changed_at.is_(None), view.c.changed_at <= bindparam("until", until, stamp)))
    return and_(*tests)


def _features(view: Table, telling: Telling, key: ColumnElement[Any]) -> Select[Any]:
    """A key and the GeoJSON of each row."""
    names = telling.properties or [column.name for column in view.columns if column.name not in INNER | {"id"}]
    told = select(*(view.c[name] for name in names)).correlate(view).lateral("told")
    place = func.coalesce(func.st_asgeojson(_placed(view, telling.crs), telling.crs.decimals, 0), "null")
    properties = func.row_to_json(literal_column("told"))
    parts = ('{"type":"Feature","id":', view.c.id, ',"geometry":', place, ',"properties":', properties, "}")
    text = func.concat(*(literal(part, Text) if isinstance(part, str) else part for part in parts))
    return select(key, func.convert_to(text, "UTF8")).select_from(view.join(told, true()))


def _placed(view: Table, crs: NamedCrs) -> ColumnElement[Any]:
    """The place in this system, its axes as the name of the system has them."""
    place: ColumnElement[Any] = view.c.geom
    if crs.epsg != DEGREES.epsg:
        place = func.st_transform(place, crs.epsg)
    return func.st_flipcoordinates(place) if crs.swapped else place

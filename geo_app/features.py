"""Read a layer: rows, counts, frames, Arrow batches. What reads layer views besides: `items.py` and `tiles.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import geopandas
import pyarrow
import pyarrow.compute as pc
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Float,
    FromClause,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    column,
    false,
    func,
    not_,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.colour import Colour
from geo_app.counts import HOLD, KEPT
from geo_app.cql2.apart import Filter
from geo_app.cql2.condition import condition
from geo_app.db import ROLE, SRID, Database, compiled, context
from geo_app.errors import BadInput
from geo_app.layer_views import view_of
from geo_app.layers import Layer

Box = tuple[float, float, float, float]
NONE = "none"  # the class of sites without a standing assessment
COUNTED = 10_000  # numbers of matches are exact up to here
BATCH_BYTES = 2 << 20
NAME = "division_name"
KIND = "shape"
DIVISION = table("division", column("id", BigInteger), column("full_name", Text))
# rows come as an index has them, from the first on: to sort wide rows on a disk takes as long as to read them
IN_STEP = (("enable_sort", "off"), ("jit", "off"))
# columns that are not shown
INNER = {"geom", "geom_3857", "qk", "map_x", "map_y", "division_id", "initials", "outline_3857"}


@dataclass(frozen=True)
class Selection:
    """Which features of a layer: all conditions hold together; an empty one selects everything.

    `box` is west, south, east, north in degrees; `division` a code of 2 to 12 digits meaning all below it;
    `equals` compares fields with values; `words` looks into name, code and pinyin initials; `cql` is a filter in
    CQL2.
    """

    layer: Layer
    box: Box | None = None
    colours: tuple[str, ...] = ()
    division: str = ""
    overdue: bool = False
    words: str = ""
    equals: dict[str, str] = field(default_factory=dict)
    ids: tuple[int, ...] = ()
    cql: Filter | None = None

    def __hash__(self) -> int:
        return hash(
            (self.layer, self.box, self.colours, self.division, self.words, self.cql, *self.equals.items())
        )

    def conditions(self, view: FromClause) -> ColumnElement[bool]:
        """The selection as SQL over the layer's view."""
        tests: list[ColumnElement[bool]] = []
        if self.box:
            corners = (bindparam(side, degrees, Float) for side, degrees in self.corners.items())
            envelope = func.st_makeenvelope(*corners, SRID)
            tests += [view.c.geom.op("&&")(envelope), func.st_intersects(view.c.geom, envelope)]
        if self.colours:
            named = [view.c.colour.in_([colour for colour in self.colours if colour != NONE])]
            tests.append(or_(*named, view.c.colour.is_(None)) if NONE in self.colours else named[0])
        if self.division:
            low, high = (int(self.division.ljust(12, digit)) for digit in "09")
            tests.append(view.c.division_id.between(low, high))
        if self.overdue:
            tests.append(view.c.stale)
        if self.words:
            looked_at = [view.c[name] for name in ("name", "code", "initials") if name in view.c]
            tests.append(or_(false(), *(column.icontains(self.words, autoescape=True) for column in looked_at)))
        for name, value in self.equals.items():
            tests.append(view.c[self.layer.field(name).name].cast(postgresql.TEXT) == value)
        if self.ids:
            tests.append(view.c.id.in_(self.ids))
        if self.cql:
            tests.append(condition(self.cql, self.layer))
        return and_(True, *tests)

    @property
    def by_count(self) -> bool:
        """Whether counts by colour and division say all that it asks."""
        return replace(self, colours=(), division="") == Selection(self.layer)

    @property
    def corners(self) -> dict[str, float]:
        """The box, by the names of its parameters in a statement."""
        return dict(zip(("west", "south", "east", "north"), self.box, strict=True)) if self.box else {}


def read_colours(text: str | None) -> tuple[str, ...]:
    """The colours of a filter such as `red,none`.

    >>> read_colours("red,none")
    ('red', 'none')
    """
    colours = tuple(part for part in (text or "").split(",") if part)
    unknown = set(colours) - {*Colour, NONE}
    if unknown:
        raise BadInput(f"没有这种颜色：{'、'.join(sorted(unknown))}", "可用 red、orange、yellow、blue、none")
    return colours


def read_box(text: str | None) -> Box | None:
    """A bounding box such as `102.1,24.6,102.6,25.1` (west, south, east, north).

    >>> read_box("102.1,24.6,102.6,25.1")
    (102.1, 24.6, 102.6, 25.1)
    """
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadInput("范围 bbox 应是四个数：西，南，东，北", "例如 bbox=102.1,24.6,102.6,25.1") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadInput("范围 bbox 超出经纬度的取值或次序颠倒", "请按 西，南，东，北 填写经纬度")
    return west, south, east, north


def read_division(text: str | None) -> str:
    """A division code of 2 to 12 digits, or nothing."""
    if text and not (text.isdecimal() and len(text) <= 12):
        raise BadInput(f"行政区划代码 {text} 不是 2 至 12 位数字", "请填写如 530181 的代码")
    return text or ""


def count(session: Session, selection: Selection, up_to: int | None = None) -> int:
    """How many features match; with `up_to`, counting stops there."""
    view = view_of(selection.layer)
    matches = select(view.c.id).where(selection.conditions(view)).limit(up_to)
    return session.scalar(select(func.count()).select_from(matches.subquery())) or 0


def tally(session: Session, selection: Selection) -> dict[str, int]:
    """How many of each colour: keys red … blue, none, stale, total."""
    view = view_of(selection.layer)
    colour = func.coalesce(view.c.colour, NONE)
    numbers = select(colour, func.count(), func.count().filter(view.c.stale))
    counted = numbers.where(selection.conditions(view)).group_by(colour)
    by_count = selection.layer.source == "site" and selection.by_count
    either: Executable = union_all(_kept(selection), counted.where(not_(HOLD))) if by_count else counted
    rows: list[Any] = list(session.execute(either))
    tally = dict.fromkeys([*(c.value for c in Colour), NONE], 0) | {name: n for name, n, _ in rows}
    return tally | {"stale": sum(stale for _, _, stale in rows), "total": sum(n for _, n, _ in rows)}


def _kept(selection: Selection) -> Select[Any, int, int]:
    """The numbers of a tally from the counts that the database keeps, where they hold."""
    colour = func.coalesce(KEPT.c.colour, NONE)
    n, overdue = (cast(func.sum(number), BigInteger) for number in (KEPT.c.n, KEPT.c.overdue))
    numbers = select(colour, n, overdue)
    conditions = HOLD, KEPT.c.kind == selection.layer.name, selection.conditions(KEPT)
    return numbers.where(*conditions).group_by(colour)


def bounds(session: Session, selection: Selection) -> Box | None:
    """The box around all that match, or None."""
    view = view_of(selection.layer)
    box = select(func.st_extent(view.c.geom).label("box")).where(selection.conditions(view)).subquery()
    corners = [func.st_xmin, func.st_ymin, func.st_xmax, func.st_ymax]
    west, south, east, north = session.execute(select(*(corner(box.c.box) for corner in corners))).one()
    return None if west is None else (west, south, east, north)


def frame(session: Session, selection: Selection) -> geopandas.GeoDataFrame:
    """The features as a GeoDataFrame in CGCS2000, for notebooks and analysis."""
    view = view_of(selection.layer)
    query = select(*_plain(view), view.c.geom).where(selection.conditions(view)).order_by(view.c.id)
    return geopandas.read_postgis(query, session.connection(), geom_col="geom", crs=SRID)


@dataclass(frozen=True)
class Stream:
    """The features of a layer on their way out of the database, and what is known of them all beforehand: `told`
    counts them (`count`, `demo` for those of the demonstration) by kind of geometry, source and method."""

    rows: pyarrow.RecordBatchReader
    told: pyarrow.Table


@contextmanager
def arrow_stream(
    database: Database, actor: Actor, selection: Selection, as_of: datetime | None = None
) -> Iterator[Stream]:
    """The features as a stream of Arrow batches, geometry as WKB in `geom` in CGCS2000: bounded memory whatever
    the size of the layer, under the same rights as every other door; all of one instant.

    The names of divisions are read once and put in here: to look one up for every row takes the database as long
    as all the rest."""
    view = view_of(selection.layer)
    own = [column for column in _plain(view) if column.name != NAME]
    query = select(*own, func.st_asbinary(view.c.geom).label("geom")).where(selection.conditions(view))
    with adbc.connect(database.url) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(written_out(select(func.set_config("role", ROLE, True))))
        settings = [*context(actor, as_of), *IN_STEP]
        cursor.execute(written_out(select(*(func.set_config(*pair, True) for pair in settings))))
        cursor.execute(written_out(select(func.lpad(cast(DIVISION.c.id, Text), 12, "0"), DIVISION.c.full_name)))
        names = cursor.fetch_arrow_table().combine_chunks()
        cursor.execute(written_out(_told(view).where(selection.conditions(view)), as_of))
        told = cursor.fetch_arrow_table()
        cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
        cursor.execute(written_out(query.order_by(view.c.id), as_of))
        rows = cursor.fetch_record_batch()
        schema = rows.schema.append(pyarrow.field(NAME, pyarrow.string()))
        yield Stream(
            pyarrow.RecordBatchReader.from_batches(schema, (_named(batch, names) for batch in rows)), told
        )


def _told(view: Table) -> Select[Any]:
    kind = func.substr(func.st_geometrytype(view.c.geom), len("ST_") + 1).label(KIND)
    groups = (kind, view.c.source, view.c.method)
    counts = (func.count().label("count"), func.count().filter(view.c.demo).label("demo"))
    return select(*groups, *counts).group_by(*groups)


def _named(batch: pyarrow.RecordBatch, names: pyarrow.Table) -> pyarrow.RecordBatch:
    """The batch with the name of each row's division."""
    codes, titles = (column.combine_chunks() for column in names.columns)
    return batch.append_column(NAME, pc.take(titles, pc.index_in(batch["division"], value_set=codes)))


def written_out(query: Select[Any], as_of: datetime | None = None) -> str:
    """A statement with its values written in by SQLAlchemy: ADBC's driver takes no typed arrays as parameters."""
    dialect = postgresql.dialect(paramstyle="named")  # so that % stays %
    return str(compiled(query, as_of, dialect, literal_binds=True))


def _plain(view: Table) -> list[ColumnElement[Any]]:
    """All columns but the geometries and those that only searching and drawing need."""
    return [column for column in view.columns if column.name not in INNER]

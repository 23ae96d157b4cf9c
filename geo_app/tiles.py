"""Draw a layer as vector tiles (MVT), straight from PostGIS. No row is ever cut: far out, sites are counted."""

from functools import lru_cache, reduce
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Float,
    Integer,
    LargeBinary,
    Select,
    SelectBase,
    Table,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    not_,
    null,
    select,
    union_all,
)

from geo_app.colour import Colour
from geo_app.counts import HOLD, KEPT
from geo_app.db import Asked, Ready
from geo_app.errors import BadInput
from geo_app.features import Selection
from geo_app.geo.cells import KEY_ZOOM, morton
from geo_app.layer_views import view_of
from geo_app.layers import Layer
from geo_app.window import is_shape

KEPT_UNTIL = 8  # up to this zoom counts are kept ready by the database
WHOLE_FROM = 10  # from this zoom on every feature is in its tile; below, sites are counted per cell
NAMES_FROM = 12  # names are drawn from here on
DEEPEST = 22
EXTENT = 4096  # tile units
MARGIN = 64  # drawn beyond the edge, in tile units, so that outlines join
CELLS = 4  # 2^4 by 2^4 cells of counted sites in a tile
EQUATOR_M = 40_075_016.6855785  # the width of the web map


def tile(selection: Selection, z: int, x: int, y: int) -> Asked:
    """The statement whose one value is the tile: source-layer is the layer's name.

    Raises BadInput for an address outside the pyramid.
    """
    if not (0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise BadInput(f"没有瓦片 {z}/{x}/{y}", f"层级应为 0 至 {DEEPEST}，行列号应小于 2 的层级次方")
    if z < WHOLE_FROM and counted(selection.layer):
        return Asked(_counting(selection, z <= KEPT_UNTIL), _place(z, x, y))
    return Asked(_drawing(selection, z < WHOLE_FROM, z >= NAMES_FROM), _place(z, x, y))


def counted(layer: Layer) -> bool:
    """Whether its sites are counted where they are many; lines are drawn."""
    return layer.source == "site" and layer.geometry != "line"


def point_layer(layer: Layer) -> str:
    """The source-layer that marks and names are drawn from.

    Shapes are cut at the edge of a tile and would be marked once in each, so layers with shapes have a second
    source-layer, with one point for each feature.
    """
    return layer.name if layer.geometry == "point" else f"{layer.name}-point"


def _place(z: int, x: int, y: int) -> dict[str, Any]:
    """All that distinguishes one tile from another, by the names of the parameters."""
    deeper = KEY_ZOOM - z
    first = morton(x, y) << 2 * deeper
    width_m = EQUATOR_M / (1 << z)
    return {
        "z": z,
        "x": x,
        "y": y,
        "first": first,
        "last": first + (1 << 2 * deeper) - 1,
        "left": x << deeper,
        "top": y << deeper,
        "scale": EXTENT / (1 << deeper),
        "cell": 2 * (deeper - CELLS),
        "margin_m": width_m * MARGIN / EXTENT,
        "half_pixel_m": width_m / 1024,
    }


Z, X, Y, LEFT, TOP, CELL = (bindparam(name, 0, Integer) for name in ("z", "x", "y", "left", "top", "cell"))
FIRST, LAST = (bindparam(name, 0, BigInteger) for name in ("first", "last"))
KEPT_BITS = 2 * (KEY_ZOOM - KEPT_UNTIL - CELLS)  # of a Morton key within a kept cell
SCALE, MARGIN_M, HALF_PIXEL_M = (
    cast(bindparam(name, 0.0, Float), Double) for name in ("scale", "margin_m", "half_pixel_m")
)


@lru_cache(maxsize=1024)
def _drawing(selection: Selection, far: bool, named: bool) -> Ready:
    """The statement for every tile of a selection, far out or close by, with names or without."""
    layer = selection.layer
    view = view_of(layer)
    told = told_in_tile(selection, view, named)
    points = None if layer.source == "buffer" else _points(selection, view, told)
    return whole(layer, _shapes(selection, view, told, far), points)


def whole(layer: Layer, shapes: Select[Any], points: Select[Any] | None) -> Ready:
    """The statement for a tile: its shapes, and one point for each feature (none for rings)."""
    drawings = []
    if layer.geometry != "point":
        drawings.append(drawn(shapes, layer.name))
    if points is not None:
        drawings.append(drawn(points, point_layer(layer)))
    return Ready(select(reduce(lambda tile, more: tile.op("||")(more), drawings)))


def drawn(rows: Select[Any], name: str) -> ColumnElement[bytes]:
    """Rows without a geometry, those that are too small to be seen here, are left out by ST_AsMVT itself."""
    mvt = func.st_asmvt(literal_column("t"), name, EXTENT, "geom", "id")
    return func.coalesce(select(mvt).select_from(rows.subquery("t")).scalar_subquery(), literal(b"", LargeBinary))


def told_in_tile(selection: Selection, view: Table, named: bool) -> list[ColumnElement[Any]]:
    """What a feature says of itself in a tile."""
    colour = func.coalesce(view.c.colour, "").label("colour")
    columns: list[ColumnElement[Any]] = [view.c.id, colour, view.c.stale, view.c.demo]
    columns += [view.c[name] for name in ("metres", "level", "site_id") if name in view.c]
    if named or selection.layer.source == "division":
        columns.append(view.c.name)
    return columns


def _shapes(selection: Selection, view: Table, told: list[ColumnElement[Any]], far: bool) -> Select[Any]:
    """Lines, outlines and rings, cut a little beyond the edge of the tile."""
    envelope = func.st_tileenvelope(Z, X, Y)
    shape: ColumnElement[Any] = view.c.geom_3857
    if far:
        plain = view.c.outline_3857 if "outline_3857" in view.c else view.c.geom_3857
        shape = func.st_simplify(plain, HALF_PIXEL_M, True)
    geom = func.st_asmvtgeom(shape, envelope, EXTENT, MARGIN, True).label("geom")
    inside = view.c.geom_3857.op("&&")(func.st_expand(envelope, MARGIN_M))
    return select(*told, geom).where(inside, is_shape(view), selection.conditions(view))


def _points(selection: Selection, view: Table, told: list[ColumnElement[Any]]) -> Select[Any]:
    """One point for each feature, in the one tile that its centre lies in."""
    east = func.floor((view.c.map_x - LEFT) * SCALE)
    south = func.floor((view.c.map_y - TOP) * SCALE)
    geom = func.st_makepoint(east, south).label("geom")
    return select(*told, geom).where(_inside(view), selection.conditions(view))


@lru_cache(maxsize=1024)
def _counting(selection: Selection, kept: bool) -> Ready:
    """The statement for every tile of a selection that is counted; `kept`: where counts may be there already."""
    view = view_of(selection.layer)
    place = ((view.c.map_x - LEFT) * SCALE), ((view.c.map_y - TOP) * SCALE)
    inside = and_(_inside(view), selection.conditions(view))
    cells = view.c.qk.op(">>")(CELL)
    if not (kept and selection.by_count):
        return Ready(select(drawn(marks(in_cells(view, place, inside, [cells])), selection.layer.name)))
    either = union_all(_kept(selection), in_cells(view, place, and_(inside, not_(HOLD)), [cells]))
    return Ready(select(drawn(marks(either), selection.layer.name)))


def _kept(selection: Selection) -> Select[Any]:
    """What in_cells() finds, from the counts that the database keeps."""
    key_bits = literal(KEPT_BITS, Integer)
    inside = KEPT.c.cell.between(FIRST.op(">>")(key_bits), LAST.op(">>")(key_bits))
    cell = KEPT.c.cell.op(">>")(CELL - key_bits)
    summed = ("n", "overdue", "map_x", "map_y")
    within = (
        select(cell.label("cell"), KEPT.c.colour, *(KEPT.c[name] for name in summed))
        .where(HOLD, KEPT.c.kind == selection.layer.name, inside, selection.conditions(KEPT))
        .subquery("within")
    )
    of_colour = (
        select(within.c.cell, within.c.colour, *(func.sum(within.c[name]).label(name) for name in summed))
        .group_by(within.c.cell, within.c.colour)
        .having(func.sum(within.c.n) > 0)
        .subquery("of_colour")
    )
    n = func.sum(of_colour.c.n)
    return select(
        cast(n, BigInteger).label("n"),
        func.max(rank(of_colour.c.colour)).label("rank"),
        func.bool_or(of_colour.c.overdue > 0).label("stale"),
        func.floor((func.sum(of_colour.c.map_x) / n - LEFT) * SCALE).label("east"),
        func.floor((func.sum(of_colour.c.map_y) / n - TOP) * SCALE).label("south"),
    ).group_by(of_colour.c.cell)


def in_cells(
    view: Table, place: tuple[ColumnElement[Any], ColumnElement[Any]], inside: ColumnElement[bool], cell: list[Any]
) -> Select[Any]:
    """What lies inside, counted by cell: how many, the highest colour, whether one is overdue, their mean place;
    `place` is where each stands, in units of the tile."""
    return (
        select(
            func.count().label("n"),
            func.max(rank(view.c.colour)).label("rank"),
            func.bool_or(view.c.stale).label("stale"),
            func.floor(func.avg(place[0])).label("east"),
            func.floor(func.avg(place[1])).label("south"),
        )
        .where(inside)
        .group_by(*cell)
    )


def rank(colour: ColumnElement[Any]) -> ColumnElement[int]:
    return case(*((colour == each.value, each.rank) for each in Colour), else_=0)


def marks(counted: SelectBase) -> Select[Any]:
    """One point for each cell."""
    cells = counted.subquery("cells")
    name = case(*((cells.c.rank == colour.rank, colour.value) for colour in Colour), else_="")
    return select(
        cast(null(), BigInteger).label("id"),
        cells.c.n,
        name.label("colour"),
        cells.c.stale,
        func.st_makepoint(cells.c.east, cells.c.south).label("geom"),
    )


def _inside(view: Table) -> ColumnElement[bool]:
    """A tile is one range of Morton keys, exact and without overlap."""
    return and_(view.c.qk >= FIRST, view.c.qk <= LAST)

"""Draw a layer as vector tiles (MVT), straight from PostGIS. No row is ever cut: far out, sites are counted."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    LargeBinary,
    Select,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
)

from geo_app.colour import Colour
from geo_app.errors import BadInput
from geo_app.features import Selection
from geo_app.layer_views import view_of
from geo_app.layers import Layer

WHOLE_FROM = 10  # from this zoom on every feature is in its tile; below, sites are counted per cell
NAMES_FROM = 12  # names are drawn from here on
DEEPEST = 22
EXTENT = 4096  # tile units
MARGIN = 64 / EXTENT  # drawn beyond the edge, so that outlines join
CELLS = 4  # 2^4 by 2^4 cells of counted sites in a tile
KEY_ZOOM = 24  # of the Morton keys
EQUATOR_M = 40_075_016.6855785  # the width of the web map


def tile(selection: Selection, z: int, x: int, y: int) -> Select[tuple[bytes]]:
    """The statement whose one value is the tile: source-layer is the layer's name.

    Raises BadInput for an address outside the pyramid.
    """
    if not (0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise BadInput(f"没有瓦片 {z}/{x}/{y}", f"层级应为 0 至 {DEEPEST},行列号应小于 2 的层级次方")
    view = view_of(selection.layer)
    name = selection.layer.name
    if z < WHOLE_FROM and _is_counted(selection):
        return select(_drawn(_counted(selection, view, z, x, y), name))
    if selection.layer.geometry == "point" or selection.layer.source == "buffer":
        return select(_drawn(_whole(selection, view, z, x, y), name))
    shapes, points = _whole(selection, view, z, x, y), _points(selection, view, z, x, y)
    return select(_drawn(shapes, name).op("||")(_drawn(points, point_layer(selection.layer))))


def point_layer(layer: Layer) -> str:
    """The source-layer that marks and names are drawn from.

    Shapes are cut at the edge of a tile and would be marked once in each, so layers with shapes have a second
    source-layer, with one point for each feature.
    """
    return layer.name if layer.geometry == "point" else f"{layer.name}-point"


def _drawn(rows: Select[Any], name: str) -> ColumnElement[bytes]:
    inner = rows.subquery("t")
    mvt = func.st_asmvt(literal_column("t"), name, EXTENT, "geom", "id")
    tile = select(mvt).where(inner.c.geom.is_not(None)).scalar_subquery()
    return func.coalesce(tile, literal(b"", LargeBinary))


def _is_counted(selection: Selection) -> bool:
    """Lines, divisions and rings keep their shape far out; everything else becomes a count."""
    return selection.layer.source == "site" and selection.layer.geometry != "line"


def _whole(selection: Selection, view: Table, z: int, x: int, y: int) -> Select[Any]:
    envelope = func.st_tileenvelope(z, x, y)
    around = func.st_expand(envelope, EQUATOR_M / (1 << z) * MARGIN)
    shape: ColumnElement[Any] = view.c.geom_3857
    if z < WHOLE_FROM:
        plain = view.c.outline_3857 if "outline_3857" in view.c else view.c.geom_3857
        shape = func.st_simplify(plain, EQUATOR_M / (1 << z) / 1024, True)  # half a screen pixel
    geom = func.st_asmvtgeom(shape, envelope, EXTENT, int(MARGIN * EXTENT), True).label("geom")
    columns = [*_told(selection, view, z), geom]
    return select(*columns).where(view.c.geom_3857.op("&&")(around), selection.conditions(view))


def _points(selection: Selection, view: Table, z: int, x: int, y: int) -> Select[Any]:
    """One point for each feature, in the one tile that its centre lies in."""
    east, south = _in_tile(view, z, x, y)
    geom = func.st_makepoint(func.floor(east), func.floor(south)).label("geom")
    return select(*_told(selection, view, z), geom).where(_inside(view, z, x, y), selection.conditions(view))


def _told(selection: Selection, view: Table, z: int) -> list[ColumnElement[Any]]:
    """What a feature says of itself in a tile."""
    colour = func.coalesce(view.c.colour, "").label("colour")
    columns: list[ColumnElement[Any]] = [view.c.id, colour, view.c.stale, view.c.demo]
    columns += [view.c[name] for name in ("metres", "level", "site_id") if name in view.c]
    if z >= NAMES_FROM or selection.layer.source == "division":
        columns.append(view.c.name)
    return columns


def _inside(view: Table, z: int, x: int, y: int) -> ColumnElement[bool]:
    """A tile is one range of Morton keys, exact and without overlap."""
    first, span = morton(x, y) << 2 * (KEY_ZOOM - z), 1 << 2 * (KEY_ZOOM - z)
    return and_(view.c.qk >= first, view.c.qk < first + span)


def _in_tile(view: Table, z: int, x: int, y: int) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """Where in the tile a feature's centre lies, in tile units from the upper left."""
    scale = EXTENT / (1 << (KEY_ZOOM - z))
    left, top = x << (KEY_ZOOM - z), y << (KEY_ZOOM - z)
    east = (func.gather_bits(view.c.qk) - left) * scale
    south = (func.gather_bits(view.c.qk.op(">>")(1)) - top) * scale
    return east, south


def morton(x: int, y: int) -> int:
    """The bits of a column and a row interleaved: the key of a tile at its zoom.

    >>> morton(3, 0), morton(0, 3), morton(5, 1)
    (5, 10, 19)
    """
    return sum((x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1 for bit in range(KEY_ZOOM))


def _counted(selection: Selection, view: Table, z: int, x: int, y: int) -> Select[Any]:
    """One point a cell: how many sites, the highest colour, at their mean place."""
    east, south = _in_tile(view, z, x, y)
    highest = func.max(case(*((view.c.colour == colour.value, colour.rank) for colour in Colour), else_=0))
    name = case(*((highest == colour.rank, colour.value) for colour in Colour), else_="")
    return (
        select(
            cast(null(), BigInteger).label("id"),
            func.count().label("n"),
            name.label("colour"),
            func.bool_or(view.c.stale).label("stale"),
            func.st_makepoint(func.floor(func.avg(east)), func.floor(func.avg(south))).label("geom"),
        )
        .where(_inside(view, z, x, y), selection.conditions(view))
        .group_by(view.c.qk.op(">>")(2 * (KEY_ZOOM - z - CELLS)))
    )

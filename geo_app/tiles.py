"""Draw a layer as vector tiles (MVT), straight from PostGIS. No row is ever cut: far out, sites are counted."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Table, case, cast, func, literal_column, null, select

from geo_app.colour import Colour
from geo_app.errors import BadInput
from geo_app.features import Selection
from geo_app.layer_views import view_of

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
    if z < WHOLE_FROM and _is_counted(selection):
        inner = _counted(selection, view, z, x, y).subquery("t")
    else:
        inner = _whole(selection, view, z, x, y).subquery("t")
    return select(func.st_asmvt(literal_column("t"), selection.layer.name, EXTENT, "geom", "id")).where(
        inner.c.geom.is_not(None)
    )


def _is_counted(selection: Selection) -> bool:
    """Lines, divisions and rings keep their shape far out; everything else becomes a count."""
    return selection.layer.source == "site" and selection.layer.geometry != "line"


def _whole(selection: Selection, view: Table, z: int, x: int, y: int) -> Select[Any]:
    envelope = func.st_tileenvelope(z, x, y)
    around = func.st_expand(envelope, EQUATOR_M / (1 << z) * MARGIN)
    shape: ColumnElement[Any] = view.c.geom_3857
    if z < WHOLE_FROM:
        shape = func.st_simplify(shape, EQUATOR_M / (1 << z) / 1024, True)  # half a screen pixel
    columns: list[ColumnElement[Any]] = [
        view.c.id,
        func.coalesce(view.c.colour, "").label("colour"),
        view.c.stale,
        view.c.demo,
        func.st_asmvtgeom(shape, envelope, EXTENT, int(MARGIN * EXTENT), True).label("geom"),
    ]
    columns += [view.c[name] for name in ("metres", "level", "site_id") if name in view.c]
    if z >= NAMES_FROM or selection.layer.source == "division":
        columns.append(view.c.name)
    return select(*columns).where(view.c.geom_3857.op("&&")(around), selection.conditions(view))


def morton(x: int, y: int) -> int:
    """The bits of a column and a row interleaved: the key of a tile at its zoom.

    >>> morton(3, 0), morton(0, 3), morton(5, 1)
    (5, 10, 19)
    """
    return sum((x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1 for bit in range(KEY_ZOOM))


def _counted(selection: Selection, view: Table, z: int, x: int, y: int) -> Select[Any]:
    """One point a cell: how many sites, the highest colour, at their mean place."""
    shift = 2 * (KEY_ZOOM - z)
    first = morton(x, y) << shift
    scale = EXTENT / (1 << (KEY_ZOOM - z))
    left, top = x << (KEY_ZOOM - z), y << (KEY_ZOOM - z)
    east = func.avg(func.gather_bits(view.c.qk) - left) * scale
    south = func.avg(func.gather_bits(view.c.qk.op(">>")(1)) - top) * scale
    highest = func.max(case(*((view.c.colour == colour.value, colour.rank) for colour in Colour), else_=0))
    name = case(*((highest == colour.rank, colour.value) for colour in Colour), else_="")
    return (
        select(
            cast(null(), BigInteger).label("id"),
            func.count().label("n"),
            name.label("colour"),
            func.bool_or(view.c.stale).label("stale"),
            func.st_makepoint(func.floor(east), func.floor(south)).label("geom"),
        )
        .where(view.c.qk >= first, view.c.qk < first + (1 << shift), selection.conditions(view))
        .group_by(view.c.qk.op(">>")(shift - 2 * CELLS))
    )

"""Tiles in degrees of CGCS2000, as Tianditu cuts its maps: level 1 has two tiles of 180 degrees side by side.

A tile is as wide as the web map's of the same level, so both tell the same from level to level.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Double, Float, Select, Table, and_, bindparam, cast, func, select

from geo_app.db import SRID, Asked, Ready
from geo_app.errors import NotFound
from geo_app.features import Selection
from geo_app.layer_views import view_of
from geo_app.tiles import (
    CELLS,
    DEEPEST,
    EXTENT,
    MARGIN,
    NAMES_FROM,
    WHOLE_FROM,
    counted,
    drawn,
    in_cells,
    marks,
    told_in_tile,
    whole,
)

FIRST = 1
WEST, SOUTH, EAST, NORTH, MARGIN_DEGREES, HALF_PIXEL = (
    cast(bindparam(name, 0.0, Float), Double)
    for name in ("tile_west", "tile_south", "tile_east", "tile_north", "margin", "half_pixel")
)
ENVELOPE = func.st_makeenvelope(WEST, SOUTH, EAST, NORTH, SRID)
SCALE = EXTENT / (EAST - WEST)


def tile(selection: Selection, level: int, column: int, row: int) -> Asked:
    """The statement whose one value is the tile. Raises NotFound for an address outside the pyramid."""
    if not (FIRST <= level <= DEEPEST and 0 <= column < 1 << level and 0 <= row < 1 << level - 1):
        raise NotFound(f"没有瓦片 {level}/{row}/{column}", f"层级应为 {FIRST} 至 {DEEPEST}")
    width = 360 / (1 << level)
    west, north = -180 + column * width, 90 - row * width
    sides = {"tile_west": west, "tile_south": north - width, "tile_east": west + width, "tile_north": north}
    more = {"margin": width * MARGIN / EXTENT, "half_pixel": width / 1024}
    return Asked(_drawing(selection, level < WHOLE_FROM, level >= NAMES_FROM), sides | more)


@lru_cache(maxsize=512)
def _drawing(selection: Selection, far: bool, named: bool) -> Ready:
    layer = selection.layer
    view = view_of(layer)
    if far and counted(layer):
        return Ready(select(drawn(marks(_counted(selection, view)), layer.name)))
    told = told_in_tile(selection, view, named)
    points = None if layer.source == "buffer" else _points(selection, view, told)
    return whole(layer, _shapes(selection, view, told, far), points)


def _shapes(selection: Selection, view: Table, told: list[ColumnElement[Any]], far: bool) -> Select[Any]:
    """Lines and outlines, cut a little beyond the edge of the tile."""
    shape = func.st_simplify(view.c.geom, HALF_PIXEL, True) if far else view.c.geom
    geom = func.st_asmvtgeom(shape, ENVELOPE, EXTENT, MARGIN, True).label("geom")
    inside = view.c.geom.op("&&")(func.st_expand(ENVELOPE, MARGIN_DEGREES))
    return select(*told, geom).where(inside, func.st_dimension(view.c.geom) > 0, selection.conditions(view))


def _points(selection: Selection, view: Table, told: list[ColumnElement[Any]]) -> Select[Any]:
    """One point for each feature, in the one tile that its centre lies in."""
    east, south = _within_tile(view)
    geom = func.st_makepoint(func.floor(east), func.floor(south)).label("geom")
    return select(*told, geom).where(_inside(view), selection.conditions(view))


def _counted(selection: Selection, view: Table) -> Select[Any]:
    """How many sites, the highest colour, at their mean place, by cell."""
    east, south = _within_tile(view)
    cell = [func.floor(side / (EXTENT >> CELLS)) for side in (east, south)]
    return in_cells(view, (east, south), and_(_inside(view), selection.conditions(view)), cell)


def _within_tile(view: Table) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Where the centre stands, in units of the tile from its upper left corner."""
    centre = func.st_centroid(view.c.geom)
    return (func.st_x(centre) - WEST) * SCALE, (NORTH - func.st_y(centre)) * SCALE


def _inside(view: Table) -> ColumnElement[bool]:
    """The centre lies in the tile, on its western or northern edge at most; by the index first."""
    centre = func.st_centroid(view.c.geom)
    lon, lat = func.st_x(centre), func.st_y(centre)
    return and_(view.c.geom.op("&&")(ENVELOPE), lon >= WEST, lon < EAST, lat <= NORTH, lat > SOUTH)

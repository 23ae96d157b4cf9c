"""GET /tiles/{names}/area/{division}.pmtiles: a township in one file, for a phone without a network."""

import gzip
from dataclasses import replace
from io import BytesIO
from itertools import product
from math import asinh, floor, pi, radians, tan
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from geo_app import features
from geo_app.auth.door import AllLayers, Asking, CallerReadSession
from geo_app.errors import BadInput, NotFound
from geo_app.features import Box, Selection, read_division
from geo_app.filters import SelectedOnMap
from geo_app.ogc.grids import Place
from geo_app.ogc.tiles import CACHING, tile_of

router = APIRouter(tags=["tiles"])
PMTILES = "application/vnd.pmtiles"
NEAREST, FARTHEST = 10, 14  # zooms; deeper in, the last one is stretched
WHOLE_FROM = 12  # before that, only what lies in the area itself
SIDES = ("min_lon", "min_lat", "max_lon", "max_lat")
MOST = 1500  # tiles: about 70 km by 70 km


def box_of(session: CallerReadSession, layers: AllLayers, division: str) -> Box:
    """The box around a division, in degrees. Raises NotFound where its outline is not on the map."""
    number = int(read_division(division).ljust(12, "0"))
    found = features.bounds(session, Selection(layers["division"], ids=(number,)))
    if found is None:
        raise NotFound(f"地图上没有代码为 {division} 的区划", "请从区划列表中选择")
    return found


Area = Annotated[Box, Depends(box_of)]


@router.head("/tiles/{names}/area/{division}.pmtiles", include_in_schema=False)
@router.get(
    "/tiles/{names}/area/{division}.pmtiles",
    operation_id="read_area",
    response_class=Response,
    responses={200: {"content": {PMTILES: {}}}},
)
async def read_area(
    request: Request, selections: SelectedOnMap, division: str, area: Area, asking: Asking
) -> Response:
    """All that the map shows of the layers named within a division, as far as the caller may see it; HEAD tells
    the size."""
    inside = [_within(selection, division) for selection in selections]
    drawn = {}
    for place in places(area):
        shown = selections if place[0] >= WHOLE_FROM else inside
        tile = await tile_of(request.app.state, asking, shown, place, packs=True)
        if tile.body:
            drawn[zxy_to_tileid(*place)] = tile.body if tile.packed else gzip.compress(tile.body, 1)
    if not drawn:
        raise NotFound("这个区划里没有可以带走的图层", "请换一个区划，或先导入数据")
    return Response(_file(drawn, area), media_type=PMTILES, headers=CACHING | {"Content-Encoding": "identity"})


def _file(drawn: dict[int, bytes], area: Box) -> bytes:
    """Packed tiles by their number in the file."""
    body = BytesIO()
    writer = Writer(body)
    for number in sorted(drawn):
        writer.write_tile(number, drawn[number])
    sides = {f"{side}_e7": round(degrees * 1e7) for side, degrees in zip(SIDES, area, strict=True)}
    west, south, east, north = sides.values()
    middle = {"center_lon_e7": (west + east) // 2, "center_lat_e7": (south + north) // 2}
    centre = middle | {"center_zoom": WHOLE_FROM}
    kind = {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP}
    writer.finalize(kind | sides | centre, {})
    return body.getvalue()


def places(area: Box) -> list[Place]:
    """The tiles that a box meets. Raises BadInput where they are too many for a phone.

    >>> places((102.40, 24.90, 102.41, 24.91))[:2]
    [(10, 803, 438), (11, 1606, 877)]
    """
    west, south, east, north = area
    found: list[Place] = []
    for z in range(NEAREST, FARTHEST + 1):
        columns = range(floor(_column(west, z)), floor(_column(east, z)) + 1)
        rows = range(floor(_row(north, z)), floor(_row(south, z)) + 1)
        found += [(z, x, y) for x, y in product(columns, rows)]
    if len(found) > MOST:
        raise BadInput("这个区划太大，不宜带到手机上", "请选一个乡镇、街道或村")
    return found


def _column(lon: float, z: int) -> float:
    return (lon + 180) / 360 * (1 << z)


def _row(lat: float, z: int) -> float:
    return (1 - asinh(tan(radians(lat))) / pi) / 2 * (1 << z)


def _within(selection: Selection, division: str) -> Selection:
    return selection if selection.layer.source == "division" else replace(selection, division=division)

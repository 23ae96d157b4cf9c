"""GET /tiles/{layer}/{z}/{x}/{y}.mvt: a layer as vector tiles, under the rights of who asks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from geo_app import tiles
from geo_app.auth.door import AppDatabase, Asking
from geo_app.filters import Selected
from geo_app.ogc.tile_cache import TileCache, finished

router = APIRouter(tags=["tiles"])
MVT = "application/vnd.mapbox-vector-tile"
# a tile belongs to one person and may change any moment: kept by their browser, asked about each time
CACHING = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding"}
PACKED = {"Content-Encoding": "gzip"}


async def address_of(z: int, x: int, y: int) -> tuple[int, int, int]:
    return z, x, y


Address = Annotated[tuple[int, int, int], Depends(address_of)]


@router.get(
    "/tiles/{layer}/{z}/{x}/{y}.mvt",
    operation_id="read_tile",
    response_class=Response,
    responses={200: {"content": {MVT: {}}}, 304: {"description": "Not changed since."}},
)
async def read_tile(
    request: Request, selection: Selected, address: Address, asking: Asking, database: AppDatabase
) -> Response:
    cache: TileCache = request.app.state.tile_cache
    key = None if asking.as_of else cache.key(asking.actor, selection, address)
    tile = cache.find(key)
    if tile is None:
        (((body,),),) = await database.read(asking.actor, tiles.tile(selection, *address), as_of=asking.as_of)
        tile = await finished(body)
        cache.keep(key, tile)
    if request.headers.get("if-none-match") == tile.tag:
        return Response(status_code=304, headers=CACHING | {"ETag": tile.tag})
    if tile.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(tile.packed, media_type=MVT, headers=CACHING | PACKED | {"ETag": tile.tag})
    return Response(tile.body, media_type=MVT, headers=CACHING | {"ETag": tile.tag})

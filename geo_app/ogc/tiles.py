"""GET /tiles/{names}/{z}/{x}/{y}.mvt: layers as vector tiles, under the rights of who asks."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import State

from geo_app.auth.door import Asking, Question
from geo_app.features import Selection
from geo_app.filters import SelectedOnMap
from geo_app.ogc.grids import WEB, Grid, Place
from geo_app.ogc.page import unchanged
from geo_app.ogc.tile_cache import Tile, TileCache, finished

router = APIRouter(tags=["tiles"])
MVT = "application/vnd.mapbox-vector-tile"
# a tile belongs to one person and may change any moment: kept by their browser, asked about each time
CACHING = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie, Accept-Encoding"}
PACKED = {"Content-Encoding": "gzip"}
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


async def address_of(z: int, x: int, y: int) -> Place:
    return z, x, y


Address = Annotated[Place, Depends(address_of)]


@router.get(
    "/tiles/{names}/{z}/{x}/{y}.mvt",
    operation_id="read_tile",
    response_class=Response,
    responses={200: {"content": {MVT: {}}}, 304: {"description": "Not changed since."}},
)
async def read_tile(request: Request, selections: SelectedOnMap, address: Address, asking: Asking) -> Response:
    """One tile with a source-layer for each layer named, `mine,school`: one request, and one source to draw."""
    return sent(request, await tile_of(request.app.state, asking, selections, address, packs=unpacks(request)))


def unpacks(request: Request) -> bool:
    """Whether the client takes what is packed."""
    return GZIP.search(request.headers.get("accept-encoding", "")) is not None


def sent(request: Request, tile: Tile) -> Response:
    """A tile as its client takes it, or word that they have it."""
    if unchanged(request, tile.tag):
        return Response(status_code=304, headers=CACHING | {"ETag": tile.tag})
    packed = PACKED if tile.packed else {}
    return Response(tile.body, media_type=MVT, headers=CACHING | packed | {"ETag": tile.tag})


async def tile_of(
    app: State, asking: Question, selections: list[Selection], address: Place, grid: Grid = WEB, *, packs: bool
) -> Tile:
    """The tile that is kept. Else its layers that have changed are drawn, in one transaction, and joined to the
    rest: layers of a tile are written one after the other."""
    cache: TileCache = app.tile_cache
    keys = [
        None if asking.as_of else cache.key(asking.actor, selection, (grid.id, *address))
        for selection in selections
    ]
    whole = None if None in keys else (packs, *keys)
    if tile := cache.find(whole):
        return tile
    parts = {n: part for n, key in enumerate(keys) if (part := cache.find(key))}
    missing = [n for n in range(len(keys)) if n not in parts]
    asked = (grid.draw(selections[n], *address) for n in missing)
    drawn = await app.database.read(asking.actor, *asked, as_of=asking.as_of)
    for n, ((body,),) in zip(missing, drawn, strict=True):
        parts[n] = Tile(body)
        cache.keep(keys[n], parts[n])
    tile = await finished(b"".join(parts[n].body for n in range(len(keys))), packs)
    cache.keep(whole, tile)
    return tile

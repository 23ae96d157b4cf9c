"""GET /tiles/{layer}/{z}/{x}/{y}.mvt: a layer as vector tiles, under the rights of who asks."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from geo_app import tiles
from geo_app.auth.door import AppDatabase, Asking
from geo_app.filters import Selected

router = APIRouter(tags=["tiles"])
MVT = "application/vnd.mapbox-vector-tile"
# a tile belongs to one person and may change any moment: kept by their browser, asked about each time
CACHING = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}


def address_of(z: int, x: int, y: int) -> tuple[int, int, int]:
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
    rows: list[Any] = await database.read(asking.actor, tiles.tile(selection, *address), asking.as_of)
    body = bytes(rows[0][0] or b"")
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=CACHING | {"ETag": tag})
    return Response(body, media_type=MVT, headers=CACHING | {"ETag": tag})

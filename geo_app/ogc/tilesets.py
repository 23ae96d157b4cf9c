"""OGC API Tiles (20-057): all layers, or one, as vector tiles in each grid; what is in them; TileJSON."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from geo_app.auth.door import AppDatabase, Asking, Question, ReadableLayers
from geo_app.features import Box, Selection
from geo_app.layers import Layer
from geo_app.ogc.grids import GRIDS, WEB, Grid, Place, grid_of
from geo_app.ogc.links import JSON, MVT, REL, Link, itself, to
from geo_app.ogc.manner import Manner, Wished, only
from geo_app.ogc.page import VARY, page
from geo_app.ogc.queryables import KINDS
from geo_app.ogc.style import DEEPEST_TILE
from geo_app.ogc.tiles import sent, tile_of, unpacks
from geo_app.tiles import point_layer

router = APIRouter(tags=["ogc"])
PLAIN: dict[str, Any] = {"dependencies": [Depends(only())], "response_class": Response}
TILE: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"content": {MVT: {}}}, 304: {"description": "Not changed since."}},
    "dependencies": [Depends(only("collections", "as_of"))],
}
DIMENSION = {"point": 0, "line": 1, "polygon": 2}
IN_TILE = {"colour": "text", "stale": "boolean", "demo": "boolean", "name": "text"}  # what a tile tells of each
Json = dict[str, Any]


async def chosen_grid(grid: str) -> Grid:
    return grid_of(grid)


InGrid = Annotated[Grid, Depends(chosen_grid)]


async def chosen_place(grid: InGrid, level: int, row: int, column: int) -> Place:
    grid.check((level, column, row))
    return level, column, row


At = Annotated[Place, Depends(chosen_place)]


@router.get("/tileMatrixSets", operation_id="list_grids", **PLAIN)
def list_grids(request: Request, wished: Wished) -> Response:
    listed = [
        {
            "id": grid.id,
            "title": wished.say(grid.title, grid.title_en),
            "crs": grid.crs,
            "links": said([Link(href=to(request, "read_grid", grid=grid.id), rel="self", type=JSON)]),
        }
        for grid in GRIDS.values()
    ]
    return answer({"tileMatrixSets": listed, "links": said(itself(request, wished))})


@router.get("/tileMatrixSets/{grid}", operation_id="read_grid", **PLAIN)
def read_grid(grid: InGrid) -> Response:
    return answer(grid.definition())


@router.get("/tiles", operation_id="list_tilesets", **PLAIN)
def list_tilesets(request: Request, wished: Wished, layers: ReadableLayers) -> Response:
    return _listed(request, wished, list(layers), {})


@router.get("/collections/{layer}/tiles", operation_id="list_layer_tilesets", **PLAIN)
def list_layer_tilesets(request: Request, wished: Wished, layers: ReadableLayers, layer: str) -> Response:
    return _listed(request, wished, [layers[layer]], {"layer": layer})


@router.get("/tiles/{grid}", operation_id="read_tileset", **PLAIN)
def read_tileset(request: Request, wished: Wished, layers: ReadableLayers, grid: InGrid) -> Response:
    return told(request, wished, "tileset", _tileset(request, wished, list(layers), grid, {}))


@router.get("/collections/{layer}/tiles/{grid}", operation_id="read_layer_tileset", **PLAIN)
def read_layer_tileset(
    request: Request, wished: Wished, layers: ReadableLayers, layer: str, grid: InGrid
) -> Response:
    return told(request, wished, "tileset", _tileset(request, wished, [layers[layer]], grid, {"layer": layer}))


@router.get("/tilejson", operation_id="read_tilejson", **PLAIN)
def read_tilejson(
    request: Request, wished: Wished, layers: ReadableLayers, asking: Asking, database: AppDatabase
) -> Response:
    """All layers as TileJSON 3.0, in the grid of the web map: for MapLibre, QGIS and others."""
    boxes = request.app.state.extents.of(database, asking.actor, list(layers))
    return answer(_tilejson(request, wished, list(layers), boxes.values(), {}))


@router.get("/collections/{layer}/tilejson", operation_id="read_layer_tilejson", **PLAIN)
def read_layer_tilejson(
    request: Request, wished: Wished, layers: ReadableLayers, asking: Asking, layer: str
) -> Response:
    boxes = request.app.state.extents.of(request.app.state.database, asking.actor, [layers[layer]])
    return answer(_tilejson(request, wished, [layers[layer]], boxes.values(), {"layer": layer}))


@router.get(
    "/tiles/{grid}/{level:int}/{row:int}/{column:int}",
    operation_id="read_grid_tile",
    **TILE,
)
async def read_grid_tile(
    request: Request,
    layers: ReadableLayers,
    grid: InGrid,
    at: At,
    asking: Asking,
    collections: Annotated[str, Query(description="Only these layers: mine,school")] = "",
) -> Response:
    """One tile of all layers, or of those named."""
    named = [layers[name] for name in dict.fromkeys(collections.split(",")) if name]
    return await _tile(request, asking, named or list(layers), grid, at)


@router.get(
    "/collections/{layer}/tiles/{grid}/{level:int}/{row:int}/{column:int}",
    operation_id="read_layer_tile",
    **TILE,
)
async def read_layer_tile(
    request: Request, layers: ReadableLayers, layer: str, grid: InGrid, at: At, asking: Asking
) -> Response:
    return await _tile(request, asking, [layers[layer]], grid, at)


async def _tile(request: Request, asking: Question, layers: list[Layer], grid: Grid, at: Place) -> Response:
    selections = [Selection(layer) for layer in layers]
    return sent(request, await tile_of(request.app.state, asking, selections, at, grid, packs=unpacks(request)))


def told(request: Request, wished: Manner, name: str, content: Json) -> Response:
    """A document as it is wished: JSON, or the page of this name."""
    return page(request, wished, name, document=content) if wished.for_people else answer(content)


def answer(content: Json) -> Response:
    return JSONResponse(content, headers=VARY)


def said(links: Iterable[Link]) -> list[Json]:
    return [link.model_dump(exclude_none=True) for link in links]


def _listed(request: Request, wished: Manner, layers: list[Layer], here: dict[str, str]) -> Response:
    """The tilesets of these layers: one for each grid."""
    sets = [_summary(request, wished, layers, grid, here) for grid in GRIDS.values()]
    return told(request, wished, "tilesets", {"tilesets": sets, "links": said(itself(request, wished))})


def _summary(request: Request, wished: Manner, layers: list[Layer], grid: Grid, here: dict[str, str]) -> Json:
    door = "read_layer_tileset" if here else "read_tileset"
    title = wished.say(layers[0].title, layers[0].title_en) if here else wished.say("全部图层", "All layers")
    scheme = to(request, "read_grid", grid=grid.id)
    links = [
        Link(href=to(request, door, grid=grid.id, **here), rel="self", type=JSON),
        Link(href=scheme, rel=f"{REL}tiling-scheme", type=JSON),
    ]
    named = {"tileMatrixSetURI": grid.registered} if grid.registered else {}
    summary = {"title": title, "dataType": "vector", "crs": grid.crs, "tileMatrixSetId": grid.id}
    return summary | named | {"links": said(links)}


def _tileset(request: Request, wished: Manner, layers: list[Layer], grid: Grid, here: dict[str, str]) -> Json:
    summary = _summary(request, wished, layers, grid, here)
    links = [Link(href=_template(request, grid, here), rel="item", type=MVT, templated=True)]
    if grid == WEB:
        door = "read_layer_tilejson" if here else "read_tilejson"
        links.append(Link(href=to(request, door, **here), rel="describedby", type=JSON, title="TileJSON"))
    more = {"layers": [_in_tile(wished, layer, name) for layer in layers for name in _source_layers(layer)]}
    return summary | more | {"links": summary["links"] + said(links)}


def _in_tile(wished: Manner, layer: Layer, name: str) -> Json:
    dimension = 0 if name != layer.name else DIMENSION.get(layer.geometry)
    known = {"geometryDimension": dimension} if dimension is not None else {}
    schema = {"type": "object", "properties": {field: KINDS[kind] for field, kind in IN_TILE.items()}}
    title = wished.say(layer.title, layer.title_en)
    return {"id": name, "title": title, "dataType": "vector", **known, "propertiesSchema": schema}


def _source_layers(layer: Layer) -> Iterator[str]:
    """The layers in a tile that a layer of the map becomes: its shapes, and a point for each feature."""
    yield layer.name
    if layer.source != "buffer" and point_layer(layer) != layer.name:
        yield point_layer(layer)


def _template(request: Request, grid: Grid, here: dict[str, str]) -> str:
    """The address of a tile, with the names that the standard gives to its parts."""
    return f"{to(request, 'read_layer_tileset' if here else 'read_tileset', grid=grid.id, **here)}" + (
        "/{tileMatrix}/{tileRow}/{tileCol}"
    )


def _tilejson(
    request: Request, wished: Manner, layers: list[Layer], boxes: Iterable[Box | None], here: dict[str, str]
) -> Json:
    known = [box for box in boxes if box]
    sides = list(zip(*known, strict=True))
    around = [min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])] if known else None
    address = _template(request, WEB, here)
    for name, short in (("tileMatrix", "z"), ("tileRow", "y"), ("tileCol", "x")):
        address = address.replace(f"{{{name}}}", f"{{{short}}}")
    fields = {name: KINDS[kind]["type"].capitalize() for name, kind in IN_TILE.items()}
    return {
        "tilejson": "3.0.0",
        "name": wished.say(layers[0].title, layers[0].title_en) if here else wished.say("全部图层", "All layers"),
        "scheme": "xyz",
        "tiles": [address],
        "minzoom": WEB.first,
        "maxzoom": DEEPEST_TILE,
        **({"bounds": around} if around else {}),
        "vector_layers": [{"id": name, "fields": fields} for layer in layers for name in _source_layers(layer)],
    }

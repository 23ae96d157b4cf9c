"""What a style is drawn with: letters and marks; how the pages look. They say nothing of the data and are
open, because programs that fetch them (QGIS, MapLibre) show no token there."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

from geo_app.auth.door import AllLayers
from geo_app.errors import NotFound
from geo_app.ogc.glyph_store import RANGE
from geo_app.ogc.manner import only
from geo_app.ogc.page import style_of_pages
from geo_app.ogc.sprites import index_of, picture_of

router = APIRouter(tags=["ogc"], dependencies=[Depends(only())])
PBF, PNG, CSS = "application/x-protobuf", "image/png", "text/css"
KEPT = {"Cache-Control": "public, max-age=86400"}
SHARPNESS = {"map": 1, "map@2x": 2}
Name = Annotated[str, Path(description="map, or map@2x for screens that are twice as sharp.")]


def answers(media: str) -> dict[str, Any]:
    return {"response_class": Response, "responses": {200: {"content": {media: {}}}}}


@router.get("/fonts/{stack}/{first:int}-{last:int}.pbf", operation_id="read_glyphs", **answers(PBF))
async def read_glyphs(
    request: Request, stack: Annotated[str, Path(max_length=300)], first: int, last: int
) -> Response:
    """256 letters of a font as fields of distances."""
    if last != first + RANGE - 1:
        raise NotFound(f"没有 {first} 至 {last} 的字形", f"每次取 {RANGE} 个，如 0-{RANGE - 1}")
    return Response(await request.app.state.glyphs.of(stack, first), media_type=PBF, headers=KEPT)


@router.get("/sprites/{sprite}.json", operation_id="read_sprite_index", response_class=Response)
def read_sprite_index(layers: AllLayers, sprite: Name) -> Response:
    """Where in the picture each mark is."""
    return JSONResponse(index_of(layers, _times(sprite)), headers=KEPT)


@router.get("/sprites/{sprite}.png", operation_id="read_sprites", **answers(PNG))
def read_sprites(layers: AllLayers, sprite: Name) -> Response:
    """All marks of the map in one picture."""
    return Response(picture_of(layers, _times(sprite)), media_type=PNG, headers=KEPT)


@router.get("/pages.css", operation_id="read_style_of_pages", **answers(CSS))
def read_style_of_pages() -> Response:
    """How the pages for a person look."""
    return Response(style_of_pages(), media_type=CSS)


def _times(name: str) -> int:
    if name not in SHARPNESS:
        raise NotFound("没有这种清晰度的图标", "可用 map.png 和 map@2x.png")
    return SHARPNESS[name]

"""OGC API Styles (20-009, a draft): the look of the map as MapLibre styles, of all layers or one, and legends."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from geo_app.auth.door import ReadableLayers
from geo_app.colour import UNASSESSED_LABEL, UNASSESSED_RING, Colour
from geo_app.layers import Layer, Layers
from geo_app.ogc.links import JSON, MAPLIBRE, Link, itself, root_of, to
from geo_app.ogc.manner import Manner, Wished, only
from geo_app.ogc.page import VARY
from geo_app.ogc.style import drawn_by_others, map_style
from geo_app.ogc.tilesets import said, told
from geo_app.papers.legend import Entry, draw_legend, height_of
from geo_app.papers.svg import Sheet

router = APIRouter(tags=["ogc"])
PLAIN: dict[str, Any] = {"dependencies": [Depends(only())], "response_class": Response}
SVG = "image/svg+xml"
WHOLE = "map"  # the style of all layers at once
WIDE_MM = 75  # one below the other: as wide as a phone
LINES = ("division", "buffer")  # drawn as lines, though they are areas


@router.get("/styles", operation_id="list_styles", **PLAIN)
def list_styles(request: Request, wished: Wished, layers: ReadableLayers) -> Response:
    """The style of the whole map, and one for each layer."""
    titles = {WHOLE: wished.say("整张地图", "The whole map")}
    titles |= {layer.name: wished.say(layer.title, layer.title_en) for layer in layers}
    styles = [{"id": style, "title": title, "links": _links(request, style)} for style, title in titles.items()]
    whole = {"default": WHOLE, "styles": styles, "links": said(itself(request, wished))}
    return told(request, wished, "styles", whole)


@router.get("/styles/{style}", operation_id="read_style", **PLAIN)
def read_style(request: Request, wished: Wished, layers: ReadableLayers, style: str) -> Response:
    """A MapLibre style whose tiles, letters and marks all come from here."""
    made = drawn_by_others(map_style(_of(layers, style), wished.lang), root_of(request))
    return JSONResponse(made, media_type=MAPLIBRE, headers=VARY)


@router.get("/styles/{style}/metadata", operation_id="read_style_metadata", **PLAIN)
def read_style_metadata(request: Request, wished: Wished, layers: ReadableLayers, style: str) -> Response:
    """What a style is made for: its layers, where its legend is."""
    chosen = _of(layers, style)
    title = wished.say("整张地图", "The whole map")
    if style != WHOLE:
        title = wished.say(layers[style].title, layers[style].title_en)
    made = [
        {
            "id": layer.name,
            "title": wished.say(layer.title, layer.title_en),
            "type": layer.geometry,
            "sampleData": _items(request, layer),
        }
        for layer in chosen
    ]
    sheets = [{"title": "MapLibre", "version": "8", "native": True, "link": _link(request, style)}]
    links = _links(request, style)
    about = {"id": style, "title": title, "stylesheets": sheets, "layers": made, "links": links}
    return told(request, wished, "style", about)


@router.get(
    "/styles/{style}/legend",
    operation_id="read_legend",
    responses={200: {"content": {SVG: {}}}},
    **PLAIN,
)
def read_legend(wished: Wished, layers: ReadableLayers, style: str) -> Response:
    """The legend as a drawing."""
    chosen = _of(layers, style)
    entries = list(dict.fromkeys(entry for layer in chosen for entry in _entries(layer, wished)))
    sheet = Sheet.of(WIDE_MM, height_of(entries, 1) + 2, wished.say("图例", "Legend"))
    draw_legend(sheet, entries, 0, WIDE_MM, 1)
    return Response(sheet.text(), media_type=SVG, headers=VARY)


def _of(layers: Layers, style: str) -> Layers:
    """The layers that a style draws. Raises NotFound."""
    return layers if style == WHOLE else replace(layers, by_name={style: layers[style]})


def _entries(layer: Layer, wished: Manner) -> Iterator[Entry]:
    """What a reader meets on the map, in the words of the layer's file."""
    title = wished.say(layer.title, layer.title_en)
    if layer.looks:
        for look in layer.looks:
            said = f"{title} {wished.say(look.title, look.title_en)}"
            if layer.geometry == "point":
                yield Entry(said, "mark", glyph=look.sign or layer.glyph)
            else:
                yield Entry(said, "line", look.colour, dash=look.dash)
    elif layer.graded:
        for colour in Colour:
            yield Entry(wished.say(colour.label, colour.value), "mark", grade=colour.value)
        yield Entry(wished.say(UNASSESSED_LABEL, "not assessed"), "mark")
        yield Entry(wished.say("复评过期", "review overdue"), "mark", grade=Colour.ORANGE.value, stale=True)
    elif layer.geometry in ("point", "any") and layer.source not in LINES:
        yield Entry(title, "mark", glyph=layer.glyph)
    else:
        is_line = layer.geometry == "line" or layer.source in LINES
        drawn = UNASSESSED_RING if layer.colour == "risk" else layer.colour
        yield Entry(title, "line" if is_line else "area", drawn, dash=layer.dash)


def _link(request: Request, style: str) -> dict[str, Any]:
    link = Link(href=to(request, "read_style", style=style), rel="stylesheet", type=MAPLIBRE)
    return link.model_dump(exclude_none=True)


def _links(request: Request, style: str) -> list[dict[str, Any]]:
    metadata = to(request, "read_style_metadata", style=style)
    legend = to(request, "read_legend", style=style)
    more = [Link(href=metadata, rel="describedby", type=JSON), Link(href=legend, rel="preview", type=SVG)]
    return [_link(request, style), *said(more)]


def _items(request: Request, layer: Layer) -> list[dict[str, Any]]:
    return said([Link(href=to(request, "list_items", layer=layer.name), rel="data", type=JSON)])

"""The MapLibre style of the whole map, made from the layer files: what is drawn how, and in which order."""

from collections.abc import Iterator
from typing import Any, Literal

from geo_app.colour import GROUND, HALO, INK, QUIET_INK, UNASSESSED_RING, Colour
from geo_app.layers import Dash, Layer, Layers
from geo_app.tiles import NAMES_FROM, WHOLE_FROM, point_layer

Lang = Literal["zh", "en"]
Json = dict[str, Any]
FONTS = ["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif"]
BOLD = ["Noto Sans CJK SC Bold", *FONTS[1:]]  # the word Bold in the first name sets the weight
RINGS_FROM = 11  # smaller than that a ring of a kilometre is a smudge
DEEPEST_TILE = 16  # beyond, tiles are stretched: places are exact to a few centimetres there
RISK = [
    *("match", ["get", "colour"]),
    *(part for colour in Colour for part in (colour.value, colour.hex)),
    UNASSESSED_RING,
]
RANK = ["match", ["get", "colour"], *(part for colour in Colour for part in (colour.value, colour.rank)), 0]
SOURCE = "layers"
STALE = "-stale"  # ends the name of a mark whose review is overdue
LEVEL = ["coalesce", ["get", "level"], 0]
BESIDE = [18, -18]  # pixels of the icon, to the right and up
IS_POINT = ["==", ["geometry-type"], "Point"]


def map_style(layers: Layers, lang: Lang = "zh") -> Json:
    """A style without glyphs and sprites: the device draws text and the page registers the marks."""
    areas = [part for layer in layers for part in _areas(layer)]
    marks = [part for layer in layers for part in _marks(layer)]
    marks.sort(key=lambda part: _height(part, layers))
    return {
        "version": 8,
        "name": "县域安全风险一张图" if lang == "zh" else "County risk map",
        "sources": {SOURCE: _source(layers)},
        "layers": [
            {"id": "ground", "type": "background", "paint": {"background-color": GROUND}},
            *sorted(areas, key=lambda part: part["metadata"]["level"]),
            *marks,
        ],
    }


def drawn_by_others(style: Json, root: str) -> Json:
    """The same style for other programs: its tiles, letters and marks at whole addresses, marks by name."""
    sources = {
        name: source | {"tiles": [f"{root}{address}" for address in source["tiles"]]}
        for name, source in style["sources"].items()
    }
    parts = {"sprite": f"{root}/sprites/map", "glyphs": f"{root}/fonts/{{fontstack}}/{{range}}.pbf"}
    return (
        style | parts | {"sources": sources, "layers": [each for part in style["layers"] for each in _plain(part)]}
    )


def _plain(part: Json) -> Iterator[Json]:
    """The part in words that QGIS knows: match, but not names put together."""
    layout = part.get("layout", {})
    own = {}
    if "text-font" in layout:
        own["text-font"] = layout["text-font"][:1]
    image = layout.get("icon-image", "")
    if not isinstance(image, str) and not image[1].startswith("glyph-"):
        for state, test in (("", "!="), (STALE, "==")):
            grades = [word for colour in Colour for word in (colour.value, f"mark-{colour}{state}")]
            named = {"icon-image": ["match", ["get", "colour"], *grades, "mark-none"]}
            which = {"id": f"{part['id']}{state}", "filter": [test, ["get", "stale"], True]}
            yield part | which | {"layout": layout | named}
        return
    if not isinstance(image, str):
        own["icon-image"] = image[1].removesuffix("-")  # without the sign of its level
    yield part | {"layout": layout | own} if own else part


def _height(part: Json, layers: Layers) -> int:
    """Marks lie above names, which give way to them; marks of risk above all others."""
    return part["id"].endswith("-mark") * (1 + layers[part["metadata"]["layer"]].graded)


def _source(layers: Layers) -> Json:
    """One source for all: a map cuts its drawing to the tiles of a source each time the source changes."""
    names = ",".join(layer.name for layer in layers)
    return {"type": "vector", "tiles": [f"/tiles/{names}/{{z}}/{{x}}/{{y}}.mvt"], "maxzoom": DEEPEST_TILE}


def _part(layer: Layer, suffix: str, kind: str, **rest: Any) -> Json:
    level = {"division": 0, "zone": 1, "patrol": 1, "resource": 3, "protection": 3, "hazard": 3}[layer.group]
    return {
        "id": f"{layer.name}-{suffix}",
        "type": kind,
        "source": SOURCE,
        "source-layer": point_layer(layer) if suffix.startswith(("mark", "label")) else layer.name,
        "metadata": {"layer": layer.name, "level": level + (suffix == "line" or "look" in suffix)},
        **rest,
    }


def _areas(layer: Layer) -> Iterator[Json]:
    """Fills and outlines of a layer's polygons and lines."""
    colour: Any = RISK if layer.colour == "risk" else layer.colour
    if layer.source == "division":
        yield from _outlines(layer)
        return
    polygon = ["==", ["geometry-type"], "Polygon"]
    if layer.source == "buffer":
        quiet = ["interpolate", ["linear"], ["zoom"], RINGS_FROM, 0.35, RINGS_FROM + 3, 0.9]
        paint = {"line-color": colour, "line-width": 1.2, "line-dasharray": [4, 3], "line-opacity": quiet}
        yield _part(layer, "line", "line", minzoom=RINGS_FROM, paint=paint)
        return
    if layer.geometry != "point":
        opacity = 0.22 if layer.graded else 0.04 if layer.source == "zone" else 0.12  # zones lie upon one another
        yield _part(layer, "fill", "fill", filter=polygon, paint={"fill-color": colour, "fill-opacity": opacity})
        yield from _lines(layer, colour)


def _lines(layer: Layer, colour: Any) -> Iterator[Json]:
    """Outlines: one line, or one for each look of the layer."""
    if not layer.looks:
        yield _part(layer, "line", "line", filter=["!", IS_POINT], paint=_line(colour, layer.dash))
        return
    steps = [look.at_least for look in layer.looks]
    for n, look in enumerate(layer.looks):
        tests = [["!", IS_POINT], *([[">=", LEVEL, look.at_least]] if n else [])]
        tests += [["<", LEVEL, more] for more in steps[n + 1 : n + 2]]
        yield _part(layer, f"line-look-{n}", "line", filter=["all", *tests], paint=_line(look.colour, look.dash))


def _line(colour: Any, dash: Dash) -> Json:
    return {"line-color": colour, "line-width": 2} | ({"line-dasharray": [*dash]} if dash else {})


def _outlines(layer: Layer) -> Iterator[Json]:
    """Boundaries by level: county and up solid, township dashed, village dotted."""
    solid = {"line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.6, 12, 1.6], "line-opacity": 0.7}
    dashed = {"line-width": 1, "line-dasharray": [4, 3], "line-opacity": 0.7}
    dotted = {"line-width": 1, "line-dasharray": [1, 3], "line-opacity": 0.6}
    for suffix, test, minzoom, look in (
        ("line", ["<=", ["get", "level"], 3], 0, solid),
        ("line-township", ["==", ["get", "level"], 4], 9, dashed),
        ("line-village", ["==", ["get", "level"], 5], 11, dotted),
    ):
        paint = {"line-color": layer.colour, **look}
        yield _part(layer, suffix, "line", minzoom=minzoom, filter=test, paint=paint)


def _marks(layer: Layer) -> Iterator[Json]:
    """Symbols, counts far out, and names close by."""
    if layer.source == "division":
        yield from _division_names(layer)
    if layer.source in ("division", "buffer"):
        return
    counted = layer.source == "site" and layer.geometry != "line"
    if counted:
        size = ["interpolate", ["linear"], ["log10", ["get", "n"]], 0, 7, 4, 22]
        paint = {
            "circle-color": RISK if layer.colour == "risk" else layer.colour,
            "circle-radius": size,
            "circle-stroke-color": HALO,
            "circle-stroke-width": 1.5,
            "circle-opacity": 0.9,
        }
        yield _part(layer, "cluster", "circle", maxzoom=WHOLE_FROM, paint=paint)
        text = {"text-field": ["to-string", ["get", "n"]], "text-font": BOLD, "text-size": 12}
        ink = {"text-color": INK, "text-halo-color": HALO, "text-halo-width": 1.2}
        only_many = [">", ["get", "n"], 1]
        yield _part(layer, "cluster-count", "symbol", maxzoom=WHOLE_FROM, filter=only_many, layout=text, paint=ink)
    if layer.source == "site" or layer.geometry in ("point", "any"):
        yield _part(layer, "mark", "symbol", minzoom=WHOLE_FROM, layout=_mark_layout(layer))
    names = {
        "text-field": ["get", "name"],
        "text-font": FONTS,
        "text-size": 12,
        "text-offset": [0, 1.35],
        "text-padding": 1,
        "text-anchor": "top",
        "symbol-sort-key": ["-", 0, RANK],
    }
    ink = {"text-color": INK, "text-halo-color": HALO, "text-halo-width": 1.4}
    yield _part(layer, "label", "symbol", minzoom=NAMES_FROM + 1, layout=names, paint=ink)


def _mark_layout(layer: Layer) -> Json:
    stale = ["case", ["get", "stale"], STALE, ""]
    shade = ["case", ["==", ["get", "colour"], ""], "none", ["get", "colour"]]
    image: Any = ["concat", "mark-", shade, stale] if layer.graded else f"glyph-{layer.name}"
    if layer.looks and layer.geometry == "point":
        image = ["concat", f"glyph-{layer.name}-", LEVEL]
    sizes = (0.55, 0.8, 1) if layer.graded else (0.4, 0.7, 0.9)  # what is at risk stands back behind the risk
    size = ["interpolate", ["linear"], ["zoom"], 10, sizes[0], 13, sizes[1], 16, sizes[2]]
    beside: Json = (
        {"icon-offset": BESIDE} if layer.source == "finding" else {}
    )  # its site's own mark stays in sight
    return {
        "icon-image": image,
        "icon-size": size,
        **beside,
        "icon-padding": 0,
        "symbol-sort-key": LEVEL if layer.looks else RANK,  # the higher risk lies on top
        "icon-allow-overlap": True,  # no mark is dropped for want of room
    }


def _division_names(layer: Layer) -> Iterator[Json]:
    layout = {"text-field": ["get", "name"], "text-font": FONTS, "text-size": 12, "symbol-placement": "point"}
    ink = {"text-color": QUIET_INK, "text-halo-color": HALO, "text-halo-width": 1.5}
    for suffix, level, minzoom in (("label", 3, 6), ("label-township", 4, 10), ("label-village", 5, 13)):
        named = ["==", ["get", "level"], level]
        yield _part(layer, suffix, "symbol", minzoom=minzoom, filter=named, layout=layout, paint=ink)

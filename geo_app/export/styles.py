"""The look of a layer for other programs: QML for QGIS, SLD 1.0 for whoever speaks OGC."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geo_app.colour import UNASSESSED_HEX, UNASSESSED_LABEL, UNASSESSED_RING, Colour
from geo_app.export.columns import COLOUR
from geo_app.export.format import Features
from geo_app.layers import Layer

Shape = Literal["point", "line", "polygon"]
SIZE_MM, LINE_MM, SIZE_PX = 3.0, 0.6, 10
OPACITY = 0.5  # of an area
SYMBOLS: dict[Shape, tuple[str, str]] = {
    "point": ("marker", "SimpleMarker"),
    "line": ("line", "SimpleLine"),
    "polygon": ("fill", "SimpleFill"),
}
OGC = "http://www.opengis.net/ogc"


@dataclass(frozen=True)
class Class:
    """One line of a legend: the value that it stands for ("" for all), its words, its colours."""

    value: str
    label: str
    fill: str
    ring: str


def classes(layer: Layer) -> list[Class]:
    """The legend of a layer: the four colours and what has none, or one colour of its own.

    >>> from geo_app.layers import load_layers
    >>> from geo_app.settings import shipped
    >>> [each.label for each in classes(load_layers([shipped("layers")])["mine"])][:2]
    ['红 重大风险', '橙 较大风险']
    """
    if layer.colour != "risk":
        return [Class("", layer.title, layer.colour, layer.colour)]
    graded = [Class(each.label, f"{each.label} {each.meaning}", each.hex, each.hex) for each in Colour]
    return [*graded, Class(UNASSESSED_LABEL, UNASSESSED_LABEL, UNASSESSED_HEX, UNASSESSED_RING)]


def drawn_as(features: Features) -> Shape:
    """What most of a layer is drawn as: a style speaks of one kind of geometry."""
    found = features.rows.shapes
    if any(name.endswith("Point") for name in found):
        return "point"
    if any(name.endswith("LineString") for name in found):
        return "line"
    if found:
        return "polygon"
    return "point" if features.layer.geometry == "any" else features.layer.geometry


def qml(layer: Layer, shape: Shape) -> str:
    """The style as QGIS reads it."""
    legend = classes(layer)
    graded = len(legend) > 1
    root = Element("qgis", version="3.22", styleCategories="Symbology")
    renderer = SubElement(root, "renderer-v2", type="categorizedSymbol" if graded else "singleSymbol")
    if graded:
        renderer.set("attr", COLOUR.title)
        categories = SubElement(renderer, "categories")
        for number, each in enumerate(legend):
            SubElement(
                categories, "category", symbol=str(number), value=each.value, label=each.label, render="true"
            )
    symbols = SubElement(renderer, "symbols")
    for number, each in enumerate(legend):
        _qml_symbol(symbols, str(number), each, shape)
    return "<!DOCTYPE qgis>\n" + _text(root)


def _qml_symbol(symbols: Element, name: str, each: Class, shape: Shape) -> None:
    kind, drawer = SYMBOLS[shape]
    symbol = SubElement(symbols, "symbol", type=kind, name=name, alpha="1")
    drawn = SubElement(symbol, "layer", {"class": drawer, "enabled": "1", "pass": "0"})
    said = {
        "point": {
            "color": _rgba(each.fill),
            "outline_color": _rgba(each.ring),
            "size": str(SIZE_MM),
            "name": "circle",
        },
        "line": {"line_color": _rgba(each.ring), "line_width": str(LINE_MM)},
        "polygon": {
            "color": _rgba(each.fill, OPACITY),
            "outline_color": _rgba(each.ring),
            "outline_width": str(LINE_MM),
            "style": "solid",
        },
    }[shape]
    for key, value in said.items():
        SubElement(drawn, "prop", k=key, v=value)


def sld(layer: Layer, shape: Shape) -> str:
    """The style as GeoServer and others read it."""
    root = Element(
        "StyledLayerDescriptor",
        {"version": "1.0.0", "xmlns": "http://www.opengis.net/sld", "xmlns:ogc": OGC},
    )
    named = SubElement(root, "NamedLayer")
    SubElement(named, "Name").text = layer.title
    style = SubElement(SubElement(named, "UserStyle"), "FeatureTypeStyle")
    for each in classes(layer):
        rule = SubElement(style, "Rule")
        SubElement(rule, "Title").text = each.label
        if each.value:
            test = SubElement(SubElement(rule, "ogc:Filter"), "ogc:PropertyIsEqualTo")
            SubElement(test, "ogc:PropertyName").text = COLOUR.title
            SubElement(test, "ogc:Literal").text = each.value
        _sld_symbol(rule, each, shape)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _text(root)


def _sld_symbol(rule: Element, each: Class, shape: Shape) -> None:
    stroke = [("stroke", each.ring), ("stroke-width", "2")]
    fill = [("fill", each.fill), ("fill-opacity", str(OPACITY))]
    if shape == "line":
        _parameters(SubElement(rule, "LineSymbolizer"), "Stroke", stroke)
        return
    if shape == "polygon":
        target = SubElement(rule, "PolygonSymbolizer")
    else:
        graphic = SubElement(SubElement(rule, "PointSymbolizer"), "Graphic")
        target = SubElement(graphic, "Mark")
        SubElement(target, "WellKnownName").text = "circle"
        SubElement(graphic, "Size").text = str(SIZE_PX)
        fill = fill[:1]
    _parameters(target, "Fill", fill)
    _parameters(target, "Stroke", stroke)


def _parameters(target: Element, name: str, pairs: Iterable[tuple[str, str]]) -> None:
    part = SubElement(target, name)
    for key, value in pairs:
        SubElement(part, "CssParameter", name=key).text = value


def _rgba(shade: str, opacity: float = 1) -> str:
    return ",".join(str(int(shade[at : at + 2], 16)) for at in (1, 3, 5)) + f",{round(opacity * 255)}"


def _text(root: Element) -> str:
    indent(root)
    return tostring(root, encoding="unicode")

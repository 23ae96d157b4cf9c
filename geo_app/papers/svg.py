"""A drawing in SVG, in millimetres of paper."""

from dataclasses import dataclass
from xml.etree import ElementTree as ET

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo_app.colour import HALO

FONTS = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
SPACE = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Sheet:
    """What is drawn upon: y grows downwards, the origin is the upper left corner."""

    root: ET.Element

    @classmethod
    def of(cls, width: float, height: float, words: str) -> "Sheet":
        """An empty sheet; `words` say what the drawing shows."""
        size = {"width": f"{width:g}mm", "height": f"{height:g}mm", "viewBox": f"0 0 {width:g} {height:g}"}
        root = ET.Element("svg", size | {"xmlns": SPACE, "role": "img", "font-family": FONTS})
        ET.SubElement(root, "title").text = words
        return cls(root)

    def draw(self, tag: str, text: str = "", /, **said: str | float) -> "Sheet":
        """Put an element on the sheet; what is drawn on the answer lies within it. Underscores mean hyphens."""
        named = {name.replace("_", "-"): _plain(value) for name, value in said.items()}
        element = ET.SubElement(self.root, tag, named)
        element.text = text or None
        return Sheet(element)

    def write(self, x: float, y: float, text: str, size: float, **said: str | float) -> None:
        """Words from the left end of their base line, on a white halo."""
        halo: dict[str, str | float] = {"stroke": HALO, "stroke_width": size / 4, "paint_order": "stroke"}
        self.draw("text", text, x=x, y=y, font_size=size, stroke_linejoin="round", **halo | said)

    def text(self) -> str:
        return ET.tostring(self.root, encoding="unicode")


def path_of(shape: BaseGeometry) -> str:
    """The lines and rings of a shape as the data of a path.

    >>> path_of(shapely.LineString([(0, 0), (1.234, 2)]))
    'M0 0L1.23 2'
    """
    if isinstance(shape, Polygon):
        return "".join(_run(ring) + "Z" for ring in (shape.exterior, *shape.interiors))
    if shape.geom_type == "LineString":
        return _run(shape)
    return "".join(path_of(part) for part in getattr(shape, "geoms", ()))


def _run(line: BaseGeometry) -> str:
    places = shapely.get_coordinates(line)
    return "M" + "L".join(f"{_plain(x)} {_plain(y)}" for x, y in places)


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(float(value), 2) + 0:g}"

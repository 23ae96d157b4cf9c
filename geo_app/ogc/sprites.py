"""The marks of the map as one picture and an index, for programs that draw by our style."""

from functools import lru_cache

from geo_app.colour import HALO, UNASSESSED_RING, Colour
from geo_app.layers import Layers
from geo_app.ogc.style import STALE
from geo_app.papers.marks import MARK_MM, draw_mark
from geo_app.papers.svg import Sheet
from geo_app.papers.typeset import png_of

CELL_MM = 5.0
PIXELS = 30  # of a cell, at one to one
NONE = "none"
Index = dict[str, dict[str, float]]


def names_of(layers: Layers) -> list[str]:
    """The pictures that the style names: grades, and a letter for each layer without grades."""
    grades = [*(f"{colour}{state}" for state in ("", STALE) for colour in Colour), NONE]
    return [f"mark-{grade}" for grade in grades] + [f"glyph-{layer.name}" for layer in layers if not layer.graded]


def index_of(layers: Layers, times: int) -> Index:
    """Where in the picture each mark is."""
    side = PIXELS * times
    return {
        name: {"x": n * side, "y": 0, "width": side, "height": side, "pixelRatio": times}
        for n, name in enumerate(names_of(layers))
    }


@lru_cache(maxsize=4)
def picture_of(layers: Layers, times: int) -> bytes:
    """All marks in a row, on nothing."""
    names = names_of(layers)
    wide = CELL_MM * len(names)
    sheet = Sheet.of(wide, CELL_MM, "marks")
    for n, name in enumerate(names):
        _draw(sheet, (n + 0.5) * CELL_MM, CELL_MM / 2, name, layers)
    return png_of(sheet.text(), wide, CELL_MM, PIXELS * times / CELL_MM * 25.4, ground="none")


def _draw(sheet: Sheet, x: float, y: float, name: str, layers: Layers) -> None:
    kind, _, rest = name.partition("-")
    sheet.draw("circle", cx=x, cy=y, r=MARK_MM * 0.62, fill=HALO, fill_opacity=0.85)
    if kind == "glyph":
        draw_mark(sheet, x, y, None, layers[rest].glyph)
    elif rest == NONE:
        sheet.draw("circle", cx=x, cy=y, r=MARK_MM / 2, fill=HALO, stroke=UNASSESSED_RING, stroke_width=0.5)
    else:
        draw_mark(sheet, x, y, rest.removesuffix(STALE), "", stale=rest.endswith(STALE))

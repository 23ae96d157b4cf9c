"""The legend below a plan: only what is on it, with counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo_app.colour import INK
from geo_app.papers.marks import draw_mark
from geo_app.papers.svg import Sheet

COLUMNS, ROW_MM, TEXT_MM, SAMPLE_MM = 4, 5, 2.6, 7
HATCH = "url(#hatch)"


@dataclass(frozen=True)
class Entry:
    """One line of the legend. `look` is mark, area or line; a mark bears a grade or the letter of its layer."""

    title: str
    look: str
    colour: str = INK
    grade: str | None = None
    glyph: str = ""
    dash: tuple[float, ...] = ()
    fill: str = ""
    width: float = 0.35
    stale: bool = False


def height_of(entries: Sequence[Entry], columns: int = COLUMNS) -> float:
    """How much paper the legend needs, in millimetres."""
    return -(-len(entries) // columns) * ROW_MM + 2


def draw_legend(sheet: Sheet, entries: Sequence[Entry], top: float, wide: float, columns: int = COLUMNS) -> None:
    """The entries row by row."""
    for n, entry in enumerate(entries):
        x = n % columns * wide / columns + 1
        y = top + n // columns * ROW_MM + ROW_MM / 2 + 1.5
        _sample(sheet, entry, x, y)
        sheet.draw("text", entry.title, x=x + SAMPLE_MM + 1.5, y=y + TEXT_MM * 0.36, font_size=TEXT_MM, fill=INK)


def _sample(sheet: Sheet, entry: Entry, x: float, y: float) -> None:
    stroke = line_look(entry.colour, entry.width, entry.dash)
    if entry.look == "mark":
        draw_mark(sheet, x + SAMPLE_MM / 2, y, entry.grade, entry.glyph, stale=entry.stale)
    elif entry.look == "line":
        sheet.draw("path", d=f"M{x} {y}H{x + SAMPLE_MM}", fill="none", **stroke)
    else:
        fill: dict[str, str | float] = {"fill": entry.fill or entry.colour}
        fill["fill_opacity"] = 1 if entry.fill else 0.14
        sheet.draw("rect", x=x, y=y - 1.5, width=SAMPLE_MM, height=3, **fill, **stroke)


def line_look(colour: str, width: float, dash: tuple[float, ...]) -> dict[str, str | float]:
    """How a line is drawn; dashes are in widths of the line, as in the layer files."""
    look: dict[str, str | float] = {"stroke": colour, "stroke_width": width, "stroke_linejoin": "round"}
    return look | ({"stroke_dasharray": " ".join(f"{each * width:g}" for each in dash)} if dash else {})

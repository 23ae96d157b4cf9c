"""The marks of a plan: grades by shape and letter, other places by the letter of their layer; north; the scale."""

from geo_app.colour import HALO, INK, Colour
from geo_app.papers.svg import Sheet

MARK_MM = 3.6
BAR_MM = 45  # the scale bar is at most so long
SHAPES = {  # in a box of 1 by 1 around the origin
    "triangle": ((0, -0.5), (0.5, 0.4), (-0.5, 0.4)),
    "square": ((-0.43, -0.43), (0.43, -0.43), (0.43, 0.43), (-0.43, 0.43)),
    "diamond": ((0, -0.55), (0.55, 0), (0, 0.55), (-0.55, 0)),
}


def draw_mark(sheet: Sheet, x: float, y: float, grade: str | None, glyph: str, *, stale: bool = False) -> None:
    """A grade as on the map, with its letter, hatched where its review is overdue; without a grade the letter of
    the layer in a ring."""
    if grade is None:
        sheet.draw("circle", cx=x, cy=y, r=MARK_MM / 2, fill=HALO, stroke=INK, stroke_width=0.25)
        _letter(sheet, x, y, glyph, INK, MARK_MM * 0.66)
        return
    colour = Colour(grade)
    _shape(sheet, x, y, colour, {"fill": colour.hex, "stroke": INK, "stroke_width": 0.25})
    low = 0.4 if colour.shape == "triangle" else 0
    if stale:
        _hatch(sheet, x, y, colour)
        halo: dict[str, str | float] = {"stroke": colour.hex, "stroke_width": 0.5}
        _letter(sheet, x, y + low, colour.letter, colour.hex, MARK_MM * 0.55, **halo)
    _letter(sheet, x, y + low, colour.letter, colour.ink, MARK_MM * 0.55)


def _shape(sheet: Sheet, x: float, y: float, colour: Colour, look: dict[str, str | float]) -> None:
    if colour.shape == "circle":
        sheet.draw("circle", cx=x, cy=y, r=MARK_MM / 2, **look)
    else:
        corners = " ".join(f"{x + dx * MARK_MM:.2f},{y + dy * MARK_MM:.2f}" for dx, dy in SHAPES[colour.shape])
        sheet.draw("polygon", points=corners, **look)


def _hatch(sheet: Sheet, x: float, y: float, colour: Colour) -> None:
    """Lines at 45 degrees within the shape; its edge is drawn anew above them."""
    name, half = f"within-{colour}-{x:g}-{y:g}", MARK_MM / 2
    _shape(sheet.draw("clipPath", id=name), x, y, colour, {})
    lines = "".join(
        f"M{x + at - half:.2f} {y + half:.2f}L{x + at + half:.2f} {y - half:.2f}"
        for at in (-1.8, -0.9, 0, 0.9, 1.8)
    )
    sheet.draw(
        "path", d=lines, fill="none", stroke=HALO, stroke_width=0.3, stroke_opacity=0.75, clip_path=f"url(#{name})"
    )
    _shape(sheet, x, y, colour, {"fill": "none", "stroke": INK, "stroke_width": 0.25})


def _letter(sheet: Sheet, x: float, y: float, letter: str, ink: str, size: float, **more: str | float) -> None:
    middle: dict[str, str | float] = {"text_anchor": "middle", "font_weight": "bold", "fill": ink}
    sheet.draw("text", letter, x=x, y=y + size * 0.36, font_size=size, **middle, **more)


def draw_north(sheet: Sheet, x: float, y: float) -> None:
    """An arrow to true north: the plan is not turned."""
    sheet.draw("circle", cx=x, cy=y, r=6.2, fill=HALO, fill_opacity=0.85)
    for side, fill in ((2.2, INK), (-2.2, HALO)):
        wing = f"M{x} {y - 2.6}L{x + side} {y + 4.4}L{x} {y + 2.9}Z"
        sheet.draw("path", d=wing, fill=fill, stroke=INK, stroke_width=0.2)
    sheet.draw("text", "北", x=x, y=y - 3.1, font_size=2.9, font_weight="bold", text_anchor="middle", fill=INK)


def bar_metres(scale: int) -> float:
    """The round length that a scale bar shows.

    >>> bar_metres(5000), bar_metres(1000)
    (200, 40)
    """
    most = BAR_MM * scale / 1000
    power = 10 ** (len(str(int(most))) - 1)
    return next(step * power for step in (8, 4, 2, 1) if step * power <= most)


def draw_bar(sheet: Sheet, x: float, y: float, scale: int) -> None:
    """Four parts, black and white by turns, metres at its ends and middle; the scale as a number above."""
    metres = bar_metres(scale)
    part = metres * 1000 / scale / 4
    for n in range(4):
        fill = INK if n % 2 == 0 else HALO
        sheet.draw("rect", x=x + n * part, y=y, width=part, height=1.2, fill=fill, stroke=INK, stroke_width=0.2)
    unit, by = ("公里", 1000) if metres >= 2000 else ("米", 1)
    for n, words in ((0, "0"), (2, f"{metres / 2 / by:g}"), (4, f"{metres / by:g} {unit}")):
        anchor = "start" if n == 0 else "middle"
        sheet.draw("text", words, x=x + n * part, y=y + 3.7, font_size=2.3, text_anchor=anchor, fill=INK)
    sheet.draw("text", f"1:{scale}", x=x, y=y - 1.4, font_size=2.9, font_weight="bold", fill=INK)

"""Draw a plan: neighbours, footprint, what was measured; scale bar, north, legend; readable when photocopied."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from geo_app.colour import HALO, INK, UNASSESSED_RING, Colour
from geo_app.geo.local import Local
from geo_app.papers.labels import SIZE_MM, Box, Labels
from geo_app.papers.legend import HATCH, Entry, draw_legend, height_of, line_look
from geo_app.papers.marks import MARK_MM, draw_bar, draw_mark, draw_north
from geo_app.papers.paper import Picture
from geo_app.papers.plan import HEIGHT_MM, WIDTH_MM, Kind, Plan, Thing
from geo_app.papers.svg import Sheet, path_of

POINTS, AREAS = ("Point", "MultiPoint"), ("Polygon", "MultiPolygon")
EDGE = 0.3
FRAME: Box = (EDGE, EDGE, WIDTH_MM - EDGE, HEIGHT_MM - EDGE)
INSIDE = shapely.box(*FRAME)
BAR_ROW_MM = 10
NORTH: Box = (WIDTH_MM - 14, 0, WIDTH_MM, 15)
BORDER = (4.0, 1.5, 1.0, 1.5)  # dashes of a division's border


@dataclass(frozen=True)
class Measure:
    """A connection that was measured (degrees), and its length."""

    between: BaseGeometry
    metres: float

    @property
    def words(self) -> str:
        return f"{self.metres:,.1f} 米"


@dataclass(frozen=True)
class Placed:
    """A thing where it lies on the sheet, cut to the frame."""

    thing: Thing
    kind: Kind
    shape: BaseGeometry

    @property
    def is_point(self) -> bool:
        return self.shape.geom_type in POINTS

    @property
    def is_area(self) -> bool:
        return self.shape.geom_type in AREAS

    @property
    def colour(self) -> str:
        if self.kind.colour != "risk":
            return self.kind.colour
        return Colour(self.thing.colour).hex if self.thing.colour else UNASSESSED_RING

    @property
    def dash(self) -> tuple[float, ...]:
        return BORDER if self.thing.kind == "division" else self.kind.dash


@dataclass(frozen=True)
class Drawing:
    """A plan on its way to paper."""

    plan: Plan
    sheet: Sheet
    labels: Labels = field(default_factory=lambda: Labels(FRAME, [NORTH]))

    def laid(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape in degrees, in millimetres of the sheet."""
        metres = Local(self.plan.lon, self.plan.lat).metres(shape)
        by = 1000 / self.plan.scale
        return shapely.transform(metres, lambda at: at * (by, -by) + (WIDTH_MM / 2, HEIGHT_MM / 2))

    def placed(self) -> list[Placed]:
        """What lies within the frame: areas first, then lines, then points."""
        shapes = (shapely.from_geojson(json.dumps(thing.shape)) for thing in self.plan.things)
        laid = (
            Placed(thing, self.plan.kinds[thing.kind], self.laid(shape))
            for thing, shape in zip(self.plan.things, shapes, strict=True)
        )
        return sorted((each for each in laid if each.shape.intersects(INSIDE)), key=_height)


def draw_plan(plan: Plan, footprint: BaseGeometry, measures: Sequence[Measure], caption: str) -> Picture:
    """The plan as a picture of a paper. Names that find no room are left out, what was measured comes first."""
    words = f"{caption}：用地与周边，比例尺 1:{plan.scale}"
    things = Drawing(plan, Sheet.of(1, 1, "")).placed()
    entries = _entries(things, len(measures))
    height = HEIGHT_MM + BAR_ROW_MM + height_of(entries)
    drawing = Drawing(plan, Sheet.of(WIDTH_MM, height, words))
    ground = _begin(drawing)
    _draw_shapes(ground, things)
    _draw_footprint(ground, drawing.laid(footprint))
    _draw_marks(ground, drawing.labels, things)
    _draw_measures(drawing, measures)
    _write_names(drawing, things)
    sheet, size = drawing.sheet, {"width": WIDTH_MM - 2 * EDGE, "height": HEIGHT_MM - 2 * EDGE}
    draw_bar(sheet, 3, HEIGHT_MM + 5, plan.scale)
    draw_north(sheet, WIDTH_MM - 8, 9)
    sheet.draw("rect", x=EDGE, y=EDGE, fill="none", stroke=INK, stroke_width=0.4, **size)
    draw_legend(sheet, entries, HEIGHT_MM + BAR_ROW_MM, WIDTH_MM)
    return Picture(sheet.text(), WIDTH_MM, height, caption, words)


def _begin(drawing: Drawing) -> Sheet:
    """The white ground, on which nothing leaves the frame, and the hatch of the footprint."""
    sheet = drawing.sheet
    kept = sheet.draw("defs")
    size = {"width": WIDTH_MM - 2 * EDGE, "height": HEIGHT_MM - 2 * EDGE}
    kept.draw("clipPath", id="frame").draw("rect", x=EDGE, y=EDGE, **size)
    pattern = kept.draw("pattern", id="hatch", width=1.6, height=1.6, patternUnits="userSpaceOnUse")
    pattern.draw("path", d="M-0.4 0.4L0.4 -0.4M0 1.6L1.6 0M1.2 2L2 1.2", stroke=INK, stroke_width=0.18)
    sheet.draw("rect", x=EDGE, y=EDGE, fill=HALO, **size)
    return sheet.draw("g", clip_path="url(#frame)")


def _draw_shapes(ground: Sheet, things: list[Placed]) -> None:
    for each in things:
        if each.is_area:
            fill: dict[str, str | float] = {"fill": each.colour, "fill_opacity": 0.14, "fill_rule": "evenodd"}
            ground.draw("path", d=path_of(each.shape), **fill, **line_look(each.colour, 0.35, each.dash))
        elif not each.is_point:
            width = 0.35 if each.thing.kind == "division" else 0.7
            ground.draw("path", d=path_of(each.shape), fill="none", **line_look(each.colour, width, each.dash))


def _draw_footprint(ground: Sheet, footprint: BaseGeometry) -> None:
    """An area is hatched; a point is a cross."""
    black = line_look(INK, 0.7, ())
    if footprint.geom_type in POINTS:
        for x, y in shapely.get_coordinates(footprint):
            ground.draw("path", d=f"M{x - 2:.2f} {y:.2f}h4M{x:.2f} {y - 2:.2f}v4", fill="none", **black)
        return
    fill = HATCH if footprint.geom_type in AREAS else "none"
    ground.draw("path", d=path_of(footprint), fill=fill, fill_rule="evenodd", **black)


def _draw_marks(ground: Sheet, labels: Labels, things: list[Placed]) -> None:
    for each in things:
        for x, y in _marked(each):
            draw_mark(ground, x, y, each.thing.colour, each.kind.glyph)
            labels.take((x - MARK_MM / 2, y - MARK_MM / 2, x + MARK_MM / 2, y + MARK_MM / 2))


def _draw_measures(drawing: Drawing, measures: Sequence[Measure]) -> None:
    """Each connection, its ends left to what stands there, with its length beside its middle."""
    for each in measures:
        within = drawing.laid(each.between).intersection(INSIDE)
        if within.is_empty or within.geom_type != "LineString":
            continue
        drawing.sheet.draw("path", d=path_of(within), fill="none", **line_look(INK, 0.5, ()))
        middle = within.interpolate(0.5, normalized=True)
        west, south, east, north = within.bounds
        at = drawing.labels.place(each.words, middle.x, middle.y, 1, above=east - west > north - south)
        if at:
            drawing.sheet.write(*at, each.words, SIZE_MM, font_weight="bold", fill=INK)


def _write_names(drawing: Drawing, things: list[Placed]) -> None:
    """Points and areas from the middle outwards, lines and borders last."""
    for each in sorted(things, key=lambda each: (each.thing.kind == "division", _from_middle(each))):
        anchor = _anchor(each)
        has_mark = any(True for _ in _marked(each))
        at = drawing.labels.place(each.thing.name, anchor.x, anchor.y, MARK_MM / 2 + 0.4 if has_mark else 0.6)
        if at:
            drawing.sheet.write(*at, each.thing.name, SIZE_MM, fill=INK)


def _marked(each: Placed) -> list[tuple[float, float]]:
    """Where a thing bears a mark: a point at its place, a graded area within itself."""
    if each.is_point:
        return [(x, y) for x, y in shapely.get_coordinates(each.shape) if INSIDE.covers(shapely.Point(x, y))]
    if _bears_grade(each) and each.is_area:
        anchor = _anchor(each)
        return [(anchor.x, anchor.y)]
    return []


def _anchor(each: Placed) -> shapely.Point:
    """Where a name stands: the middle of a line, within an area."""
    within = each.shape.intersection(INSIDE)
    longest = max(shapely.get_parts(within), key=lambda part: (part.length, part.area))
    is_line = longest.geom_type == "LineString"
    return longest.interpolate(0.5, normalized=True) if is_line else shapely.point_on_surface(longest)


def _bears_grade(each: Placed) -> bool:
    """A graded thing is told by the mark of its grade; a line has only its colour."""
    return bool(each.thing.colour) and (each.is_point or (each.is_area and each.kind.colour == "risk"))


def _entries(things: list[Placed], measures: int) -> list[Entry]:
    """The footprint, what was measured, then what is there, counted by grade or by layer."""
    entries = [Entry("用地范围", "area", fill=HATCH, width=0.7)]
    entries += [Entry("量取的最短连线", "line", width=0.5)] if measures else []
    kinds = dict.fromkeys(each.thing.kind for each in things if each.thing.kind != "division")
    for name in kinds:
        some = [each for each in things if each.thing.kind == name and not _bears_grade(each)]
        entries += [_entry(some[0], f"{some[0].kind.title} {len(some)}")] if some else []
    graded = Counter(each.thing.colour for each in things if _bears_grade(each))
    marks = (Entry(f"{colour.meaning} {graded[colour]}", "mark", grade=colour) for colour in Colour)
    entries += [entry for entry in marks if entry.grade in graded]
    borders = next((each for each in things if each.thing.kind == "division"), None)
    return [*entries, Entry("行政区界", "line", borders.colour, dash=BORDER)] if borders else entries


def _entry(first: Placed, title: str) -> Entry:
    if first.is_point:
        return Entry(title, "mark", glyph=first.kind.glyph)
    return Entry(title, "area" if first.is_area else "line", first.colour, dash=first.dash)


def _from_middle(each: Placed) -> float:
    return each.shape.distance(shapely.Point(WIDTH_MM / 2, HEIGHT_MM / 2))


def _height(each: Placed) -> int:
    return -int(shapely.get_dimensions(each.shape))

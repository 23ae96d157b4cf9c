"""The map of the report: townships with their numbers of red and orange sites, hot squares, accidents."""

import math

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.colour import HALO, INK, Colour
from geo_app.divisions.models import Division
from geo_app.papers.labels import SIZE_MM, Labels
from geo_app.papers.legend import line_look
from geo_app.papers.paper import Picture
from geo_app.papers.plan import HEIGHT_MM, WIDTH_MM
from geo_app.papers.svg import Sheet, path_of
from geo_app.situation.hot_spots import Found
from geo_app.situation.page import Situation, Town

EDGE_MM = 4.0
TOWNSHIP = 4
NOTE = "乡镇名后为红、橙点位数；斜线方格为热点；黑点为本年事故。"


def county_picture(session: Session, said: Situation, found: Found) -> Picture:
    """Drawn from the outlines of the townships; without any it is only the frame."""
    words = f"形势图：{NOTE}"
    sheet = Sheet.of(WIDTH_MM, HEIGHT_MM, words)
    size = {"width": WIDTH_MM - 0.6, "height": HEIGHT_MM - 0.6}
    sheet.draw("rect", x=0.3, y=0.3, fill=HALO, stroke=INK, stroke_width=0.4, **size)
    pattern = sheet.draw("defs").draw("pattern", id="hot", width=1.6, height=1.6, patternUnits="userSpaceOnUse")
    pattern.draw("path", d="M-0.4 0.4L0.4 -0.4M0 1.6L1.6 0M1.2 2L2 1.2", stroke=INK, stroke_width=0.25)
    outlines = _outlines(session, said)
    if outlines:
        _draw(sheet, outlines, said, found)
    return Picture(sheet.text(), WIDTH_MM, HEIGHT_MM, words, words)


def _draw(sheet: Sheet, outlines: dict[str, BaseGeometry], said: Situation, found: Found) -> None:
    frame = Frame(shapely.union_all([shapely.envelope(each) for each in outlines.values()]))
    towns = {town.code: town for town in said.towns if town.code}
    labels = Labels((0, 0, WIDTH_MM, HEIGHT_MM))
    for code, outline in outlines.items():
        worst = _worst(towns.get(code))
        fill: dict[str, str | float] = {"fill": worst, "fill_opacity": 0.16, "fill_rule": "evenodd"}
        sheet.draw("path", d=path_of(frame.laid(outline)), **fill, **line_look(INK, 0.3, ()))
    for cell in found.cells:
        shape = frame.laid(shapely.from_geojson(cell.shape))
        sheet.draw("path", d=path_of(shape), fill="url(#hot)", **line_look(INK, 0.3, ()))
    for each in said.year:
        x, y = shapely.get_coordinates(frame.laid(shapely.Point(each.lon, each.lat)))[0]
        sheet.draw("circle", cx=x, cy=y, r=1.1, fill=INK, stroke=HALO, stroke_width=0.3)
    for code, outline in outlines.items():
        town = towns.get(code)
        place = shapely.point_on_surface(frame.laid(outline))
        name = f"{town.short} {town.colours['red']}/{town.colours['orange']}" if town else ""
        at = labels.place(name, place.x, place.y, 0, above=True)
        if at:
            sheet.write(*at, name, SIZE_MM, fill=INK)


class Frame:
    """Degrees as millimetres of the sheet, stretched alike to the east and the north at the middle latitude."""

    def __init__(self, whole: BaseGeometry) -> None:
        west, south, east, north = whole.bounds
        self.middle = ((west + east) / 2, (south + north) / 2)
        self.squeeze = math.cos(math.radians(self.middle[1]))
        across, up = max((east - west) * self.squeeze, 1e-9), max(north - south, 1e-9)
        self.scale = min((WIDTH_MM - 2 * EDGE_MM) / across, (HEIGHT_MM - 2 * EDGE_MM) / up)

    def laid(self, shape: BaseGeometry) -> BaseGeometry:
        by = (self.scale * self.squeeze, -self.scale)
        return shapely.transform(shape, lambda at: (at - self.middle) * by + (WIDTH_MM / 2, HEIGHT_MM / 2))


def _outlines(session: Session, said: Situation) -> dict[str, BaseGeometry]:
    low, high = said.asked.month.bounds
    shape = func.st_asgeojson(func.st_simplifypreservetopology(Division.geom, 0.0005), 6).label("shape")
    wanted = select(Division.id, shape)
    rows = session.execute(
        wanted.where(Division.id.between(low, high), Division.level == TOWNSHIP, Division.geom.is_not(None))
        .where(Division.id.in_([int(town.code.ljust(12, "0")) for town in said.towns if town.code]))
        .order_by(Division.id)
    )
    return {f"{row.id:012d}"[:9]: shapely.from_geojson(row.shape) for row in rows}


def _worst(town: Town | None) -> str:
    """The colour of the worst site there is."""
    shades = [shade for shade in Colour if town and town.colours[shade]]
    return shades[0].hex if shades else HALO

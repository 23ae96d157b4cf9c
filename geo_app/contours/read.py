"""Read a file of contours: which field holds the risk, which shapes are areas, and what is wrong with the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_app.errors import BadInput
from geo_app.geo.datum import move_to_cgcs2000
from geo_app.ingest.issues import RowIssue
from geo_app.ingest.ledger import open_ledger
from geo_app.ingest.shapes import ShapeFault, settle
from geo_app.ingest.sheets import Row, Sheet
from geo_app.layers import Layer
from geo_app.zones.risk_levels import read_level

LIKELY = ("风险", "risk", "等值", "contour", "概率", "level", "value", "数值")
MOST = 500  # contours of one file


@dataclass(frozen=True)
class Asking:
    """What a person said about the file: the field of the risk, one level for all, the coordinate system."""

    field: str | None = None
    level: float | None = None
    crs: int | None = None


@dataclass(frozen=True)
class Problem:
    """What is wrong with one shape; it is not taken in."""

    row: int
    code: str
    title: str
    reason: str
    remedy: str
    value: str


@dataclass(frozen=True)
class Contours:
    """The good shapes with their risk a year, and the problems of the others."""

    field: str | None
    fields: tuple[str, ...]
    good: tuple[tuple[float, BaseGeometry], ...]
    problems: tuple[Problem, ...]


def read_contours(path: Path, layer: Layer, asking: Asking) -> Contours:
    """The contours of a GeoJSON, a GeoPackage or a zipped Shapefile. Raises BadInput for what holds none."""
    with open_ledger(path, lambda _header: False, asking.crs) as ledger:
        sheets = [sheet for sheet in ledger.tables if sheet.has_geometry]
        if not sheets:
            raise BadInput("文件里没有图形", "请导入 GeoJSON、GPKG 或打包成 zip 的 Shapefile")
        sheet, found = sheets[0], list(sheets[0].rows())
    if len(found) > MOST:
        raise BadInput(f"文件里有 {len(found)} 个图形，超过 {MOST} 个", "请只保留等值线")
    place = _place_of_level(sheet, found, asking)
    shapes = settle([_closed(row.geometry) for row in found], move_to_cgcs2000(sheet.crs), layer)
    good, problems = [], []
    for row, shape in zip(found, shapes, strict=True):
        level = asking.level if place is None else read_level(row.cells[place])
        if isinstance(shape, Polygon | MultiPolygon) and level:
            good.append((level, shape))
        else:
            problems.append(_problem(row, shape, None if place is None else row.cells[place]))
    good.sort(key=lambda each: -each[0])
    return Contours(None if place is None else sheet.headers[place], sheet.headers, tuple(good), tuple(problems))


def _closed(shape: BaseGeometry | bool | None) -> BaseGeometry | bool | None:
    """A line that ends where it began encloses an area."""
    lines = shape.geoms if isinstance(shape, MultiLineString) else [shape]
    if all(isinstance(line, LineString) and line.is_closed and len(line.coords) > 3 for line in lines):
        areas = [Polygon(line.coords) for line in lines if isinstance(line, LineString)]
        return areas[0] if len(areas) == 1 else MultiPolygon(areas)
    return shape


def _place_of_level(sheet: Sheet, found: Sequence[Row], asking: Asking) -> int | None:
    """The column of the risk: as named, or the one that reads like it; None where one level holds for all."""
    if asking.field:
        if asking.field not in sheet.headers:
            raise BadInput(
                f"文件里没有字段 {asking.field}", f"现有字段：{'、'.join(sheet.headers)}", field="field"
            )
        return sheet.headers.index(asking.field)
    if asking.level:
        return None
    candidates = [
        place
        for place in range(len(sheet.headers))
        if any(read_level(row.cells[place]) for row in found)
        and all(read_level(row.cells[place]) or row.cells[place] in (None, "") for row in found)
    ]
    named = [place for place in candidates if any(word in sheet.headers[place].lower() for word in LIKELY)]
    chosen = named or candidates
    return chosen[0] if chosen else None


def _problem(row: Row, shape: BaseGeometry | ShapeFault | None, cell: object) -> Problem:
    if isinstance(shape, ShapeFault):
        issue = RowIssue("", row.number, shape.fault.code, shape.where, detail=shape.fault.detail)
        return Problem(row.number, issue.code, issue.title.zh, issue.reason.zh, issue.remedy.zh, shape.where)
    if not isinstance(shape, Polygon | MultiPolygon):
        words = ("图形类型不符", "这里没有闭合的等值线或面", "请在 GIS 软件里闭合后重新导出")
        return Problem(row.number, "wrong_geometry", *words, "")
    told = "" if cell is None else str(cell)[:60]
    reason = f"“{told}”不是每年的个人风险(0 至 0.01)" if told else "没有风险值"
    return Problem(
        row.number, "no_level", "没有风险值", reason, "请选择风险值所在的字段，或填写统一的风险值", told
    )

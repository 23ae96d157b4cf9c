"""One outline from a file or a pasted text, in CGCS2000 degrees: areas of a layer file, or corners."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import shapely
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo_app.errors import BadInput
from geo_app.geo.crs import CGCS2000
from geo_app.geo.datum import Move, move_to_cgcs2000
from geo_app.geo.offset import DOUBT_M, OFFSETS, move_back
from geo_app.ingest.corners import Corners, read_corners
from geo_app.ingest.ledger import Content, open_file
from geo_app.ingest.planes import plane_of, title_of, told_zone
from geo_app.ingest.sheets import Sheet

_SHIFTED = re.compile(r"gcj-?_?0?2|火星|高德|腾讯|amap|bd-?_?09|百度", re.IGNORECASE)
_WKT = re.compile(r"\s*(MULTI)?(POINT|LINESTRING|POLYGON)\s*(Z|M|ZM)?\s*\(", re.IGNORECASE)
_CORNER_ENDS = re.compile("[;\uff1b|\n]+")
_KINDS = (("Polygon", MultiPolygon, "面"), ("LineString", MultiLineString, "线"), ("Point", MultiPoint, "点"))


@dataclass(frozen=True)
class Outline:
    """Where something stands, the coordinate system it came in, and what a reader must know."""

    shape: BaseGeometry
    crs: str
    notes: tuple[str, ...] = ()


def outline_of(path: Path, name: str = "", crs: str = "") -> Outline:
    """The outline in a file. `crs` is what a person states: an EPSG number, gcj02 or bd09; needed where the file
    says nothing, and where its degrees come from a web map.

    Raises BadInput; with `crs_needed` among its members where a statement is missing.
    """
    chosen = crs.strip().lower()
    number = int(chosen) if chosen.isdecimal() else None
    if chosen and number is None and chosen not in OFFSETS:
        raise BadInput(f"没有坐标系 {crs[:40]}", "请填 EPSG 编号，例如 4490；或 gcj02、bd09")
    with open_file(path, number or (CGCS2000 if chosen else None)) as content:
        if not chosen:
            refuse_shifted(content, name or path.name)
        return _from_sheets(content.sheets, chosen) if content.sheets else _from_tables(content, chosen)


def outline_in(text: str, crs: str = "") -> Outline:
    """The outline that a cell of a table holds: well-known text, or corners one after another.

    >>> outline_in("102.40 24.90; 102.41 24.90; 102.41 24.91").shape.geom_type
    'Polygon'
    """
    if _WKT.match(text):
        shape = shapely.from_wkt(text, on_invalid="ignore")
        if shape is None:
            raise BadInput(
                f"范围不是有效的 WKT:{text[:40]}", "请核对括号和坐标，或写成用分号隔开的角点“经度 纬度”"
            )
        return _brought(shapely.force_2d(shape), crs or f"EPSG:{CGCS2000}", ())
    return _of_corners(read_corners([pair] for part in _CORNER_ENDS.split(text) for pair in _pairs(part)), crs)


def _pairs(text: str) -> list[str]:
    """Corners written one after another without a sign between them are pairs of numbers."""
    parts = text.replace(",", " ").replace("\uff0c", " ").split()
    if len(parts) < 4 or len(parts) % 2 or not all(re.fullmatch(r"[\d.]+", part) for part in parts):
        return [" ".join(parts)]
    return [" ".join(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]


def refuse_shifted(content: Content, name: str) -> None:
    """What says itself that it comes from a web map is hundreds of metres off."""
    texts = chain([name], *(sheet.headers for sheet in content.sheets), (sheet.name for sheet in content.sheets))
    first = (
        str(cell)
        for grid in content.grids
        for _, line in zip(range(5), grid.lines(), strict=False)
        for cell in line
    )
    found = next((text for text in chain(texts, first) if _SHIFTED.search(text)), None)
    if found:
        raise BadInput(
            f"文件写有“{found[:40]}”，坐标像是网络地图的偏移坐标，与实地相差数百米",
            "请改用测绘成果；确要使用时，请把坐标系选为 GCJ-02 或 BD-09",
            crs_needed=True,
        )


def _from_sheets(sheets: tuple[Sheet, ...], chosen: str) -> Outline:
    rows = [row for sheet in sheets for row in sheet.rows()]
    shapes = [row.geometry for row in rows if isinstance(row.geometry, BaseGeometry) and not row.geometry.is_empty]
    if any(row.geometry is False for row in rows):
        raise BadInput("文件里有损坏的图形", "请在 GIS 软件里修复几何后重新导出")
    systems = {sheet.crs for sheet in sheets if sheet.crs}
    if not shapes or not systems:
        raise BadInput("文件里没有图形", "请检查导出时是否选中了数据")
    if len(systems) > 1:
        raise BadInput("文件里各图层的坐标系不同", "请统一坐标系后再上传")
    shape, notes = _whole(shapely.force_2d(shapes))
    return _brought(shape, chosen if chosen in OFFSETS else systems.pop(), notes)


def _whole(shapes: Iterable[BaseGeometry]) -> tuple[BaseGeometry, tuple[str, ...]]:
    """The areas; where there are none the lines, then the points. What is left out is said."""
    parts = [part for shape in shapes for part in getattr(shape, "geoms", [shape])]
    parts = [part for each in parts for part in getattr(each, "geoms", [each])]
    for kind, many, _ in _KINDS:
        wanted = [part for part in parts if part.geom_type == kind]
        if not wanted:
            continue
        rest = [
            f"{count} 个{word}" for other, _, word in _KINDS if (count := _count(parts, other)) and other != kind
        ]
        notes = (f"文件里另有 {'、'.join(rest)}，没有用作范围",) if rest else ()
        return wanted[0] if len(wanted) == 1 else many(wanted), notes
    raise BadInput("文件里的图形不是面、线或点", "请在 GIS 软件里转换为多边形后重新导出")


def _count(parts: list[BaseGeometry], kind: str) -> int:
    return sum(part.geom_type == kind for part in parts)


def _from_tables(content: Content, chosen: str) -> Outline:
    visible = [grid for grid in content.grids if not grid.hidden]
    return _of_corners(read_corners(line for grid in visible for line in (*grid.lines(), ())), chosen)


def _of_corners(corners: Corners, chosen: str) -> Outline:
    shape = _drawn(corners)
    if corners.in_degrees:
        return _brought(shape, chosen if chosen in OFFSETS else f"EPSG:{CGCS2000}", ())
    return _brought(shape, plane_of(shape, corners.said, chosen), ())


def _drawn(corners: Corners) -> BaseGeometry:
    """Rings as areas, a ring within another as its hole; two corners are a line, one is a point."""
    if len(corners.rings) == 1 and len(corners.rings[0]) < 3:
        only = corners.rings[0]
        return LineString(only) if len(only) == 2 else Point(only[0])
    short = next((n for n, ring in enumerate(corners.rings, 1) if len(set(ring)) < 3), None)
    if short:
        raise BadInput(
            f"第 {short} 圈只有 {len(set(corners.rings[short - 1]))} 个角点", "一圈至少要三个不同的角点"
        )
    areas = sorted((Polygon(ring) for ring in corners.rings), key=lambda area: -area.area)
    whole: list[Polygon] = []
    for area in areas:
        around = next(
            (n for n, each in enumerate(whole) if each.is_valid and area.is_valid and each.covers(area)), None
        )
        if around is None:
            whole.append(area)
        else:
            whole[around] = Polygon(whole[around].exterior, [*whole[around].interiors, area.exterior])
    return whole[0] if len(whole) == 1 else MultiPolygon(whole)


def _brought(shape: BaseGeometry, system: str, notes: tuple[str, ...]) -> Outline:
    """Into CGCS2000 degrees, from where a person or the file says that it is."""
    if system in OFFSETS:
        told = f"由{OFFSETS[system][0]}坐标反算，可能有 {DOUBT_M} 米以内的误差，余量更小的规定须用测绘成果复核"
        return Outline(_moved(shape, move_back(system)), OFFSETS[system][0], (*notes, told))
    move = move_to_cgcs2000(system)
    told_zone(shape, system)
    return Outline(shape if move is None else _moved(shape, move), title_of(system), notes)


def _moved(shape: BaseGeometry, move: Move) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))

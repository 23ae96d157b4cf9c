"""A list of planned projects: the features of a layer file, or the rows of a table with corners or coordinates."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import to_geojson
from shapely.geometry.base import BaseGeometry

from geo_app.errors import BadInput, GeoAppError
from geo_app.geo.crs import CGCS2000
from geo_app.geo.datum import move_to_cgcs2000
from geo_app.geo.offset import OFFSETS, move_back
from geo_app.ingest.cells import plain
from geo_app.ingest.header_row import table_of
from geo_app.ingest.ledger import open_file
from geo_app.ingest.outline import outline_in, refuse_shifted
from geo_app.ingest.sheets import Row, Sheet
from geo_app.ingest.vocabulary import key
from geo_app.layers import LayerField, Layers
from geo_app.siting.project import ACTS, ProjectType, project_types, read_project

WORDS = {  # headers of a list of projects
    "type": ("项目类型", "类型", "type"),
    "act": ("建设性质", "性质", "act"),
    "name": ("项目名称", "名称", "name"),
    "footprint": ("用地范围", "范围", "角点坐标", "角点", "坐标", "footprint", "wkt"),
    "lon": ("经度", "lon", "longitude", "Y", "Y坐标"),
    "lat": ("纬度", "lat", "latitude", "X", "X坐标"),
}
Line = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """How a list is read: the type where no column names one; where the file names no coordinate system, the EPSG
    number that a person states, or gcj02 or bd09."""

    layers: Layers
    type: str = ""
    crs: str = ""

    @property
    def epsg(self) -> int | None:
        """What layer files without a system of their own are read in. Raises BadInput for what is no system."""
        if self.crs and not self.crs.isdecimal() and self.crs not in OFFSETS:
            raise BadInput(f"没有坐标系 {self.crs[:40]}", "请填 EPSG 编号，例如 4490；或 gcj02、bd09")
        return int(self.crs) if self.crs.isdecimal() else CGCS2000 if self.crs else None


def read_list(order: Order, path: Path, name: str) -> list[Line]:
    """A row for each project. What cannot be is said in its row; a statement that all rows lack is asked for.

    Raises BadInput where the file holds no project, and with `crs_needed` where no coordinate system is known.
    """
    with open_file(path, order.epsg) as content:
        if not order.crs:
            refuse_shifted(content, name)
        sheets = content.sheets or [table_of(grid, _knows)[0] for grid in content.grids]
        lines = [
            _line(order, sheet, row)
            for sheet in sheets
            if not sheet.skipped and (sheet.has_geometry or _tells_place(sheet))
            for row in sheet.rows()
        ]
    if not lines:
        raise BadInput(
            "文件里没有带范围的项目",
            "GIS 文件一个要素一个项目；表格一行一个项目，写出“用地范围”(角点用分号隔开)或“经度”“纬度”",
        )
    return lines


def type_named(name: str) -> ProjectType:
    """A type by its name or its title. Raises BadInput."""
    types = project_types()
    found = types.get(name) or next((each for each in types.values() if each.title == name), None)
    if found is None:
        told = f"没有项目类型“{name}”" if name else "没有说明项目类型"
        raise BadInput(told, f"请填：{'、'.join(each.title for each in types.values())}")
    return found


def _keys(*names: str) -> set[str]:
    return {key(word) for name in names for word in WORDS[name]}


def _knows(header: str) -> bool:
    return key(header) in _keys(*WORDS)


def _tells_place(sheet: Sheet) -> bool:
    headers = {key(header) for header in sheet.headers}
    return bool(headers & _keys("footprint")) or all(headers & _keys(name) for name in ("lon", "lat"))


def _line(order: Order, sheet: Sheet, row: Row) -> Line:
    cells = {key(header): plain(cell) for header, cell in zip(sheet.headers, row.cells, strict=False)}
    said = {name: _first(cells, words) for name, words in WORDS.items()}
    line: Line = {"number": row.number, "name": said["name"]}
    acts = {about["title"]: act for act, about in ACTS.items()}
    rest = {"act": acts.get(said["act"], said["act"] or "new"), "name": said["name"]}
    try:
        kind = type_named(said["type"] or order.type)
        given = _answers(kind, order.layers, cells)
        shape = _drawn(order, sheet, row) if sheet.has_geometry else _written(order, said)
        project = read_project(order.layers, kind.name, shape, given, **rest)
    except GeoAppError as error:
        if "crs_needed" in error.members:
            raise
        return line | {"state": "failed", "error": error.message, "remedy": error.remedy}
    fields = {name: value for name, value in project.fields.items() if name in kind.asks}
    asked = {"type": kind.name, "fields": fields, "own": [], **rest}
    return line | {"asked": asked | {"footprint": json.loads(to_geojson(project.footprint))}}


def _answers(kind: ProjectType, layers: Layers, cells: Mapping[str, str]) -> dict[str, Any]:
    """The numbers that the rules ask for, from the columns that are called after them."""
    found = ((field, _first(cells, _called(field))) for field in kind.questions(layers))
    return {field.name: _choice(field, text) for field, text in found if text}


def _first(cells: Mapping[str, str], words: Sequence[str]) -> str:
    return next((cells[key(word)] for word in words if cells.get(key(word))), "")


def _called(field: LayerField) -> tuple[str, ...]:
    return (field.name, field.title, *field.aliases)


def _choice(field: LayerField, text: str) -> str:
    return next((value for value, title, _ in field.choices if text == title), text)


def _written(order: Order, said: Mapping[str, str]) -> BaseGeometry:
    """The footprint that a row of a table writes out: corners, or one place."""
    text = said["footprint"] or f"{said['lon']} {said['lat']}".strip()
    if not text:
        raise BadInput("没有写用地范围", "请写“用地范围”(角点用分号隔开)，或“经度”“纬度”")
    return outline_in(text, order.crs).shape


def _drawn(order: Order, sheet: Sheet, row: Row) -> BaseGeometry:
    if not isinstance(row.geometry, BaseGeometry):
        raise BadInput("没有用地范围，或范围读不出来", "请在 GIS 软件里修复后重新导出")
    move = move_back(order.crs) if order.crs in OFFSETS else move_to_cgcs2000(sheet.crs)
    flat: BaseGeometry = shapely.force_2d(row.geometry)
    return flat if move is None else shapely.transform(flat, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))

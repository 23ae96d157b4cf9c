"""Divisions out of a person's file: names and codes from a table, outlines from any vector format."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pandas
import pyogrio
import shapely

from geo_app.db import SRID
from geo_app.divisions.code import canonical
from geo_app.errors import BadInput
from geo_app.layers import Layer

PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}  # levels that exist on paper only


@dataclass(frozen=True)
class Fault:
    """A row that could not be taken over.

    >>> print(Fault(3, "53018", "区划代码应为 2、4、6、9 或 12 位数字"))
    第 3 行 53018：区划代码应为 2、4、6、9 或 12 位数字
    """

    row: int
    value: str
    reason: str

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.value}：{self.reason}"


@dataclass(frozen=True)
class Table:
    """Divisions as read: columns code, name, geometry (None where there is no outline)."""

    rows: geopandas.GeoDataFrame
    faults: tuple[Fault, ...]


def read(path: Path, layer: Layer) -> Table:
    """Read code, name and, where there is one, the outline of every row of a file.

    The headers are those of the layer file of divisions; a row with a wrong code, no name, or a code that came
    before is a fault, not an error.
    """
    frame = _frame(path)
    code, name = (_column(frame, layer, field, path) for field in ("code", "name"))
    outlines = frame.geometry if isinstance(frame, geopandas.GeoDataFrame) else [None] * len(frame)
    rows: dict[str, tuple[str, shapely.Geometry | None]] = {}
    faults = []
    lines = zip(_texts(frame[code]), _texts(frame[name]), outlines, strict=True)
    for n, (stated, title, outline) in enumerate(lines, 1):
        key = canonical(stated)
        reason = _fault(key, title, rows)
        if reason:
            faults.append(Fault(n, stated, reason))
        elif title not in PLACEHOLDERS:
            rows[str(key)] = (title, outline)
    taken = {"code": list(rows), "name": [title for title, _ in rows.values()]}
    shapes = [outline for _, outline in rows.values()]
    return Table(geopandas.GeoDataFrame(taken, geometry=shapes, crs=SRID), tuple(faults))


def _fault(code: str | None, title: str, before: Iterable[str]) -> str:
    if code is None:
        return "区划代码应为 2、4、6、9 或 12 位数字"
    if not title:
        return "名称为空"
    return "区划代码与前面的行重复" if code in before else ""


def _frame(path: Path) -> pandas.DataFrame:
    if not path.is_file():
        raise BadInput(f"找不到文件 {path}", "请检查路径")
    try:
        frame = pyogrio.read_dataframe(path, encoding=_encoding(path))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise BadInput(f"读不懂文件 {path.name}", "可用 csv、xlsx、GeoJSON、GPKG、SHP、KML") from error
    if frame.empty:
        raise BadInput(f"文件 {path.name} 里没有数据", "请确认第一个工作表或图层里有行")
    if not isinstance(frame, geopandas.GeoDataFrame):
        return frame
    if frame.crs is None:
        raise BadInput(f"文件 {path.name} 没有说明坐标系", "请补上 .prj 文件，或另存为带坐标系的 GPKG")
    return frame.to_crs(SRID)


def _encoding(path: Path) -> str | None:
    """Chinese offices write csv in GBK as often as in UTF-8, and shapefiles without a .cpg in GBK."""
    if path.suffix.lower() == ".shp":
        return None if path.with_suffix(".cpg").exists() else "GB18030"
    if path.suffix.lower() != ".csv":
        return None
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _column(frame: pandas.DataFrame, layer: Layer, name: str, path: Path) -> str:
    field = layer.field(name)
    known = {_plain(word) for word in (field.title, field.name, *field.aliases)}
    for column in frame.columns:
        if _plain(column) in known:
            return str(column)
    words = "、".join((field.title, *field.aliases))
    raise BadInput(f"文件 {path.name} 没有“{field.title}”这一列", f"表头可写：{words}")


def _plain(header: object) -> str:
    return re.sub(r"\s", "", str(header)).lower().removeprefix("\ufeff")


def _texts(column: pandas.Series) -> list[str]:
    return ["" if pandas.isna(value) else str(value).strip() for value in column]

"""Layer files with geometry: GeoJSON, GeoPackage, KML, GPX, DXF, File Geodatabase; each layer is a sheet."""

from __future__ import annotations

import json
import mmap
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa
import pyogrio
import pyogrio.errors as refused
import shapely
from shapely.geometry.base import BaseGeometry

from geo_app.errors import BadInput
from geo_app.ingest.encodings import encoding_of
from geo_app.ingest.readers import markup
from geo_app.ingest.readers.archive import chunks, member_name, opened
from geo_app.ingest.sheets import Row, Sheet

_CRS = re.compile(rb'"crs"\s{0,99}:\s{0,99}\{')
_ELSEWHERE = re.compile(rb'[^}]{0,999}"type"\s{0,99}:\s{0,99}"(?:link|url)', re.IGNORECASE)
_DATA = re.compile(rb"""(<(?:\w{1,99}:)?Data\s[^<>]{0,999}?\bname\s{0,99}=\s{0,99})(["'])(.*?)\2""", re.DOTALL)
BATCH = 2_000  # features held at a time


def read_geopackage(path: Path, crs: int | None) -> list[Sheet]:
    """The layers of a GeoPackage; tables beside them (explanations, styles) are passed over."""
    _refuse_views(path)
    source = f"GPKG:{path}"  # the named driver, so that a renamed file of another kind is refused
    sheets = [sheet_of(source, name, crs) for name in _layers(source, "GeoPackage")]
    if not any(sheet.has_geometry for sheet in sheets):
        return sheets
    return [each if each.has_geometry else Sheet(each.name, skipped="不是图层") for each in sheets]


def read_packed_geopackage(path: Path, folder: Path, crs: int | None) -> list[Sheet]:
    """The first GeoPackage in a zip, such as a hand-over package."""
    with opened(path) as archive:
        member = next(each for each in archive.infolist() if each.filename.lower().endswith(".gpkg"))
        return read_geopackage(_named(folder, "packed.gpkg", b"".join(chunks(archive, member))), crs)


def read_geojson(path: Path, folder: Path, crs: int | None) -> list[Sheet]:
    """The features of a GeoJSON file; one that is not UTF-8 is written again in `folder`."""
    encoding = encoding_of(path)
    if encoding != "utf-8":
        text = path.read_text(encoding=encoding)
        path = folder / "utf-8.geojson"
        path.write_text(text, encoding="utf-8")
    _refuse_reference(path)
    _layers(str(path), "GeoJSON")
    _refuse_foreign(path)
    return [sheet_of(str(path), None, crs)]


def read_kml(path: Path, folder: Path) -> list[Sheet]:
    """The folders of a KML file. Its coordinates are WGS 84 by definition."""
    markup.check(path, "kml", "KML")
    content, names = _numbered(path.read_bytes(), encoding_of(path))
    source = str(_named(folder, "doc.kml", content))
    sheets = [sheet_of(source, name, None) for name in _layers(source, "KML")]
    return [
        replace(sheet, headers=tuple(names.get(header, header) for header in sheet.headers)) for sheet in sheets
    ]


def _numbered(content: bytes, encoding: str) -> tuple[bytes, dict[str, str]]:
    """The same KML with plain names for its fields, and what they are called: GDAL makes underscores of Chinese
    ones, and one field of two whose names are as long.

    >>> _numbered('<Data name="编号"/><Data name="名称"/>'.encode(), "utf-8")
    (b'<Data name="field_1"/><Data name="field_2"/>', {'field_1': '编号', 'field_2': '名称'})
    """
    plain: dict[bytes, str] = {}

    def number(found: re.Match[bytes]) -> bytes:
        name = plain.setdefault(found[3], f"field_{len(plain) + 1}")
        return found[1] + found[2] + name.encode() + found[2]

    numbered = _DATA.sub(number, content)
    return numbered, {name: unescape(stored.decode(encoding)) for stored, name in plain.items()}


def read_kmz(path: Path, folder: Path) -> list[Sheet]:
    """The first KML in a KMZ, which is a zip."""
    with opened(path) as archive:
        member = next(each for each in archive.infolist() if each.filename.lower().endswith(".kml"))
        target = _named(folder, "packed.kml", b"".join(chunks(archive, member)))
    return read_kml(target, folder)


def read_dxf(path: Path, folder: Path, crs: int | None) -> list[Sheet]:
    """A drawing; a closed line in it is an outline. A drawing never says its coordinate system."""
    source = str(_named(folder, "drawing.dxf", path.read_bytes()))
    _layers(source, "DXF")
    sheet = sheet_of(source, None, crs, "DXF")

    def rows() -> Iterator[Row]:
        return (row._replace(geometry=_closed(row.geometry)) for row in sheet.rows())

    return [replace(sheet, rows=rows)]


def read_gpx(path: Path, folder: Path) -> list[Sheet]:
    """The waypoints, routes and tracks of a satellite receiver; its points along a track are no sites."""
    markup.check(path, "gpx", "GPX")
    source = str(_named(folder, "receiver.gpx", path.read_bytes()))
    wanted = [name for name in _layers(source, "GPX") if name in ("waypoints", "routes", "tracks")]
    sheets = [sheet_of(source, name, None) for name in wanted]
    filled = [sheet for sheet in sheets if next(sheet.rows(), None)]
    if not filled:
        raise BadInput("GPX 文件里没有航点、航线或航迹", "请在手持机或手机上重新导出")
    return filled


def read_geodatabase(path: Path, folder: Path, crs: int | None) -> list[Sheet]:
    """The layers of a zipped File Geodatabase (a folder named .gdb)."""
    target = folder / "packed.gdb"
    target.mkdir()
    with opened(path) as archive:
        for member in archive.infolist():
            name = PurePosixPath(member_name(member).replace("\\", "/"))
            if name.parent.suffix.lower() == ".gdb" and not member.is_dir():
                with (target / name.name).open("wb") as file:
                    file.writelines(chunks(archive, member))
    return [sheet_of(str(target), name, crs) for name in _layers(str(target), "File Geodatabase")]


def _named(folder: Path, name: str, content: bytes) -> Path:
    """GDAL knows these files by how their names end, whatever they were called when they came."""
    (folder / name).write_bytes(content)
    return folder / name


def _closed(shape: BaseGeometry | bool | None) -> BaseGeometry | bool | None:
    if isinstance(shape, shapely.LineString) and shape.is_closed and len(shape.coords) > 3:
        return shapely.Polygon(shape)
    return shape


def sheet_of(source: str, layer: str | None, crs: int | None, title: str = "") -> Sheet:
    """One layer of a file that GDAL reads. `crs` stands in for a coordinate system that the file does not name."""
    try:
        about = pyogrio.read_info(source, layer=layer)
    except (refused.DataSourceError, refused.DataLayerError, ValueError, UnboundLocalError) as error:
        raise _unreadable(
            title or "图层文件"
        ) from error  # the last: pyogrio, of a coordinate system it cannot write
    named = about["crs"] or (f"EPSG:{crs}" if crs else "")
    if "undefined" in named.lower():
        named = f"EPSG:{crs}" if crs else ""
    headers = tuple(str(name) for name in about["fields"])
    if about["geometry_type"] is not None and not named:
        raise BadInput(
            "文件没有写明坐标系(缺少 .prj 或坐标系未定义)",
            "请补上坐标系后重新打包；确知坐标系时可在导入时注明，例如 4490 表示 CGCS2000 经纬度",
            crs_needed=True,
        )
    return Sheet(title or layer or "", 0, headers, lambda: _rows(source, layer, headers), named)


def _rows(source: str, layer: str | None, headers: tuple[str, ...]) -> Iterator[Row]:
    number = 0
    try:
        with pyogrio.open_arrow(source, layer=layer, batch_size=BATCH) as (about, stream):
            geometry_name = about["geometry_name"] or "wkb_geometry"
            for batch in pa.RecordBatchReader.from_stream(stream):
                names = batch.schema.names
                columns = [_values(batch.column(names.index(name))) if name in names else None for name in headers]
                geometries = _geometries(batch, geometry_name)
                for place in range(batch.num_rows):
                    number += 1
                    cells = [_cell(column[place]) if column is not None else None for column in columns]
                    yield Row(number, cells, geometries[place])
    except (
        refused.DataSourceError,
        refused.DataLayerError,
        pa.ArrowException,
        UnicodeDecodeError,
        OSError,
    ) as error:
        raise _unreadable("图层文件") from error


def _geometries(batch: pa.RecordBatch, name: str) -> list[BaseGeometry | bool | None]:
    """The geometry of each feature: None where there is none, False where it cannot be read."""
    if name not in batch.schema.names:
        return [None] * batch.num_rows
    stored = batch.column(name).to_pylist()
    with np.errstate(invalid="ignore"):  # a corner that is no number is told when the shape is looked at
        read = shapely.from_wkb(stored, on_invalid="ignore")
    return [
        False if wkb is not None and geometry is None else geometry
        for wkb, geometry in zip(stored, read, strict=True)
    ]


def _values(column: pa.Array) -> list[object]:
    """The values of one field; a text cut inside a character loses that half."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        texts = column.cast(pa.binary()).to_pylist()
        return [None if text is None else text.decode("utf-8", "ignore") for text in texts]


def _cell(value: object) -> object:
    """A property of a feature as a cell: lists and objects as their JSON text."""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else value


def _layers(source: str, what: str) -> list[str]:
    try:
        names = [str(name) for name in pyogrio.list_layers(source)[:, 0]]
    except (refused.DataSourceError, refused.DataLayerError, ValueError) as error:
        raise _unreadable(f"{what} 文件") from error
    if not names:
        raise BadInput(f"{what} 文件里没有图层", "请检查导出时是否选中了数据")
    return names


def _refuse_views(path: Path) -> None:
    """A view is a program that whoever made the file has us run, perhaps without end."""
    views = "SELECT name FROM sqlite_master WHERE type = 'view' AND name IN (SELECT table_name FROM gpkg_contents)"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            names = [str(name) for (name,) in file.execute(views)]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _unreadable("GeoPackage 文件") from error
    if names:
        raise BadInput(f"GeoPackage 的图层“{names[0]}”是视图", "请在 GIS 软件里把它另存为图层再导入")


def _refuse_reference(path: Path) -> None:
    """A coordinate system that is to be fetched from elsewhere: GDAL would ask that address."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        found = any(_ELSEWHERE.match(text, start.end()) for start in _CRS.finditer(text))
    if found:
        raise BadInput("GeoJSON 的坐标系写成了网络地址", "请去掉 crs 或写成 EPSG 编号，再导入")


def _refuse_foreign(path: Path) -> None:
    """GeoJSON in a named coordinate system of old is read by it; everything else is WGS 84."""
    driver = pyogrio.read_info(path)["driver"]
    if driver not in ("GeoJSON", "GeoJSONSeq"):
        raise BadInput(f"这是 {driver}，不是 GeoJSON", "请另存为 GeoJSON 再导入")


def _unreadable(what: str) -> BadInput:
    return BadInput(f"{what}已损坏或不完整", "请在 GIS 软件里打开并重新导出后再导入")

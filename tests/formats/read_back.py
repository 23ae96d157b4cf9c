"""The names and shapes that a file holds, read by other tools than ours: GDAL, pyarrow, calamine."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pyogrio
import shapely
from python_calamine import CalamineWorkbook
from shapely.geometry.base import BaseGeometry

from geo_app.export.package import Package
from tests.formats.conftest import unzipped

Found = list[tuple[str, BaseGeometry]]


def by_gdal(path: Path) -> Found:
    found: Found = []
    for name, kind in pyogrio.list_layers(path):
        if kind is not None:
            frame = pyogrio.read_dataframe(path, layer=name)
            title = next(each for each in ("名称", "name", "Name") if each in frame.columns)
            found += zip(frame[title], frame.geometry, strict=True)
    return found


def by_folder(package: Package, pattern: str) -> Found:
    return [row for path in sorted(unzipped(package).glob(pattern)) for row in by_gdal(path)]


def by_parquet(path: Path) -> Found:
    table = pyarrow.parquet.read_table(path)
    return list(zip(table["name"].to_pylist(), shapely.from_wkb(table["geom"].to_pylist()), strict=True))


def by_lines(path: Path) -> Found:
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    east, north = ("经度", "纬度") if "经度" in rows[0] else ("东坐标", "北坐标")
    return [(row["名称"].removeprefix("'"), _on_line(row, east, north)) for row in rows]


def _on_line(row: dict[str, str], east: str, north: str) -> BaseGeometry:
    if "几何WKT" in row:
        return shapely.from_wkt(row["几何WKT"])
    return shapely.Point(float(row[east]), float(row[north]))


def by_sheet(path: Path) -> Found:
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("数据").to_python()
    east, north = (head.index(one if one in head else other) for one, other in SIDES)
    return [(str(row[head.index("名称")]), shapely.Point(row[east], row[north])) for row in rows]


SIDES = (("经度", "东坐标"), ("纬度", "北坐标"))
READ: dict[str, Callable[[Package], Found]] = {
    "gpkg": lambda package: by_gdal(package.path),
    "flatgeobuf": lambda package: by_gdal(package.path),
    "geojson": lambda package: by_gdal(package.path),
    "geojsonseq": lambda package: by_gdal(package.path),
    "kml": lambda package: by_gdal(package.path),
    "kmz": lambda package: by_folder(package, "doc.kml"),
    "shp": lambda package: by_folder(package, "*.shp"),
    "shp_utf8": lambda package: by_folder(package, "*.shp"),
    "handover": lambda package: by_folder(package, "*.gpkg"),
    "geoparquet": lambda package: by_parquet(package.path),
    "csv": lambda package: by_lines(package.path),
    "xlsx": lambda package: by_sheet(package.path),
}

"""A ledger as it comes: what kind of file it is, by its content, and its sheets."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo_app.errors import BadInput
from geo_app.ingest.header_row import refuse_too_wide, table_of
from geo_app.ingest.readers import delimited, shapefile, spreadsheet, vector
from geo_app.ingest.readers.archive import member_name, opened
from geo_app.ingest.sheets import Grid, Sheet

SUPPORTED = "支持 xlsx、xls、csv、txt、GeoJSON、GPKG、KML、KMZ、GPX、DXF，以及打包成 zip 的 SHP、GDB、GPKG"
_TEXT = (".csv", ".txt", ".tsv", ".dat", ".xls", "")  # an .xls that is really a text table is common
_DRAWING = re.compile(rb"(?:999\s[^\n]*\n\s*)*0\s+SECTION\s")  # comments may stand before it
_FOREIGN = {
    b"AutoCAD Binary DXF": ("这是二进制 DXF", "请在 CAD 里另存为 ASCII 格式的 DXF"),
    b"AC10": ("这是 DWG", "请在 CAD 里另存为 DXF"),
    b"%PDF": ("这是 PDF", "请向提供方索取表格原件"),
    b"Rar!": ("这是 RAR 压缩包", "请解压后重新压缩成 zip"),
    b"7z\xbc\xaf": ("这是 7z 压缩包", "请解压后重新压缩成 zip"),
    b"\x89PNG": ("这是图片", SUPPORTED),
    b"\xff\xd8\xff": ("这是图片", SUPPORTED),
}


@dataclass(frozen=True)
class Ledger:
    """The sheets of a file; the ones that are not tables say why they are passed over."""

    sheets: tuple[Sheet, ...]

    @property
    def tables(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.skipped)


@dataclass(frozen=True)
class Content:
    """What a file holds: tables whose headers are not found yet, or layers with geometry."""

    grids: tuple[Grid, ...] = ()
    sheets: tuple[Sheet, ...] = ()


@contextmanager
def open_ledger(path: Path, knows: Callable[[str], bool], crs: int | None = None) -> Iterator[Ledger]:
    """Open a ledger by its content, whatever its name ends with.

    `knows` tells whether the layer knows a header; `crs` is the EPSG number of a layer file that does not say.
    Raises BadInput, with the remedy, for what is no ledger.
    """
    with open_file(path, crs) as content:
        refuse_too_wide(max((len(sheet.headers) for sheet in content.sheets), default=0))
        yield Ledger(content.sheets or _tables(content.grids, knows))


@contextmanager
def open_file(path: Path, crs: int | None = None) -> Iterator[Content]:
    """What is in a file of any kind that we read. Raises BadInput."""
    if not path.is_file():
        raise BadInput(f"没有文件 {path.name}", "请核对文件名和路径")
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise BadInput("文件是空的", "请重新导出后再导入")
    with tempfile.TemporaryDirectory(prefix="geo-app-ledger-") as folder:
        yield _content(path, start, Path(folder), crs)


def _content(path: Path, start: bytes, folder: Path, crs: int | None) -> Content:
    for mark, (what, remedy) in _FOREIGN.items():
        if start.startswith(mark):
            raise BadInput(what, remedy)
    if start.startswith(spreadsheet.OLE):
        return Content(tuple(spreadsheet.read(path)))
    if start.startswith(b"PK"):
        return _archived(path, folder, crs)
    if start.startswith(b"SQLite format 3\0"):
        return Content(sheets=tuple(vector.read_geopackage(path, crs)))
    return _text(path, start, folder, crs)


def _archived(path: Path, folder: Path, crs: int | None) -> Content:
    kind = _archive_kind(path)
    if kind == "xlsx":
        return Content(tuple(spreadsheet.read(path)))
    if kind == "geopackage":
        return Content(sheets=tuple(vector.read_packed_geopackage(path, folder, crs)))
    if kind == "gdb":
        return Content(sheets=tuple(vector.read_geodatabase(path, folder, crs)))
    return Content(
        sheets=tuple(vector.read_kmz(path, folder) if kind == "kmz" else shapefile.read(path, folder, crs))
    )


def _text(path: Path, start: bytes, folder: Path, crs: int | None) -> Content:
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if text.startswith((b"{", b"[{")):
        return Content(sheets=tuple(vector.read_geojson(path, folder, crs)))
    if text.startswith(b"<") and b"<kml" in text[:1024]:
        return Content(sheets=tuple(vector.read_kml(path, folder)))
    if text.startswith(b"<") and b"<gpx" in text[:1024]:
        return Content(sheets=tuple(vector.read_gpx(path, folder)))
    if text.startswith(b"<"):
        raise BadInput("这是网页或 XML，不是表格", "请用 Excel 或 GIS 软件另存。" + SUPPORTED)
    if _DRAWING.match(text):
        return Content(sheets=tuple(vector.read_dxf(path, folder, crs)))
    if path.suffix.lower() not in _TEXT:
        raise BadInput(f"不支持 {path.suffix or '这种'} 文件，或文件已损坏", SUPPORTED)
    return Content(tuple(delimited.read(path)))


def _archive_kind(path: Path) -> str:
    """What a zip holds."""
    with opened(path) as archive:
        names = {member_name(member).lower() for member in archive.infolist()}
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if any(".gdb/" in name for name in names):
        return "gdb"
    if any(name.endswith(".gpkg") for name in names):
        return "geopackage"
    if any(name.endswith(".shp") for name in names):
        return "shapefile"
    if "word/document.xml" in names:
        raise BadInput("这是 Word 文档", "请把其中的表格复制到 Excel，另存为 .xlsx")
    if any(name.endswith(".kml") for name in names):
        return "kmz"
    if "content.xml" in names:
        raise BadInput("这是 OpenDocument 表格", "请另存为 .xlsx 再导入")
    raise BadInput("压缩包里没有可以导入的文件", SUPPORTED)


def _tables(grids: Sequence[Grid], knows: Callable[[str], bool]) -> tuple[Sheet, ...]:
    """Sheets under their headers. Where some show headers that the layer knows, the others are passed over."""
    found = [table_of(grid, knows) for grid in grids]
    if all(sheet.skipped for sheet, _ in found):
        if all(sheet.skipped == "空工作表" for sheet, _ in found):
            raise BadInput("文件里没有数据", "请重新导出后再导入")
        raise BadInput("没有找到表头", "请在数据上方加一行列名，例如 名称、经度、纬度")
    if not any(known for _, known in found):
        return tuple(sheet for sheet, _ in found)
    return tuple(
        sheet if known or sheet.skipped else Sheet(sheet.name, skipped="没有本图层认识的列名")
        for sheet, known in found
    )

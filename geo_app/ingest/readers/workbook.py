"""What must be known of an xlsx before it is opened: is it whole, does it fit into memory, which cells are errors.

The spreadsheet reader holds a sheet as one rectangle: a single cell in the last row and column of an otherwise
empty sheet would take all memory there is, so the extent is measured first, on the stream.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from zipfile import ZipFile

from geo_app.errors import BadInput
from geo_app.ingest.readers.archive import chunks, opened

CELLS = 20_000_000  # of one sheet: about 600 MB in memory
_COLUMN = re.compile(rb"\sr=[\"']([A-Z]{1,3})\d")
_ROW = re.compile(rb"\sr=[\"'][A-Z]{0,3}(\d{1,7})[\"']")
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_FAILED = re.compile(rb"\st=[\"']e[\"']")
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_UNSAVED = re.compile(rb"</f>(?:<v\s*/>|<v></v>)?</c>|<f\b[^<>]*/>(?:<v\s*/>)?</c>")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^<>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(r"\b([\w:]{1,40})\s{0,9}=\s{0,9}[\"']([^\"']*)[\"']")


@dataclass
class Extent:
    """What the stream of one sheet shows: its size, its failed formulas, and formulas saved without a result."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column) from 0 -> #N/A
    unsaved: int = 0


def inspect(path: Path) -> dict[str, Extent]:
    """The extents of the sheets by name. Raises BadInput for what must not be opened."""
    with opened(path) as archive:
        names = set(archive.namelist())
        if any(name.endswith("vbaProject.bin") for name in names):
            raise BadInput("表格里有宏", "请另存为不含宏的 .xlsx 再导入")
        if "xl/workbook.xml" not in names:
            raise BadInput("这不是 Excel 工作簿", "请另存为 .xlsx 再导入")
        extents = {name: _measure(archive, name) for name in names if name.startswith("xl/worksheets/")}
        for name in names - set(extents):
            for _ in chunks(archive, archive.getinfo(name)):
                pass  # read to its end: a damaged member shows
        return {title: extents[target] for title, target in _sheets(archive) if target in extents}


def _measure(archive: ZipFile, name: str) -> Extent:
    extent = Extent()
    for text in _whole_cells(chunks(archive, archive.getinfo(name))):
        rows = {int(row) for row in set(_ROW.findall(text))}
        extent.rows = max(extent.rows, max(rows, default=0))
        extent.columns = max(extent.columns, max(map(_number, set(_COLUMN.findall(text))), default=0))
        extent.unsaved += len(_UNSAVED.findall(text)) if b"<f" in text else 0
        if b't="e"' in text or b"t='e'" in text:
            extent.errors |= _failed(text)
        if extent.rows * extent.columns > CELLS:
            raise BadInput(
                f"工作表占 {extent.rows} 行 × {extent.columns} 列，范围过大",
                "请删除数据之外的空行和空列(选中后右键删除)再保存",
            )
    return extent


def _failed(cells: bytes) -> dict[tuple[int, int], str]:
    """The cells of a piece of a sheet whose formula failed. Cut first and then looked at: a pattern that spans
    tags would take hours on tags that never close."""
    found = {}
    for piece in cells.split(b"</c>"):
        head, _, inside = piece[piece.rfind(b"<c ") :].partition(b">")
        place, value = _PLACE.search(head), _VALUE.search(inside)
        if place and value and _FAILED.search(head):
            found[int(place[2]) - 1, _number(place[1]) - 1] = value[1].decode("utf-8", "replace")
    return found


def _whole_cells(stream: Iterator[bytes]) -> Iterator[bytes]:
    """The stream in pieces that do not cut a cell in two."""
    rest = b""
    for chunk in stream:
        text = rest + chunk
        cut = text.rfind(b"</c>") + 4
        if cut < 4 and len(text) < 8 * len(chunk):
            rest = text
            continue
        yield text[:cut] if cut >= 4 else text
        rest = text[cut:] if cut >= 4 else b""
    yield rest


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """The title of each sheet and the member that holds it."""
    names = archive.namelist()
    if "xl/_rels/workbook.xml.rels" not in names:
        raise BadInput("Excel 工作簿不完整", "请用 Excel 或 WPS 打开并另存后再导入")
    relations = _attributes(_RELATION, archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in _attributes(_SHEET, archive.read("xl/workbook.xml")):
        target = targets.get(sheet.get("r:id", sheet.get("id")), "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        yield sheet.get("name", ""), path


def _attributes(tag: re.Pattern[str], xml: bytes) -> list[dict[str, str]]:
    text = xml.decode("utf-8", "replace")
    return [
        {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found)} for found in tag.findall(text)
    ]


def _number(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

"""Spreadsheets: xlsx and the xls of before 2007."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from geo_app.errors import BadInput
from geo_app.ingest.cells import CellError
from geo_app.ingest.readers import old_workbook
from geo_app.ingest.readers.old_workbook import OldSheet
from geo_app.ingest.readers.workbook import Extent, inspect
from geo_app.ingest.sheets import Cells, Grid

OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # xls, and encrypted xlsx
T = TypeVar("T")
AnySheet = CalamineSheet | OldSheet
Load = Callable[[str], AnySheet]


class Range(NamedTuple):
    """A merged range: last line, first and last column."""

    bottom: int
    left: int
    right: int


def read(path: Path) -> list[Grid]:
    """The sheets of a workbook. Raises BadInput for a damaged, encrypted, oversized or macro-bearing one."""
    with path.open("rb") as file:
        old = file.read(len(OLE)) == OLE
    if old:
        return [_old(sheet) for sheet in old_workbook.read(path)]
    extents = inspect(path)
    book = _guarded(lambda: CalamineWorkbook.from_path(path))
    load = lru_cache(maxsize=2)(lambda name: _guarded(lambda: book.get_sheet_by_name(name)))
    return [
        _grid(load, meta.name, extents.get(meta.name, Extent()), meta.visible != SheetVisibleEnum.Visible)
        for meta in book.sheets_metadata
    ]


def _old(sheet: OldSheet) -> Grid:
    return _grid(lambda _name: sheet, sheet.name, Extent(), sheet.hidden)


def _grid(load: Load, name: str, extent: Extent, hidden: bool) -> Grid:
    unsaved = f"有 {extent.unsaved} 个公式没有保存结果，读作空；请用 Excel 或 WPS 打开并保存一次"
    return Grid(name, lambda: _lines(load(name), extent), (unsaved,) if extent.unsaved else (), hidden)


def _lines(sheet: AnySheet, extent: Extent) -> Iterator[Cells]:
    """All lines from the first; failed formulas as errors, a merged range with its value in each of its cells."""
    offset = sheet.start[1] if sheet.start else 0
    errors: dict[int, list[tuple[int, str]]] = {}
    for (place, column), text in extent.errors.items():
        errors.setdefault(place, []).append((column - offset, text))
    merged = _merged(sheet, offset)
    spread: list[tuple[Range, object]] = []
    rows: Iterator[Iterable[object]] = iter(sheet.iter_rows())
    for number, line in enumerate(rows):
        cells: list[object] = [*line]
        for column, text in errors.get(number, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = CellError(text)
        if spread or number in merged:
            spread += [(found, cells[found.left]) for found in merged.get(number, ()) if found.left < len(cells)]
            for found, value in spread:
                width = min(found.right + 1, len(cells)) - found.left
                cells[found.left : found.left + width] = [value] * width
            spread = [(found, value) for found, value in spread if found.bottom > number]
        yield cells


def _merged(sheet: AnySheet, offset: int) -> dict[int, list[Range]]:
    """The merged ranges by their first line, columns counted from the first used one."""
    ranges: dict[int, list[Range]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left >= offset:
            ranges.setdefault(top, []).append(Range(bottom, left - offset, right - offset))
    return ranges


def _guarded(call: Callable[[], T]) -> T:
    """The reader's own errors, and its panics on damaged files, in words."""
    try:
        return call()
    except PasswordError as error:
        raise _has_password() from error
    except (CalamineError, OSError) as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # not a child of Exception
            raise _damaged() from error
        raise


def _has_password() -> BadInput:
    return BadInput("表格有打开密码", "请取消密码(另存时不设密码)再导入")


def _damaged() -> BadInput:
    return BadInput("表格文件已损坏或不完整", "请用 Excel 或 WPS 打开并另存为 .xlsx 再导入")

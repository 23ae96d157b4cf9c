"""Excel: the table, what its fields mean, and what the file is, on three sheets."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from geo_app.colour import HEAD, HEAD_INK, Colour
from geo_app.export.columns import DICTIONARY, Column
from geo_app.export.format import ABOUT, Features, Format
from geo_app.export.places import place_columns, places

SHEET_ROWS = 1_048_575  # below the titles; what goes beyond stands on a further sheet
CELL_CHARACTERS = 32_767
FIRST_YEAR = 1900  # Excel knows no earlier one
HEADER = {"bold": True, "bg_color": HEAD, "font_color": HEAD_INK, "valign": "vcenter", "border": 1}
Put = Callable[[int, int, Any], object]


def write(features: Features, path: Path) -> None:
    """Row by row: memory does not grow with the table. Text is written as text, never as a formula."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        book.set_properties({"title": features.layer.title, "comments": "\n".join(map(":".join, features.about))})
        columns = (*features.columns, *place_columns(features.crs))
        _data(book, features, columns)
        _text_sheet(book, "字段说明", DICTIONARY, [column.described for column in columns])
        _text_sheet(book, "说明", ABOUT, features.about)


def _data(book: xlsxwriter.Workbook, features: Features, columns: tuple[Column, ...]) -> None:
    header, day = book.add_format(HEADER), book.add_format({"num_format": "yyyy-mm-dd"})
    fills = {c.label: book.add_format({"bg_color": c.hex, "font_color": c.ink}) for c in Colour}
    rows = _rows(features)
    for number in range(sheets_for(features.rows.count, SHEET_ROWS)):
        sheet = _sheet(book, f"数据{number + 1}" if number else "数据", [c.title for c in columns], header)
        puts = [_put(sheet, column, day, fills) for column in columns]
        line = 0
        for line, row in enumerate(islice(rows, SHEET_ROWS), 1):
            for place, (put, value) in enumerate(zip(puts, row, strict=True)):
                if value is not None:
                    put(line, place, value)
        sheet.autofilter(0, 0, max(line, 1), len(columns) - 1)


def sheets_for(rows: int, each: int) -> int:
    """How many sheets hold so many rows; an empty table has one too.

    >>> sheets_for(0, 1000), sheets_for(1000, 1000), sheets_for(1001, 1000)
    (1, 1, 2)
    """
    return max(1, -(-rows // each))


def _rows(features: Features) -> Iterator[tuple[Any, ...]]:
    for batch in features.rows.batches():
        values = [batch[column.name].to_pylist() for column in features.columns]
        yield from zip(*values, *places(batch["geom"], features.crs), strict=True)


def _put(sheet: Worksheet, column: Column, day: Style, fills: dict[str, Style]) -> Put:
    """How a value of this column is put into a cell."""
    if column.kind in {"integer", "number"}:
        return sheet.write_number

    def text(line: int, place: int, value: str) -> None:
        style = fills.get(value) if column.name == "colour" else None
        sheet.write_string(line, place, value[:CELL_CHARACTERS], style)

    def on(line: int, place: int, value: date) -> None:
        if value.year < FIRST_YEAR:
            sheet.write_string(line, place, value.isoformat())
        else:
            sheet.write_datetime(line, place, value, day)

    return on if column.kind == "date" else text


def _sheet(book: xlsxwriter.Workbook, name: str, titles: Sequence[str], header: Style) -> Worksheet:
    sheet = book.add_worksheet(name)
    for place, title in enumerate(titles):
        sheet.set_column(place, place, 26 if title in {"名称", "说明", "内容"} else max(12, 2 * len(title) + 4))
    sheet.set_row(0, 24)
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, header)
    sheet.freeze_panes(1, 0)
    return sheet


def _text_sheet(
    book: xlsxwriter.Workbook, name: str, titles: Sequence[str], lines: Sequence[Sequence[str]]
) -> None:
    sheet = _sheet(book, name, titles, book.add_format(HEADER))
    for line, texts in enumerate(lines, 1):
        for place, text in enumerate(texts):
            sheet.write_string(line, place, text)


FORMAT = Format(
    name="xlsx",
    title="Excel 表格",
    title_en="Excel workbook",
    extension="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    description="打印、汇报和再次导入用:带经纬度、字段说明和出处;线和面只给其上一点。",
    description_en=(
        "To print, to report and to import again: longitude and latitude, fields explained, source "
        "named; a line or area gives one point on it."
    ),
    write=write,
)

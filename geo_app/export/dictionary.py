"""What the fields of an export mean, as a table to read and to file."""

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

from geo_app.colour import HEAD, HEAD_INK
from geo_app.export.columns import DICTIONARY, Column

HEADER = {"bold": True, "bg_color": HEAD, "font_color": HEAD_INK, "valign": "vcenter", "border": 1}


def as_text(columns: Iterable[Column], path: Path) -> None:
    """A line for each field, tabs between: any editor opens it."""
    lines = ["\t".join(each) for each in (DICTIONARY, *(column.described for column in columns))]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")


def as_workbook(columns: Iterable[Column], path: Path) -> None:
    """The same as a workbook."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("字段说明")
        sheet.set_column(0, len(DICTIONARY) - 1, 18)
        sheet.write_row(0, 0, DICTIONARY, book.add_format(HEADER))
        for number, column in enumerate(columns, 1):
            for place, text in enumerate(column.described):
                sheet.write_string(number, place, text)
        sheet.freeze_panes(1, 0)

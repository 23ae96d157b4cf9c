"""The figures of a month as an Excel file: a line for each township, and on a second sheet what each figure is."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from geo_app.colour import HEAD, HEAD_INK
from geo_app.desk.month import Line, Month, figures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_WIDTH, FIGURE_WIDTH, TEXT_WIDTH = 34, 12, 80


def month_workbook(month: Month, lines: Sequence[Line]) -> bytes:
    """A share that cannot be reckoned stays empty."""
    file, told = BytesIO(), figures()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": HEAD, "font_color": HEAD_INK, "text_wrap": True})
        share, bold = book.add_format({"num_format": "0.0%"}), book.add_format({"bold": True})
        sheet = book.add_worksheet(f"{month.first:%Y-%m}")
        sheet.set_column(0, 0, NAME_WIDTH)
        sheet.set_column(1, len(told), FIGURE_WIDTH)
        for column, title in enumerate(("乡镇(街道)", *(each.title for each in told))):
            sheet.write_string(0, column, title, head)
        for number, line in enumerate(lines, 1):
            sheet.write_string(number, 0, line.name, None if line.code else bold)
            for column, figure in enumerate(told, 1):
                value = line.figures[figure.figure]
                if value is not None:
                    sheet.write_number(number, column, value, share if figure.kind == "share" else None)
        sheet.freeze_panes(1, 1)
        about = book.add_worksheet("口径")
        about.set_column(0, 0, FIGURE_WIDTH + 4)
        about.set_column(1, 1, TEXT_WIDTH)
        about.write_string(0, 0, f"{month.first} 至 {month.last}")
        for number, figure in enumerate(told, 1):
            about.write_string(number, 0, figure.title, bold)
            about.write_string(number, 1, figure.meaning)
    return file.getvalue()

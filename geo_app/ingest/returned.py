"""A person's own table back: the same sheets in the same order, faulty cells coloured with a comment, and a list
of the issues that leads to each of them; ready to be corrected and brought in again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from geo_app.colour import Colour
from geo_app.errors import BadInput
from geo_app.ingest.ledger import open_file
from geo_app.ingest.models import Issue
from geo_app.ingest.sheets import Grid

LIST = "数据问题"
_HEADS = ("工作表", "行", "列", "值", "问题", "怎么办", "处理")
_WIDTHS = (14, 6, 16, 24, 40, 40, 10)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
Faults = Mapping[tuple[int, int], list[Issue]]  # (line, column) from 0


def returned_workbook(path: Path, sheets: Sequence[Mapping[str, Any]], issues: Sequence[Issue]) -> bytes:
    """The table at `path` with its issues marked. `sheets` are those of its import, with the headers of each.

    Raises BadInput for a layer file, which has no cells."""
    buffer = BytesIO()
    with open_file(path) as content:
        if not content.grids:
            raise BadInput("图层文件没有单元格可以标注", "请下载问题清单，在 GIS 软件里改正")
        with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
            links: dict[int, tuple[str, int, int]] = {}
            for number, grid in enumerate(content.grids, 1):
                title = grid.name if grid.name and grid.name != LIST else f"数据{number}"
                faults = _by_cell(issues, grid.name, _columns(sheets, grid.name))
                _copy(book, book.add_worksheet(title), grid, faults)
                links |= {issue.id: (title, *place) for place, found in faults.items() for issue in found}
            _list(book, book.add_worksheet(LIST), issues, links)
    return buffer.getvalue()


def _columns(sheets: Sequence[Mapping[str, Any]], name: str) -> dict[str, int]:
    """Where the headers of a sheet stand."""
    mine: Iterable[Mapping[str, Any]] = next((sheet["columns"] for sheet in sheets if sheet["name"] == name), ())
    return {column["header"]: column["index"] for column in mine}


def _by_cell(issues: Sequence[Issue], sheet: str, columns: Mapping[str, int]) -> Faults:
    """The issues of a sheet by cell; one of the whole row stands at its first cell."""
    found: dict[tuple[int, int], list[Issue]] = defaultdict(list)
    for issue in issues:
        if issue.sheet == sheet:
            named = [columns[part] for part in issue.header.split("、") if part in columns]
            for column in [columns[issue.header]] if issue.header in columns else named or [0]:
                found[issue.row - 1, column].append(issue)
    return found


def _copy(book: xlsxwriter.Workbook, sheet: Worksheet, grid: Grid, faults: Faults) -> None:
    plain, day = book.add_format(), book.add_format({"num_format": "yyyy-mm-dd"})
    held, told = (book.add_format({"bg_color": c.hex, "font_color": c.ink}) for c in (Colour.RED, Colour.YELLOW))
    for line, cells in enumerate(grid.lines()):
        for column, cell in enumerate(cells):
            mine = faults.get((line, column))
            style = (held if any(issue.blocks for issue in mine) else told) if mine else None
            if isinstance(cell, date | datetime):
                sheet.write_datetime(line, column, cell, style or day)
            elif cell is not None and cell != "":
                value = cell if isinstance(cell, str | int | float | bool) else str(cell)
                sheet.write(line, column, value, style or plain)
            elif style:
                sheet.write_blank(line, column, None, style)
    for (line, column), mine in faults.items():
        words = "\n".join(f"{issue.reason}。{issue.remedy}" for issue in mine)
        sheet.write_comment(line, column, words[:2000], {"x_scale": 2})
    sheet.hide() if grid.hidden else None


def _list(
    book: xlsxwriter.Workbook, sheet: Worksheet, issues: Sequence[Issue], links: Mapping[int, tuple[str, int, int]]
) -> None:
    head, link = book.add_format({"bold": True}), book.add_format({"underline": True})
    sheet.write_row(0, 0, _HEADS, head)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for line, issue in enumerate(issues, 1):
        effect = "未写入" if issue.blocks else "已提示"
        where = (issue.sheet, issue.row, issue.header)
        sheet.write_row(line, 0, [*where, issue.value, issue.reason, issue.remedy, effect])
        if issue.id in links:
            title, row, column = links[issue.id]
            quoted = title.replace("'", "''")
            sheet.write_url(line, 1, f"internal:'{quoted}'!{xl_rowcol_to_cell(row, column)}", link, str(issue.row))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(issues), 1), len(_HEADS) - 1)

"""The answers of many screenings as an Excel file: what an office sorts, forwards and files."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from geo_app.colour import HEAD, HEAD_INK
from geo_app.siting.models import ScreeningRow, ScreeningRun
from geo_app.siting.project import project_types
from geo_app.siting.screen import VERDICTS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (  # title and width
    *(("行号", 8), ("项目名称", 32), ("项目类型", 20), ("结论", 14), ("决定性条目或变化", 60)),
    *(("变化条数", 10), ("没有筛查的原因", 40), ("处理办法", 40)),
)
TOLD = "每行的结论是对当时地图数据的核对；“未见不符”只指已核查的规定，不表示没有风险。完整条目请在系统里逐个打开。"


def run_workbook(run: ScreeningRun, rows: Iterable[ScreeningRow]) -> bytes:
    """The rows under their titles, and on a second sheet what they are."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": HEAD, "font_color": HEAD_INK})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("批量筛查")
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width, wrapped)
            sheet.write_string(0, column, title, head)
        line = 0
        for line, row in enumerate(rows, 1):
            sheet.write_number(line, 0, row.number)
            for column, text in enumerate(_texts(row), 1):
                sheet.write_string(line, column, text)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(line, 1), len(COLUMNS) - 1)
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 100, wrapped)
        for number, text in enumerate((run.title, f"{run.started_at:%Y-%m-%d %H:%M}", TOLD)):
            about.write_string(number, 0, text)
    return file.getvalue()


def _texts(row: ScreeningRow) -> tuple[str, ...]:
    kind = project_types().get(row.asked.get("type", ""))
    verdict = VERDICTS[row.verdict]["title"] if row.state == "done" and row.verdict else ""
    changes = "" if row.changes is None else str(row.changes)
    return row.name, kind.title if kind else "", verdict, row.deciding, changes, row.error, row.remedy

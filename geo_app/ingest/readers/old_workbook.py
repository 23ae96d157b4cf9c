"""The xls of before 2007, read by a process apart: a damaged one can send its reader round in circles until all
memory is gone, which nothing in the same process can stop."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from geo_app.errors import BadInput

MEMORY = 1 << 30  # bytes; the format ends at 65,536 rows of 256 columns
SECONDS = 20
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
DAY = "day"  # the mark of one among the values
Corner = tuple[int, int]  # row and column from 0


@dataclass(frozen=True)
class OldSheet:
    """One sheet, with what the reader of newer workbooks says of its sheets."""

    name: str
    hidden: bool
    start: Corner | None
    merged_cell_ranges: list[tuple[Corner, Corner]]
    lines: list[list[object]]

    def iter_rows(self) -> Iterator[list[object]]:
        return iter(self.lines)


def read(path: Path) -> list[OldSheet]:
    """Raises BadInput for a damaged, encrypted, endless or macro-bearing workbook."""
    content = path.read_bytes()
    if _ENCRYPTED in content:
        raise BadInput("表格有打开密码", "请取消密码(另存时不设密码)再导入")
    if _MACROS in content:
        raise BadInput("表格里有宏", "请另存为不含宏的 .xlsx 再导入")
    try:
        apart = [sys.executable, "-m", __name__, str(path)]
        ended = subprocess.run(apart, capture_output=True, check=True, timeout=SECONDS * 2)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise BadInput("表格文件已损坏或不完整", "请用 Excel 或 WPS 打开并另存为 .xlsx 再导入") from error
    return [OldSheet(**told) for told in json.loads(ended.stdout, object_hook=_day)]


def _told(path: Path) -> str:
    """The sheets as the process apart says them."""
    book = CalamineWorkbook.from_path(path)
    sheets = []
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        told = {"name": about.name, "hidden": about.visible != SheetVisibleEnum.Visible, "start": sheet.start}
        told |= {"merged_cell_ranges": sheet.merged_cell_ranges or [], "lines": list(sheet.iter_rows())}
        sheets.append(told)
    return json.dumps(sheets, default=_said)


def _said(cell: object) -> object:
    """A day keeps its kind; a time of day or a span is a text."""
    return {DAY: cell.isoformat()} if isinstance(cell, date) else str(cell)


def _day(told: dict[str, Any]) -> Any:
    return datetime.fromisoformat(told[DAY]) if DAY in told else told


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(_told(Path(sys.argv[1])))

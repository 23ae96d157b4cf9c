"""Text tables: csv, txt, tsv in any encoding that Chinese software writes."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from geo_app.errors import BadInput
from geo_app.ingest.encodings import encoding_of
from geo_app.ingest.sheets import Cells, Grid

_SEPARATORS = ",\t;|，"
_SAMPLE = 60  # lines


def read(path: Path) -> list[Grid]:
    """The one table of the file. Its lines are counted as a spreadsheet counts them: a line break within quotes
    does not begin a new one."""
    encoding = encoding_of(path)
    separator = separator_of(path, encoding)
    return [Grid("", lambda: _lines(path, encoding, separator))]


def separator_of(path: Path, encoding: str) -> str:
    """The separator that cuts the first lines into the same number of cells, the more cells the better."""
    return max(_SEPARATORS, key=lambda separator: _evenness(path, encoding, separator))


def _evenness(path: Path, encoding: str, separator: str) -> tuple[int, int]:
    try:
        widths = Counter(len(line) for line in islice(_lines(path, encoding, separator), _SAMPLE) if len(line) > 1)
    except BadInput:  # a line that this separator does not cut may be longer than a cell can be
        return (0, 0)
    if not widths:
        return (0, 0)
    width, times = max(widths.items(), key=lambda item: item[1] * item[0])
    return (times * width, width)


def _lines(path: Path, encoding: str, separator: str) -> Iterator[Cells]:
    try:
        with path.open(encoding=encoding, newline="", errors="strict") as file:
            yield from csv.reader(file, delimiter=separator)
    except csv.Error as error:
        raise BadInput(
            "文本表格读不下去：引号不成对或单元格过长", "请用 Excel 或 WPS 打开并另存为 .xlsx"
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput("文字编码前后不一致", "请另存为 CSV(UTF-8)再导入") from error

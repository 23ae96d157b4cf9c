"""Which line of a sheet holds its headers: title rows above, merged cells and two-line headers are normal."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from geo_app.errors import BadInput
from geo_app.ingest.cells import is_missing, plain
from geo_app.ingest.homecoming import DICTIONARY
from geo_app.ingest.sheets import Cells, Grid, Row, Sheet

COLUMNS = 1_000  # of one sheet; the widest ledgers known have 200
_SEARCHED = 40  # lines: a header further down is not a header
_DEPTH = 3  # lines that one header may take


@dataclass(frozen=True)
class Header:
    """The last line of the header (1 = first line) and the text of each column."""

    line: int
    texts: tuple[str, ...]
    known: int  # how many of the texts the layer knows


def table_of(grid: Grid, knows: Callable[[str], bool]) -> tuple[Sheet, int]:
    """The sheet under its header line, and how many headers are known; a sheet without a header is passed over."""
    if grid.hidden:
        return Sheet(grid.name, skipped="隐藏的工作表"), 0
    lines = list(islice(iter(grid.lines()), _SEARCHED + 1))
    refuse_too_wide(max((sum(1 for cell in line if cell not in (None, "")) for line in lines), default=0))
    if lines and {plain(cell) for cell in lines[0]} >= DICTIONARY:
        return Sheet(grid.name, skipped="字段说明"), 0
    header = find_header(lines, knows)
    if header is None:
        empty = not any(plain(cell) for line in lines for cell in line)
        return Sheet(grid.name, skipped="空工作表" if empty else "没有表头，不像表格"), 0
    sheet = Sheet(
        grid.name,
        header.line,
        header.texts,
        lambda: (
            Row(number, cells)
            for number, cells in enumerate(grid.lines(), 1)
            if number > header.line and _is_filled(cells)
        ),
        notes=grid.notes,
    )
    return sheet, header.known


def refuse_too_wide(columns: int) -> None:
    """Raises BadInput for what is no ledger, but would take minutes to be looked at."""
    if columns > COLUMNS:
        raise BadInput(f"表格有 {columns} 列，超过 {COLUMNS} 列", "请只保留需要导入的列；行列颠倒的表请先转置")


def find_header(lines: Sequence[Cells], knows: Callable[[str], bool]) -> Header | None:
    """The header among the first lines: the one with most texts that the layer knows, otherwise the first line of
    distinct words above a line of values.

    >>> lines = [["安宁市矿山台账", "", ""], ["编号", "位置", "位置"], ["", "经度", "纬度"], [1.0, 102.4, 24.9]]
    >>> find_header(lines, {"编号", "经度", "纬度"}.__contains__)
    Header(line=3, texts=('编号', '经度', '纬度'), known=3)
    """
    best: Header | None = None
    for line in range(min(len(lines), _SEARCHED)):
        for depth in range(1, min(_DEPTH, line + 1) + 1):
            texts = _combined(lines[line - depth + 1 : line + 1])
            known = len({text for text in texts if text and knows(text)})
            if known >= 2 and (best is None or known > best.known) and _are_words(lines[line]):
                best = Header(line + 1, texts, known)
    return best or _by_shape(lines)


def _by_shape(lines: Sequence[Cells]) -> Header | None:
    for line, (cells, below) in enumerate(pairwise(lines), 1):
        texts = [plain(cell) for cell in cells if plain(cell)]
        width = max(2, sum(1 for cell in below if plain(cell)) // 2)
        distinct = len(texts) == len(set(texts)) and all(len(text) <= 60 for text in texts)
        if len(texts) >= width and distinct and _are_words(cells) and any(plain(cell) for cell in below):
            return Header(line, _combined([cells]), 0)
    return None


def _are_words(cells: Cells) -> bool:
    """No number, date or coordinate stands among the headers (a year may: 2025)."""
    return not any(_is_value(cell) for cell in cells)


def _is_value(cell: object) -> bool:
    if isinstance(cell, str):
        text = cell.strip().replace(",", "")
        return text.replace(".", "", 1).lstrip("+-").isdigit() and not _is_year(text)
    return not (cell is None or _is_year(plain(cell)))


def _is_filled(cells: Cells) -> bool:
    return any(
        cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace()) for cell in cells
    )


def _is_year(text: str) -> bool:
    return len(text) == 4 and text[:2] in ("19", "20") and text.isdigit()


def _combined(lines: Sequence[Cells]) -> tuple[str, ...]:
    """One text per column: the lowest that is filled; where that is not distinct, with the text above it."""
    width = max((column for line in lines for column, cell in enumerate(line, 1) if plain(cell)), default=0)
    stacks = [[plain(line[column]) for line in lines if column < len(line)] for column in range(width)]
    filled = [[text for text in stack if not is_missing(text)] for stack in stacks]
    lowest = [stack[-1] if stack else "" for stack in filled]
    doubled = {text for text, times in Counter(lowest).items() if times > 1 and text}
    texts = [
        " ".join(dict.fromkeys(stack)) if text in doubled else text
        for stack, text in zip(filled, lowest, strict=True)
    ]
    return tuple(_distinct(texts))


def _distinct(texts: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    result = []
    for text in texts:
        seen[text] += 1
        result.append(f"{text} ({seen[text]})" if text and seen[text] > 1 else text)
    return result

"""Read a ledger for a method: which column answers which question, and the answers of each row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geo_app.classification.method import Method
from geo_app.errors import BadInput
from geo_app.ingest.cells import folded, is_missing, plain
from geo_app.ingest.ledger import open_ledger
from geo_app.ingest.sheets import Cells, Sheet
from geo_app.ingest.vocabulary import key
from geo_app.layers import Layer
from geo_app.reckoning.inputs import Input

CODE = "code"
MOST_ROWS = 100_000
_BRACKET = re.compile(r"[((].*?[))]")


@dataclass(frozen=True)
class Question:
    """What a column may answer: an input, or a column of a table input (`table` is then its name)."""

    asked: Input
    table: str = ""


@dataclass
class Answers:
    """The answers for one site. `number` is the first row of the file that speaks of it."""

    number: int
    code: str
    inputs: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Filled:
    """A ledger as read for a method: its columns as matched (header and question), and the answers."""

    columns: tuple[dict[str, str | None], ...]
    answers: tuple[Answers, ...]


def read_sheet(path: Path, method: Method, layer: Layer) -> Filled:
    """The answers in a ledger. Where a question is a table, the rows with the same code are its rows.

    Raises BadInput where there is no column of codes, or none that answers the method."""
    questions = _questions(method)
    codes = {key(text) for text in _calls_of_code(layer)}
    with open_ledger(path, lambda header: _key(header) in questions or key(header) in codes) as ledger:
        sheet = max(ledger.tables, key=lambda each: len(_matched(each, questions, codes)))
        matched = _matched(sheet, questions, codes)
        if CODE not in matched.values():
            raise BadInput(f"没有“编号”列，不知道每行说的是哪个{layer.title}", "请加一列编号，与图层中的编号一致")
        if len(set(map(str, matched.values()))) < 2:
            titles = "、".join(each.title for each in method.inputs if each.required)
            raise BadInput(f"没有一列对应“{method.title}”的项", f"请加上这些列：{titles}")
        columns = tuple(_told(header, matched.get(n)) for n, header in enumerate(sheet.headers) if header)
        return Filled(columns, tuple(_answers(sheet, matched)))


def _answers(sheet: Sheet, matched: Mapping[int, Question | str]) -> Iterator[Answers]:
    """The answers of each row; further rows of a code only add to its tables."""
    has_table = any(isinstance(each, Question) and each.table for each in matched.values())
    known: dict[str, Answers] = {}
    rows = 0
    for rows, row in enumerate(sheet.rows(), 1):
        if rows > MOST_ROWS:
            raise BadInput(f"文件超过 {MOST_ROWS} 行", "请拆成几个文件")
        code, inputs, lines = _row(row.cells, matched)
        found = known.get(code) if has_table and code else None
        if found is None:
            found = known[code] = Answers(row.number, code)
            found.inputs |= inputs
            if not has_table:
                yield found
        for table, line in lines.items():
            found.inputs.setdefault(table, [])
            table_rows = found.inputs[table]
            assert isinstance(table_rows, list)
            table_rows.append(line)
    if has_table:
        yield from known.values()


def _row(
    cells: Cells, matched: Mapping[int, Question | str]
) -> tuple[str, dict[str, object], dict[str, dict[str, object]]]:
    code, inputs, lines = "", dict[str, object](), dict[str, dict[str, object]]()
    for place, meant in matched.items():
        text = plain(cells[place]) if place < len(cells) else ""
        if isinstance(meant, str):
            code = text
        elif not is_missing(text):
            where = lines.setdefault(meant.table, {}) if meant.table else inputs
            where[meant.asked.name] = _chosen(meant.asked, text)
    return code, inputs, lines


def _chosen(asked: Input, text: str) -> object:
    """A choice may be written by its value or by its words."""
    by_words = {
        folded(words): each.value for each in asked.choices for words in (each.label, each.label_en) if words
    }
    return by_words.get(folded(text), text)


def _questions(method: Method) -> dict[str, Question]:
    """Every way to write the header of an input. A column of a table may also be called by the table's title."""
    found: dict[str, Question] = {}
    for asked in method.inputs:
        if asked.type == "table":
            for column in asked.columns:
                _enter(found, column, Question(column, asked.name))
            found.setdefault(_key(asked.title), Question(asked.columns[0], asked.name))
        else:
            _enter(found, asked, Question(asked))
    return found


def _enter(found: dict[str, Question], asked: Input, question: Question) -> None:
    words = (asked.name, asked.title, asked.title_en, asked.title.removesuffix(asked.name))
    for text in words:
        if _key(text):
            found.setdefault(_key(text), question)


def _matched(sheet: Sheet, questions: Mapping[str, Question], codes: set[str]) -> dict[int, Question | str]:
    matched: dict[int, Question | str] = {}
    for place, header in enumerate(sheet.headers):
        meant = CODE if key(header) in codes else questions.get(_key(header))
        if meant and meant not in matched.values():
            matched[place] = meant
    return matched


def _told(header: str, meant: Question | str | None) -> dict[str, str | None]:
    if isinstance(meant, Question):
        name = f"{meant.table}.{meant.asked.name}" if meant.table else meant.asked.name
        return {"header": header, "input": name, "title": meant.asked.title}
    return {"header": header, "input": meant, "title": "编号" if meant else None}


def _calls_of_code(layer: Layer) -> Sequence[str]:
    asked = layer.field(CODE)
    return (asked.title, f"{layer.title}{asked.title}", *asked.aliases, asked.title_en, asked.name)


def _key(header: str) -> str:
    """A header without unit in brackets, case, spaces and punctuation.

    >>> _key("设计最大量(吨)"), _key("可能性 L")
    ('设计最大量', '可能性l')
    """
    return key(_BRACKET.sub("", header)) or key(header)

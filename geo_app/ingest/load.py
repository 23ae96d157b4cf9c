"""Bring a ledger in: look at it first (nothing is written to the map), or load it in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import because
from geo_app.errors import BadInput, Forbidden
from geo_app.ingest.checks import CheckedRow, checked_rows, checks_for, kept
from geo_app.ingest.headers import Column, match
from geo_app.ingest.ledger import Ledger, open_ledger
from geo_app.ingest.models import ImportRun
from geo_app.ingest.sheets import Sheet
from geo_app.ingest.stage import Progress, Stage, forget_issues
from geo_app.ingest.vocabulary import PLACES, Vocabulary, key, vocabulary
from geo_app.layers import Layer, Layers

_SAMPLE_ROWS, _SEARCHED_ROWS = 200, 20_000  # for the matching of headers; among the rows that are wanted


@dataclass(frozen=True)
class Intake:
    """What is to be brought in, and what a person decided about it."""

    layer: Layer
    path: Path
    file_name: str
    where: Mapping[str, str] = field(default_factory=dict)  # header -> value: only these rows
    chosen: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)  # sheet -> header -> target
    crs: int | None = None  # EPSG number for a layer file that names none


def may_import(actor: Actor, layer: Layer) -> None:
    """Raises where this person cannot bring anything into this layer."""
    if not layer.editable:
        raise BadInput(f"“{layer.title}”由其他数据推算得出,不能导入", "请导入它所依据的图层")
    if not actor.role.may(layer.edit):
        raise Forbidden(f"您没有编辑“{layer.title}”的权限", "请联系管理员")


def preview(session: Session, run: ImportRun, intake: Intake, layers: Layers, progress: Progress) -> None:
    """Read, match, check and judge; what would happen stands in the run, nothing in the map changes."""
    stage, sheets = _judged(session, run.id, intake, layers, lambda done: progress(done, 0))
    run.sheets, run.counts, run.total = sheets, asdict(stage.counts()), stage.rows
    run.sample, run.done = stage.sample(), 0
    run.status, run.message = "previewed", _lacking(sheets, intake.layer)


def load(session: Session, run: ImportRun, intake: Intake, layers: Layers, progress: Progress) -> None:
    """Read, match, check, judge and write, all in the transaction of `session`. The run itself is touched at the
    very end: others write its progress meanwhile."""
    because(session, f"导入 {intake.file_name}")
    total = run.total
    stage, sheets = _judged(session, run.id, intake, layers, lambda done: progress(done // 2, total))
    stage.write(intake.file_name, lambda done, rows: progress((done + rows) // 2, rows))
    run.sheets, run.counts, run.total = sheets, asdict(stage.counts()), stage.rows
    run.status, run.message, run.done = "loaded", "", stage.rows


def _judged(
    session: Session, run_id: int, intake: Intake, layers: Layers, progress: Callable[[int], None]
) -> tuple[Stage, list[dict[str, Any]]]:
    """The rows of the file, ready to be written, and its sheets as a person is shown them."""
    words = vocabulary(intake.layer, layers)
    forget_issues(session, run_id)
    stage = Stage(session, intake.layer, run_id)
    sheets = []
    with open_ledger(intake.path, words.knows, intake.crs) as ledger:
        for sheet in _wanted(ledger, intake.where):
            before = stage.rows
            columns = [] if sheet.skipped else _matched(sheet, intake, words)
            for batch in _checked(sheet, columns, intake):
                stage.add(batch)
                progress(stage.rows)
            sheets.append(_described(sheet, columns, stage.rows - before, words))
    if not stage.rows:
        raise BadInput(
            "没有符合筛选条件的数据行" if intake.where else "只有表头,没有数据行", "请核对文件和筛选条件"
        )
    stage.judge()
    return stage, sheets


def _checked(sheet: Sheet, columns: list[Column], intake: Intake) -> Iterator[list[CheckedRow]]:
    if not sheet.skipped:
        yield from checked_rows(checks_for(sheet, intake.layer, columns, intake.where))


def _wanted(ledger: Ledger, where: Mapping[str, str]) -> list[Sheet]:
    """The sheets to read: those without the column of a filter are passed over, and say so."""
    sheets = []
    for sheet in ledger.sheets:
        lacking = [header for header in where if key(header) not in {key(text) for text in sheet.headers}]
        reason = sheet.skipped or (f"没有筛选条件里的列 {'、'.join(lacking)}" if lacking else "")
        sheets.append(Sheet(sheet.name, skipped=reason) if reason else sheet)
    if where and all(sheet.skipped for sheet in sheets):
        raise BadInput(f"没有工作表含有筛选条件里的列 {'、'.join(where)}", "请核对列名")
    return sheets


def _matched(sheet: Sheet, intake: Intake, words: Vocabulary) -> list[Column]:
    keep = kept(sheet, intake.where)
    wanted = (row.cells for row in islice(sheet.rows(), _SEARCHED_ROWS) if keep(row.cells))
    columns = match(sheet.headers, list(islice(wanted, _SAMPLE_ROWS)), words, intake.chosen.get(sheet.name, {}))
    return [_without_place(column) for column in columns] if sheet.has_geometry else columns


def _without_place(column: Column) -> Column:
    """A file with geometry has its places in it."""
    if column.target in PLACES:
        return replace(column, target=None, confidence=0.0, how="文件自带图形,不用坐标列")
    return column


def _lacking(sheets: list[dict[str, Any]], layer: Layer) -> str:
    """Said where a required field has no column in any sheet: a person can then choose one."""
    matched = {column["field"] for sheet in sheets for column in sheet["columns"]}
    lacking = [one.title for one in layer.fields if one.required and one.name not in matched]
    return f"没有一列对应必填字段 {'、'.join(lacking)}" if lacking else ""


def _described(sheet: Sheet, columns: list[Column], rows: int, words: Vocabulary) -> dict[str, Any]:
    """The sheet as the preview shows it."""
    return {
        "name": sheet.name,
        "header_row": sheet.header_row,
        "rows": rows,
        "skipped": sheet.skipped,
        "notes": list(sheet.notes),
        "columns": [
            {
                "header": column.header,
                "field": column.target,
                "title": words.titles[column.target] if column.target else None,
                "confidence": column.confidence,
                "how": column.how,
                "samples": list(column.samples),
            }
            for column in columns
            if column.header
        ],
    }

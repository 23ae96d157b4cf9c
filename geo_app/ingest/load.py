"""Bring a ledger in: look at it first (nothing is written to the map), or load it in one transaction."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import because
from geo_app.errors import BadInput, Forbidden
from geo_app.ingest.models import ImportRun
from geo_app.ingest.reading import Intake, Reading, opened
from geo_app.ingest.stage import Progress, Stage, forget_issues
from geo_app.ingest.vocabulary import Vocabulary
from geo_app.layers import Layer, Layers


def may_import(actor: Actor, layer: Layer) -> None:
    """Raises where this person cannot bring anything into this layer."""
    if not layer.editable:
        raise BadInput(f"“{layer.title}”由其他数据推算得出，不能导入", "请导入它所依据的图层")
    if not actor.role.may(layer.edit):
        raise Forbidden(f"您没有编辑“{layer.title}”的权限", "请联系管理员")


def preview(session: Session, run: ImportRun, intake: Intake, layers: Layers, progress: Progress) -> None:
    """Read, match, check and judge; what would happen stands in the run, nothing in the map changes."""
    stage, sheets = _judged(session, run.id, intake, layers, lambda done: progress(done, 0))
    run.sheets, run.counts, run.total = _as_told(sheets, run.sheets), asdict(stage.counts()), stage.rows
    run.merges = stage.merges
    run.sample, run.done, run.readings = stage.sample(), 0, stage.guard.summary()
    run.status, run.message = "previewed", _lacking(sheets, intake.layer)


def load(session: Session, run: ImportRun, intake: Intake, layers: Layers, progress: Progress) -> None:
    """Read, match, check, judge and write, all in the transaction of `session`. The run itself is touched at the
    very end: others write its progress meanwhile."""
    because(session, f"导入 {intake.file_name}")
    total = run.total
    stage, sheets = _judged(session, run.id, intake, layers, lambda done: progress(done // 2, total))
    stage.write(intake.file_name, lambda done, rows: progress((done + rows) // 2, rows))
    run.sheets, run.counts, run.total = _as_told(sheets, run.sheets), asdict(stage.counts()), stage.rows
    run.status, run.message, run.done, run.readings = "loaded", "", stage.rows, stage.guard.summary()


def _judged(
    session: Session, run_id: int, intake: Intake, layers: Layers, progress: Callable[[int], None]
) -> tuple[Stage, list[dict[str, Any]]]:
    """The rows of the file, ready to be written, and its sheets as a person is shown them."""
    forget_issues(session, run_id)
    stage = Stage(session, intake.layer, run_id)
    sheets = []
    with opened(intake, layers) as (readings, words):
        for reading in readings:
            before = stage.rows
            for batch in reading.batches():
                stage.add(batch, reading.coordinates)
                progress(stage.rows)
            sheets.append(_described(reading, stage.rows - before, words))
    if not stage.rows:
        raise BadInput(
            "没有符合筛选条件的数据行" if intake.where else "只有表头，没有数据行", "请核对文件和筛选条件"
        )
    stage.judge(intake.decided)
    return stage, sheets


def _as_told(now: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sheets, where a column that nobody touched keeps what was first said of its match: a doubtful one stays
    doubtful until a person has chosen."""
    told = {(sheet["name"], one["header"], one["field"]): one for sheet in before for one in sheet["columns"]}

    def kept_words(sheet: dict[str, Any], column: dict[str, Any]) -> dict[str, Any]:
        first = told.get((sheet["name"], column["header"], column["field"]), column)
        return column | {name: first[name] for name in ("confidence", "how", "how_en")}

    return [sheet | {"columns": [kept_words(sheet, column) for column in sheet["columns"]]} for sheet in now]


def _lacking(sheets: list[dict[str, Any]], layer: Layer) -> str:
    """Said where a required field has no column in any sheet: a person can then choose one."""
    matched = {column["field"] for sheet in sheets for column in sheet["columns"]}
    lacking = [one.title for one in layer.fields if one.required and one.name not in matched]
    return f"没有一列对应必填字段 {'、'.join(lacking)}" if lacking else ""


def _described(reading: Reading, rows: int, words: Vocabulary) -> dict[str, Any]:
    """The sheet as the preview shows it."""
    sheet = reading.sheet
    return {
        "name": sheet.name,
        "header_row": sheet.header_row,
        "rows": rows,
        "skipped": sheet.skipped,
        "notes": list(sheet.notes),
        "columns": [
            {
                "index": column.index,
                "header": column.header,
                "field": column.target,
                "title": words.titles[column.target] if column.target else None,
                "confidence": column.confidence,
                "how": column.how.zh,
                "how_en": column.how.en,
                "samples": list(column.samples),
            }
            for column in reading.columns
            if column.header
        ],
    }

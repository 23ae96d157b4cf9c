"""The import doors: upload and preview, match columns, load with progress, read what was wrong."""

import io
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from geo_app.auth.door import (
    AllLayers,
    AppDatabase,
    AppSettings,
    CurrentActor,
    ReadSession,
    bounded,
    multipart,
    same_origin,
)
from geo_app.errors import BadInput
from geo_app.ingest.answers import (
    Import,
    ImportCounts,
    ImportLine,
    IssueCount,
    MatchedSheet,
    MergedField,
    RowProblem,
    Target,
    WayOfReading,
)
from geo_app.ingest.cells import plain
from geo_app.ingest.issues import KINDS
from geo_app.ingest.models import ImportRun, Issue
from geo_app.ingest.pasted import NAME, as_table
from geo_app.ingest.reading import Intake
from geo_app.ingest.returned import returned_workbook
from geo_app.ingest.runs import Importer, find_run, intake_of, settle_interrupted
from geo_app.ingest.statements import chosen_datum
from geo_app.ingest.template import template
from geo_app.ingest.vocabulary import vocabulary

router = APIRouter(prefix="/api/imports", tags=["imports"])
SHOWN = 200  # issues that come with an import; the rest by paging
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}}}
_FORM = multipart(
    "file",
    "layer",
    text={"type": "string", "description": "Pasted rows instead of a file"},
    layer={"type": "string"},
    where={"type": "string", "description": 'JSON: {"header": "value"}'},
    crs={"type": "integer", "description": "EPSG number, where the file names none"},
    datum={"type": "string", "description": "Datum of all coordinates of a table"},
)


class Rematch(BaseModel, extra="forbid"):
    """What a person decides: per sheet, header -> field (null: not imported); which rows; the coordinates."""

    columns: dict[str, dict[str, str | None]] = {}
    where: dict[str, str] | None = None
    crs: int | None = None
    decided: dict[str, Literal["ours", "theirs"]] = {}  # 12.person -> theirs; added to what was decided before
    datum: str | None = None  # what the coordinates of a table are in


def importer(database: AppDatabase, actor: CurrentActor, layers: AllLayers, settings: AppSettings) -> Importer:
    return Importer(database, actor, layers, settings.data_dir / "uploads")


Door = Annotated[Importer, Depends(importer)]


@router.post("", status_code=201, operation_id="create_import", openapi_extra=_FORM)
async def create_import(request: Request, door: Door, settings: AppSettings) -> Import:
    """Upload a ledger and preview it. Nothing is written to the map."""
    same_origin(request)
    async with bounded(request, settings.upload_limit_mb).form(max_files=1, max_fields=8) as form:
        return await run_in_threadpool(_create, form, door)


@router.get("", operation_id="list_imports")
def list_imports(
    session: ReadSession, actor: CurrentActor, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[ImportLine]:
    """The latest imports of this person; an administrator of the whole country sees everybody's."""
    own = select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)
    runs = session.scalars(own if actor.sees_all_work else own.where(ImportRun.actor == actor.name))
    return [ImportLine(**_line(run)) for run in runs]


@router.get("/{import_id}", operation_id="read_import")
def read_import(import_id: int, door: Door) -> Import:
    """One import: its columns, counts and issues, and its progress while it loads."""
    with door.database.transaction(door.actor) as session:
        loading = find_run(session, door.actor, import_id).status == "loading"
    if loading:
        settle_interrupted(door.database, door.actor, import_id)
    return _answer(door, import_id)


@router.patch("/{import_id}", operation_id="rematch_import")
def rematch_import(request: Request, import_id: int, rematch: Rematch, door: Door) -> Import:
    """Preview again with other columns, another filter or a coordinate system."""
    same_origin(request)
    with door.database.transaction(door.actor) as session:
        run = find_run(session, door.actor, import_id)
        intake = intake_of(run, door.layers, door.uploads)
    chosen = {sheet: dict(headers) | rematch.columns.get(sheet, {}) for sheet, headers in intake.chosen.items()}
    where = intake.where if rematch.where is None else rematch.where
    datum = intake.datum if rematch.datum is None else chosen_datum(rematch.datum)
    changed = replace(intake, where=where, chosen=chosen, crs=rematch.crs or intake.crs, datum=datum)
    changed = replace(changed, decided=dict(intake.decided) | rematch.decided)
    door.look_again(import_id, changed, lambda _done, _total: None)
    return _answer(door, import_id)


@router.post("/{import_id}/load", status_code=202, operation_id="load_import")
def load_import(request: Request, import_id: int, door: Door) -> Import:
    """Begin to write the good rows, in one transaction in the background; ask for the import to follow it."""
    same_origin(request)
    door.start(import_id)
    return _answer(door, import_id)


@router.get("/templates/{layer}", operation_id="read_import_template", response_class=Response, responses=_BOOK)
def read_import_template(layer: str, layers: AllLayers) -> Response:
    """An empty workbook for a layer, with drop-downs and an explanation of every column."""
    return _book(template(layers[layer]), f"{layers[layer].title}导入模板.xlsx")


@router.get("/{import_id}/workbook", operation_id="read_issues_workbook", response_class=Response, responses=_BOOK)
def read_issues_workbook(import_id: int, session: ReadSession, door: Door) -> Response:
    """The person's own table with its issues marked, ready to be corrected and brought in again."""
    run = find_run(session, door.actor, import_id)
    issues = session.scalars(select(Issue).where(Issue.run_id == run.id).order_by(Issue.id)).all()
    path = intake_of(run, door.layers, door.uploads).path
    return _book(returned_workbook(path, run.sheets, issues), f"数据问题_{Path(run.file_name).stem}.xlsx")


@router.get("/{import_id}/issues", operation_id="list_import_issues")
def list_import_issues(
    import_id: int,
    session: ReadSession,
    actor: CurrentActor,
    after: int = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[RowProblem]:
    """What was wrong, page by page: give the id of the last issue as `after`."""
    find_run(session, actor, import_id)
    return _issues(session, import_id, after, limit)


def _book(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=XLSX, headers=headers)


def _create(form: FormData, door: Importer) -> Import:
    file, layer, where, crs, datum = (form.get(name) for name in ("file", "layer", "where", "crs", "datum"))
    if crs and not (isinstance(crs, str) and crs.isdecimal()):
        raise BadInput("坐标系应是 EPSG 编号", "例如 4490")
    if not isinstance(layer, str):
        raise BadInput("缺少图层", "请选择要导入的图层")
    content, name = _sent(file, form.get("text"))
    with tempfile.NamedTemporaryFile(prefix="geo-app-upload-", suffix=Path(name).suffix) as part:
        shutil.copyfileobj(content, part)
        part.flush()
        number = int(crs) if isinstance(crs, str) and crs else None
        said = chosen_datum(datum) if isinstance(datum, str) else ""
        intake = Intake(door.layers[layer], Path(part.name), name, _where(where), crs=number, datum=said)
        import_id = door.look(intake, lambda _done, _total: None)
    return _answer(door, import_id)


def _sent(file: object, text: object) -> tuple[BinaryIO, str]:
    """What was sent, a file or pasted rows, and its name."""
    if isinstance(file, UploadFile):
        return file.file, plain(Path(file.filename or "未命名").name)[:200]
    if isinstance(text, str):
        return io.BytesIO(as_table(text).encode()), NAME
    raise BadInput("缺少文件", "请选择文件，或粘贴要导入的行")


def _where(text: object) -> dict[str, str]:
    """The filter of the form: a JSON object of header and value."""
    if not isinstance(text, str) or not text.strip():
        return {}
    try:
        return Rematch(where=json.loads(text)).where or {}
    except (json.JSONDecodeError, ValidationError) as error:
        raise BadInput("筛选条件写法不对", '应为 JSON，例如 {"Country": "China"}') from error


def _answer(door: Importer, import_id: int) -> Import:
    with door.database.transaction(door.actor) as session:
        run = find_run(session, door.actor, import_id)
        titles = vocabulary(door.layers[run.kind], door.layers).titles
        return Import(
            **_line(run),
            where=run.where,
            crs=run.crs,
            datum=run.datum,
            merges=[MergedField(**each) for each in run.merges],
            readings=[WayOfReading(**each) for each in run.readings],
            sheets=[MatchedSheet(**sheet) for sheet in run.sheets],
            targets=[Target(field=name, title=title) for name, title in titles.items()],
            issue_counts=_issue_counts(session, run.id),
            issues=_issues(session, run.id, 0, SHOWN),
            sample=run.sample or {"type": "FeatureCollection", "features": []},
        )


def _line(run: ImportRun) -> dict[str, Any]:
    named = ("id", "file_name", "status", "message", "done", "total", "started_at", "actor")
    return {name: getattr(run, name) for name in named} | {"layer": run.kind, "counts": ImportCounts(**run.counts)}


def _issue_counts(session: Session, run_id: int) -> list[IssueCount]:
    found = select(Issue.code, func.count()).where(Issue.run_id == run_id).group_by(Issue.code)
    rows = session.execute(found.order_by(func.count().desc(), Issue.code)).all()
    titles = {code: KINDS[code].title for code, _ in rows}
    return [
        IssueCount(code=code, title=titles[code].zh, title_en=titles[code].en, count=count) for code, count in rows
    ]


def _issues(session: Session, run_id: int, after: int, limit: int) -> list[RowProblem]:
    wanted = select(Issue).where(Issue.run_id == run_id, Issue.id > after).order_by(Issue.id).limit(limit)
    return [RowProblem.model_validate(issue) for issue in session.scalars(wanted)]

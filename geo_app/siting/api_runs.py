"""Routes of many screenings at once: made ready from a file, a layer or the opinions, run in the background."""

import shutil
import tempfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
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
from geo_app.features import read_division
from geo_app.geo.offset import OFFSETS
from geo_app.ingest.cells import plain
from geo_app.long_work import find_work
from geo_app.siting import listing
from geo_app.siting.models import ScreeningRow, ScreeningRun
from geo_app.siting.project_list import Order
from geo_app.siting.running import ScreeningRunner, count, rows_of
from geo_app.siting.workbook import XLSX, run_workbook

router = APIRouter(prefix="/api/screening-runs", tags=["siting"])
_FORM = multipart(
    "file",
    text={
        "type": "string",
        "description": "instead of a file: a pasted table with its headers, one project a line",
    },
    type={"type": "string", "description": "of projects whose row names none"},
    crs={"type": "string", "description": f"EPSG number, {' or '.join(OFFSETS)}; where the file names none"},
)


class RunCard(BaseModel):
    """A run and how far it is; `verdicts` counts the answers, `changed` opinions that read otherwise.
    `interrupted` and `stopped`: go on with `run`."""

    id: int
    source: Literal["file", "layer", "opinions"]
    title: str
    status: Literal["ready", "running", "stopped", "done", "interrupted"]
    total: int
    done: int
    failed: int
    changed: int
    verdicts: dict[str, int]
    message: str
    actor: str
    started_at: datetime


class RowCard(BaseModel):
    """One project or opinion; `asked` may be sent to /api/screenings to read every line."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    number: int
    name: str
    asked: dict[str, Any]
    opinion_id: int | None
    state: Literal["pending", "done", "failed"]
    verdict: str | None
    deciding: str
    deciding_en: str
    changes: int | None
    error: str
    remedy: str


class Wanted(BaseModel):
    """Which rows: all, or only what failed, what changed, or what has this verdict."""

    only: Literal["", "failed", "changed", "refused", "demonstration", "conditional", "clear"] = ""
    after: int = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class OfLayer(BaseModel, extra="forbid"):
    """The sites of a layer below a division, each as such a project where it stands."""

    layer: str
    type: str
    division: str = ""


class OfOpinions(BaseModel, extra="forbid"):
    """The living opinions below a division, as after a change of rules."""

    division: str = ""


def runner(database: AppDatabase, actor: CurrentActor, layers: AllLayers) -> ScreeningRunner:
    return ScreeningRunner(database, actor, layers)


Door = Annotated[ScreeningRunner, Depends(runner)]


@router.post("", status_code=201, operation_id="create_screening_run", openapi_extra=_FORM)
async def create_run(request: Request, door: Door, settings: AppSettings) -> RunCard:
    """Upload a list of projects, one a feature: each is checked, nothing is screened yet."""
    same_origin(request)
    async with bounded(request, settings.upload_limit_mb).form(max_files=1, max_fields=4) as form:
        return await run_in_threadpool(_create, form, door)


@router.post("/layer", status_code=201, operation_id="create_layer_run")
def create_layer_run(request: Request, wish: OfLayer, door: Door) -> RunCard:
    """Make ready to screen what stands already, as if it asked today."""
    same_origin(request)
    order = Order(door.layers, wish.type)
    division = read_division(wish.division) if wish.division else ""
    with door.database.transaction(door.actor) as session:
        return run_card(session, listing.from_layer(session, door.actor, order, wish.layer, division))


@router.post("/opinions", status_code=201, operation_id="create_opinion_run")
def create_opinion_run(request: Request, wish: OfOpinions, door: Door) -> RunCard:
    """Make ready to look again at every living opinion; whoever gave one that changed is told when it runs."""
    same_origin(request)
    division = read_division(wish.division) if wish.division else ""
    with door.database.transaction(door.actor) as session:
        return run_card(session, listing.from_opinions(session, door.actor, division))


@router.get("", operation_id="list_screening_runs")
def list_runs(
    session: ReadSession, actor: CurrentActor, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[RunCard]:
    """The latest runs of this person; an administrator of the whole country sees everybody's."""
    latest = select(ScreeningRun).order_by(ScreeningRun.id.desc()).limit(limit)
    runs = session.scalars(latest if actor.sees_all_work else latest.where(ScreeningRun.actor == actor.name))
    return [run_card(session, run) for run in runs]


@router.get("/{run_id}", operation_id="read_screening_run")
def read_run(session: ReadSession, actor: CurrentActor, run_id: int) -> RunCard:
    """One run and how far it is."""
    return run_card(session, find_work(session, actor, ScreeningRun, run_id))


@router.post("/{run_id}/run", status_code=202, operation_id="run_screenings")
def run_screenings(request: Request, run_id: int, door: Door) -> RunCard:
    """Begin in the background, or go on after an interruption with what is still pending."""
    same_origin(request)
    door.start(run_id)
    with door.database.transaction(door.actor) as session:
        return run_card(session, find_work(session, door.actor, ScreeningRun, run_id))


@router.post("/{run_id}/stop", operation_id="stop_screenings")
def stop_screenings(request: Request, run_id: int, door: Door) -> RunCard:
    """Stop after the part that is being screened; what is done stays, `run` goes on from there."""
    same_origin(request)
    door.stop(run_id)
    with door.database.transaction(door.actor) as session:
        return run_card(session, find_work(session, door.actor, ScreeningRun, run_id))


@router.get("/{run_id}/rows", operation_id="list_screening_rows")
def list_rows(
    session: ReadSession, actor: CurrentActor, run_id: int, wish: Annotated[Wanted, Query()]
) -> list[RowCard]:
    """The rows, page by page: give the id of the last row as `after`."""
    find_work(session, actor, ScreeningRun, run_id)
    rows = rows_of(run_id, wish.only).where(ScreeningRow.id > wish.after).limit(wish.limit)
    return [RowCard.model_validate(row) for row in session.scalars(rows)]


@router.get("/{run_id}/file", operation_id="download_screening_run")
def download_run(session: ReadSession, actor: CurrentActor, run_id: int) -> Response:
    """All rows as an Excel file."""
    run = find_work(session, actor, ScreeningRun, run_id)
    headers = {"Content-Disposition": f'attachment; filename="screenings-{run_id}.xlsx"'}
    return Response(run_workbook(run, session.scalars(rows_of(run_id))), media_type=XLSX, headers=headers)


def run_card(session: Session, run: ScreeningRun) -> RunCard:
    """A run for the screen and the command line."""
    counts = count(session, run.id)
    named = ("id", "source", "title", "message", "actor", "started_at")
    return RunCard(
        **{name: getattr(run, name) for name in named},
        status=run.standing,
        total=counts.total,
        done=counts.finished,
        failed=counts.failed,
        changed=counts.changed,
        verdicts=counts.verdicts,
    )


def _create(form: FormData, door: ScreeningRunner) -> RunCard:
    file, text, kind, crs = (form.get(name) for name in ("file", "text", "type", "crs"))
    order = Order(door.layers, str(kind or ""), str(crs or "").strip().lower())
    if isinstance(file, UploadFile):
        name = plain(Path(file.filename or "未命名").name)[:200]
        content: IO[bytes] = file.file
    elif isinstance(text, str) and text.strip():
        name, content = "粘贴的清单", BytesIO(text.encode())
    else:
        raise BadInput("没有文件，也没有粘贴内容", "请选择项目清单，或从表格里复制后粘贴")
    with tempfile.NamedTemporaryFile(prefix="geo-app-projects-", suffix=Path(name).suffix) as part:
        shutil.copyfileobj(content, part)
        part.flush()
        with door.database.transaction(door.actor) as session:
            return run_card(session, listing.from_file(session, door.actor, order, Path(part.name), name))

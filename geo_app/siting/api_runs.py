"""Routes of many screenings at once: made ready from a file, a layer or the opinions, run in the background."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict
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
from geo_app.ingest.cells import plain
from geo_app.long_work import find_work
from geo_app.siting import listing
from geo_app.siting.models import ScreeningRow, ScreeningRun
from geo_app.siting.running import ScreeningRunner, count

router = APIRouter(prefix="/api/screening-runs", tags=["siting"])
_FORM = multipart(
    "file",
    type={"type": "string", "description": "of projects whose row names none"},
    crs={"type": "integer", "description": "EPSG number, where the file names none"},
)


class RunCard(BaseModel):
    """A run and how far it is; `verdicts` counts the answers, `changed` opinions that read otherwise.
    `interrupted`: go on with `run`."""

    id: int
    source: Literal["file", "layer", "opinions"]
    title: str
    status: Literal["ready", "running", "done", "interrupted"]
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
    changes: int | None
    error: str
    remedy: str


class OfLayer(BaseModel):
    """The sites of a layer below a division, each as such a project where it stands."""

    layer: str
    type: str
    division: str = ""


class OfOpinions(BaseModel):
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
    order = listing.Order(door.layers, wish.type)
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


@router.get("/{run_id}/rows", operation_id="list_screening_rows")
def list_rows(
    session: ReadSession,
    actor: CurrentActor,
    run_id: int,
    after: int = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[RowCard]:
    """The rows, page by page: give the id of the last row as `after`."""
    find_work(session, actor, ScreeningRun, run_id)
    rows = select(ScreeningRow).where(ScreeningRow.run_id == run_id, ScreeningRow.id > after)
    return [RowCard.model_validate(row) for row in session.scalars(rows.order_by(ScreeningRow.id).limit(limit))]


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
    file, kind, crs = (form.get(name) for name in ("file", "type", "crs"))
    if not isinstance(file, UploadFile):
        raise BadInput("缺少文件", "请选择项目清单")
    if crs and not (isinstance(crs, str) and crs.isdecimal()):
        raise BadInput("坐标系应是 EPSG 编号", "例如 4490")
    name = plain(Path(file.filename or "未命名").name)[:200]
    order = listing.Order(door.layers, str(kind or ""), int(crs) if isinstance(crs, str) and crs else None)
    with tempfile.NamedTemporaryFile(prefix="geo-app-projects-", suffix=Path(name).suffix) as part:
        shutil.copyfileobj(file.file, part)
        part.flush()
        with door.database.transaction(door.actor) as session:
            return run_card(session, listing.from_file(session, door.actor, order, Path(part.name), name))

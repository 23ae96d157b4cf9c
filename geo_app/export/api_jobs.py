"""Routes of exports in the background: begun, followed, stopped, fetched."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel
from sqlalchemy import select

from geo_app.auth.door import AllLayers, AppDatabase, AppSettings, Asking, CurrentActor, ReadSession, same_origin
from geo_app.export.jobs import Exporter, ready_file
from geo_app.export.models import ExportJob
from geo_app.export.package import Order, format_named
from geo_app.filters import Selected
from geo_app.geo.crs import outgoing
from geo_app.long_work import find_work

router = APIRouter(prefix="/api/export-jobs", tags=["exports"])


class JobCard(BaseModel):
    """A job and how far it is: `done` rows are read of `total`. `failed` with the reason in `message`."""

    id: int
    layer: str
    format: str
    crs: str
    status: Literal["ready", "running", "interrupted", "stopped", "failed", "done", "expired"]
    total: int
    done: int
    file_name: str
    bytes: int
    message: str
    actor: str
    started_at: datetime
    expires_at: datetime | None


def exporter(database: AppDatabase, actor: CurrentActor, layers: AllLayers, settings: AppSettings) -> Exporter:
    return Exporter(database, actor, layers, settings.data_dir / "exports")


Door = Annotated[Exporter, Depends(exporter)]


@router.post("/{layer}", status_code=202, operation_id="begin_export")
def begin_export(
    request: Request,
    selection: Selected,
    asking: Asking,
    door: Door,
    name: Annotated[str, Query(alias="format", description="A name of /api/formats.")],
    crs: Annotated[str, Query(description="A code of /api/crs.")] = "4490",
) -> JobCard:
    """Make the file in the background; it is kept for some days."""
    same_origin(request)
    number = door.ask(selection, Order(format_named(name), outgoing(crs), asking.as_of))
    with door.database.transaction(door.actor) as session:
        return _card(door.find(session, number))


@router.get("", operation_id="list_export_jobs")
def list_export_jobs(
    session: ReadSession, actor: CurrentActor, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[JobCard]:
    """The latest exports of this person."""
    mine = select(ExportJob).where(ExportJob.actor == actor.name).order_by(ExportJob.id.desc()).limit(limit)
    return [_card(job) for job in session.scalars(mine)]


@router.get("/{job_id}", operation_id="read_export_job")
def read_export_job(session: ReadSession, actor: CurrentActor, job_id: int) -> JobCard:
    """One export and how far it is."""
    return _card(find_work(session, actor, ExportJob, job_id))


@router.post("/{job_id}/stop", status_code=202, operation_id="stop_export_job")
def stop_export_job(request: Request, job_id: int, door: Door) -> JobCard:
    """Stop it; nothing of the file is kept."""
    same_origin(request)
    door.stop(job_id)
    with door.database.transaction(door.actor) as session:
        return _card(door.find(session, job_id))


@router.get("/{job_id}/file", operation_id="fetch_export", response_class=FileResponse)
def fetch_export(session: ReadSession, job_id: int, door: Door) -> FileResponse:
    """The finished file, until it expires; for whoever asked for it."""
    job = door.find(session, job_id)
    return FileResponse(
        ready_file(door, job), media_type=format_named(job.format).media_type, filename=job.file_name
    )


def _card(job: ExportJob) -> JobCard:
    named = ("id", "format", "crs", "total", "done", "file_name", "bytes", "message", "actor")
    failed = job.status == "ready" and job.message
    told: dict[str, Any] = {name: getattr(job, name) for name in (*named, "started_at", "expires_at")}
    return JobCard(**told, layer=job.kind, status="failed" if failed else job.standing)

"""Routes of batches: from a file or a renewal, run in the background, followed by asking."""

import shutil
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
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
from geo_app.batches import prepare
from geo_app.batches.models import Batch, BatchRow
from geo_app.batches.prepare import Order, Scope
from geo_app.batches.run import BatchRunner, count
from geo_app.divisions.code import canonical
from geo_app.errors import BadInput
from geo_app.ingest.cells import plain
from geo_app.long_work import find_work
from geo_app.supervision.reviews import Due

router = APIRouter(prefix="/api/batches", tags=["classification"])
_TEXTS = {name: {"type": "string"} for name in ("layer", "method", "variant", "assessed_on")}
_FORM = multipart("file", "layer", "method", **_TEXTS)


class BatchLine(BaseModel):
    """`done` counts the finished rows, failed ones included; `interrupted`: go on with `run`."""

    id: int
    source: Literal["file", "renewal"]
    layer: str
    method: str
    variant: str
    file_name: str
    status: Literal["ready", "running", "done", "interrupted"]
    total: int
    done: int
    failed: int
    counts: dict[str, int]
    message: str
    actor: str
    started_at: datetime


class BatchColumn(BaseModel):
    """A column of the file and the input that it answers; null: not used."""

    header: str
    input: str | None
    title: str | None


class BatchCard(BatchLine):
    columns: list[BatchColumn]


class BatchRowLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    number: int
    code: str
    name: str
    site_id: int | None
    state: Literal["pending", "done", "failed"]
    colour: str | None
    assessment_id: int | None
    error: str
    remedy: str


class Renewal(BaseModel, extra="forbid"):
    """Assess again with the inputs that stand; a person confirms that they are unchanged. `sites`: these alone,
    whenever they are due."""

    layer: str
    method: str
    division: str = ""
    due: Due | Literal["all"] = Due.OVERDUE
    sites: Annotated[list[int], Field(max_length=1000)] = []
    confirmed: bool = False
    assessed_on: date | None = None


def runner(database: AppDatabase, actor: CurrentActor, layers: AllLayers) -> BatchRunner:
    return BatchRunner(database, actor, layers)


Door = Annotated[BatchRunner, Depends(runner)]


@router.post("", status_code=201, operation_id="create_batch", openapi_extra=_FORM)
async def create_batch(request: Request, door: Door, settings: AppSettings) -> BatchCard:
    """Upload a ledger of inputs: its columns are matched and its rows checked, nothing is assessed yet."""
    same_origin(request)
    async with bounded(request, settings.upload_limit_mb).form(max_files=1, max_fields=8) as form:
        return await run_in_threadpool(_create, form, door)


@router.post("/renewals", status_code=201, operation_id="create_renewal")
def create_renewal(request: Request, wish: Renewal, door: Door) -> BatchCard:
    """Make ready to assess again what is due, with the inputs that stand."""
    same_origin(request)
    division = canonical(wish.division) if wish.division else ""
    if division is None:
        raise BadInput(f"行政区划代码 {wish.division} 写法不对", "应为 2、4、6、9 或 12 位数字")
    if not wish.confirmed:
        raise BadInput("没有确认输入未变", "复评沿用原来的输入，须由人确认各项没有变化", field="confirmed")
    order = Order(door.layers[wish.layer], wish.method, "", wish.assessed_on)
    due = None if wish.due == "all" or wish.sites else Due(wish.due)
    with door.database.transaction(door.actor) as session:
        return _card(session, prepare.renewal(session, door.actor, order, Scope(division, due, tuple(wish.sites))))


@router.get("", operation_id="list_batches")
def list_batches(
    session: ReadSession, actor: CurrentActor, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[BatchLine]:
    """The latest batches of this person; an administrator of the whole country sees everybody's."""
    latest = select(Batch).order_by(Batch.id.desc()).limit(limit)
    batches = session.scalars(latest if actor.sees_all_work else latest.where(Batch.actor == actor.name))
    return [BatchLine(**_line(session, batch)) for batch in batches]


@router.get("/{batch_id}", operation_id="read_batch")
def read_batch(session: ReadSession, actor: CurrentActor, batch_id: int) -> BatchCard:
    """One batch and how far it is."""
    return _card(session, find_work(session, actor, Batch, batch_id))


@router.post("/{batch_id}/run", status_code=202, operation_id="run_batch")
def run_batch(request: Request, batch_id: int, door: Door) -> BatchCard:
    """Begin in the background, or go on after an interruption with what is still pending."""
    same_origin(request)
    door.start(batch_id)
    with door.database.transaction(door.actor) as session:
        return _card(session, find_work(session, door.actor, Batch, batch_id))


@router.get("/{batch_id}/rows", operation_id="list_batch_rows")
def list_batch_rows(
    session: ReadSession,
    actor: CurrentActor,
    batch_id: int,
    state: Literal["pending", "done", "failed"] | None = None,
    after: int = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[BatchRowLine]:
    """The rows, page by page: give the id of the last row as `after`."""
    find_work(session, actor, Batch, batch_id)
    rows = select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.id > after).order_by(BatchRow.id)
    chosen = rows.where(BatchRow.state == state) if state else rows
    return [BatchRowLine.model_validate(row) for row in session.scalars(chosen.limit(limit))]


def _create(form: FormData, door: BatchRunner) -> BatchCard:
    file, layer, method, variant, on = (form.get(n) for n in ("file", "layer", "method", "variant", "assessed_on"))
    if not isinstance(file, UploadFile) or not isinstance(layer, str) or not isinstance(method, str):
        raise BadInput("缺少文件、图层或评估方法", "请选择文件、图层和方法")
    order = Order(door.layers[layer], method, str(variant or ""), read_day(str(on or "")))
    name = plain(Path(file.filename or "未命名").name)[:200]
    with tempfile.NamedTemporaryFile(prefix="geo-app-batch-", suffix=Path(name).suffix) as part:
        shutil.copyfileobj(file.file, part)
        part.flush()
        with door.database.transaction(door.actor) as session:
            return _card(session, prepare.from_file(session, door.actor, order, Path(part.name), name))


def read_day(text: str) -> date | None:
    """A day such as 2026-11-21, or nothing.

    >>> read_day("2026-11-21"), read_day("")
    (datetime.date(2026, 11, 21), None)
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"日期 {text} 无法识别", "请写成 2026-11-21", field="assessed_on") from None


def _card(session: Session, batch: Batch) -> BatchCard:
    return BatchCard(**_line(session, batch), columns=[BatchColumn(**column) for column in batch.columns])


def _line(session: Session, batch: Batch) -> dict[str, Any]:
    counts = count(session, batch.id)
    named = ("id", "source", "method", "variant", "file_name", "message", "actor", "started_at")
    return {name: getattr(batch, name) for name in named} | {
        "layer": batch.kind,
        "status": batch.standing,
        "total": counts.total,
        "done": counts.finished,
        "failed": counts.failed,
        "counts": counts.colours,
    }

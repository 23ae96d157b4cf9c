"""The doors of the quarantine: places that wait, what they may mean, and a person's choice for many at once."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import Select, func, select

from geo_app.auth.door import AllLayers, CurrentActor, ReadSession, WriteSession
from geo_app.ingest.coordinates import datums
from geo_app.ingest.issues import KINDS
from geo_app.ingest.models import Quarantined
from geo_app.ingest.quarantine import WAITING, choose, refuse

router = APIRouter(prefix="/api", tags=["imports"])
MOST = 5_000  # rows of one choice


class Datum(BaseModel):
    name: str
    title: str
    title_en: str
    accuracy_m: int
    confidence: str


class PlaceCandidate(BaseModel):
    reading: str
    title: str
    title_en: str
    lon: float
    lat: float
    score: float  # belief, 0 to 1
    accuracy_m: int
    evidence: list[str]
    evidence_en: list[str]


class WaitingRow(BaseModel):
    id: int
    run_id: int | None
    file_name: str
    layer: str
    sheet: str
    row: int
    name: str
    code: str
    written: str
    candidates: list[PlaceCandidate]
    waiting_since: datetime


class WaitingFile(BaseModel):
    run_id: int | None
    file_name: str
    layer: str
    rows: int


class Quarantine(BaseModel):
    total: int
    files: list[WaitingFile]
    rows: list[WaitingRow]


class Choice(BaseModel, extra="forbid"):
    """The same reading for many rows."""

    ids: Annotated[list[int], Field(min_length=1, max_length=MOST)]
    reading: Annotated[str, Field(max_length=60)]


class Refusal(BaseModel, extra="forbid"):
    ids: Annotated[list[int], Field(min_length=1, max_length=MOST)]
    reason: Annotated[str, Field(max_length=500)]


class StillWaiting(BaseModel):
    id: int
    reason: str
    reason_en: str


class ChoiceMade(BaseModel):
    placed: int
    kept: list[StillWaiting]


class RefusalMade(BaseModel):
    refused: int


@router.get("/datums", operation_id="list_datums")
def list_datums() -> list[Datum]:
    """What the coordinates of a table may be written in, and how far off each may be."""
    return [Datum.model_validate(row) for row in datums().values()]


@router.get("/quarantine", operation_id="list_quarantine")
def list_quarantine(
    session: ReadSession,
    run: int | None = None,
    after: int = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Quarantine:
    """The rows that wait in this person's area, page by page, and how many wait from each file."""
    own = (Quarantined.run_id, Quarantined.file_name, Quarantined.kind.label("layer"))
    counted = select(*own, func.count().label("rows")).where(WAITING).group_by(*own).order_by(func.count().desc())
    files = [WaitingFile(**row._mapping) for row in session.execute(counted)]
    rows = [_row(row) for row in session.scalars(_waiting(run, after, limit))]
    chosen = [one for one in files if run is None or one.run_id == run]
    return Quarantine(total=sum(one.rows for one in chosen), files=files, rows=rows)


@router.post("/quarantine/choices", operation_id="choose_reading")
def choose_reading(choice: Choice, session: WriteSession, actor: CurrentActor, layers: AllLayers) -> ChoiceMade:
    """Place many waiting rows by one reading. What cannot be written goes on waiting, with the reason."""
    made = choose(session, actor, layers, choice.ids, choice.reading)
    kept = [
        StillWaiting(id=number, reason=KINDS[fault].title.zh, reason_en=KINDS[fault].title.en)
        for number, fault in made.kept
        if fault in KINDS
    ]
    return ChoiceMade(placed=made.placed, kept=kept)


@router.post("/quarantine/refusals", operation_id="refuse_waiting")
def refuse_waiting(refusal: Refusal, session: WriteSession, actor: CurrentActor, layers: AllLayers) -> RefusalMade:
    """Turn waiting rows away, with a reason that is kept."""
    return RefusalMade(refused=refuse(session, actor, layers, refusal.ids, refusal.reason))


def _waiting(run: int | None, after: int, limit: int) -> Select[Any]:
    wanted = select(Quarantined).where(WAITING, Quarantined.id > after)
    return (
        (wanted if run is None else wanted.where(Quarantined.run_id == run)).order_by(Quarantined.id).limit(limit)
    )


def _row(row: Quarantined) -> WaitingRow:
    named = ("id", "run_id", "file_name", "sheet", "row", "name", "code", "written", "candidates")
    told = {name: getattr(row, name) for name in named}
    return WaitingRow(layer=row.kind, waiting_since=row.sys.lower, **told)

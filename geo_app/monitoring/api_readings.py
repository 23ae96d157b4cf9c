"""The door that readings come in by, for programs."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from geo_app.auth.door import AppDatabase, AppSettings, CurrentCaller, bounded, same_origin
from geo_app.monitoring.take import Taken, take
from geo_app.reckoning.english import in_english

router = APIRouter(prefix="/api/monitoring", tags=["monitoring"])
ROWS = {"type": "array", "items": {"type": "object"}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": ROWS}, "text/csv": {"schema": {"type": "string"}}},
    }
}


class BadRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    row: int
    point: str
    problem: str
    problem_en: str = in_english("problem")


class TakenCard(BaseModel):
    """What became of the rows: `repeated` stood there already, `bad` are named one by one."""

    model_config = ConfigDict(from_attributes=True)
    received: int
    stored: int
    repeated: int
    alarms: int
    bad: list[BadRow]


def sender(caller: CurrentCaller) -> str:
    """Who may send readings: by a token made for that, or as an editor."""
    caller.must_send_readings()
    return caller.actor.name


@router.post("/readings", operation_id="send_readings", dependencies=[Depends(sender)], openapi_extra=BODY)
async def send_readings(
    request: Request, caller: CurrentCaller, database: AppDatabase, settings: AppSettings
) -> TakenCard:
    """A batch of readings, JSON or CSV. Sent again, each counts once; a bad row does not stop the others."""
    same_origin(request)
    body = await bounded(request, settings.upload_limit_mb).body()
    media = request.headers.get("content-type", "")

    def taken() -> Taken:
        with database.transaction(caller.actor) as session:
            return take(session, body, media, settings.readings_months)

    return TakenCard.model_validate(await run_in_threadpool(taken))

"""Routes of alarms and of a point's readings, for people."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from geo_app.auth.door import AsOf, CurrentActor, ReadSession, WriteSession
from geo_app.divisions.keeper import keeper_of, keepers_of
from geo_app.errors import NotFound
from geo_app.monitoring import alarms
from geo_app.monitoring.lifecycle import ON, title_of, titles
from geo_app.monitoring.models import CLOSED, KIND, POINT_LAST, Alarm
from geo_app.reckoning.english import in_english
from geo_app.sites.models import Site

router = APIRouter(prefix="/api", tags=["monitoring"])
SPANS = {
    "day": (1, 300),
    "week": (7, 1800),
    "month": (31, 7200),
    "year": (366, 86400),
}  # days, seconds of a bucket
Note = Annotated[str, Field(max_length=500)]


class AlarmCard(BaseModel):
    """An alarm with its point; `kept_by` names the joined county in whose database alone it is answered."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    site_id: int
    what: str
    level: int
    state: str
    times: int
    value: float | None
    bound: float | None
    raised_at: datetime
    cleared_at: datetime | None
    escalated_at: datetime | None
    answered_at: datetime | None
    answered_by: str | None
    note: str | None
    closed_at: datetime | None
    closed_by: str | None
    closed_why: str | None
    name: str = ""
    unit: str = ""
    title: str = ""
    title_en: str = in_english("title")
    state_title: str = ""
    state_title_en: str = in_english("state_title")
    is_on: bool = False
    kept_by: str | None = None


class AlarmPage(BaseModel):
    """`on`: how many are on; `waiting`: how many nobody has acknowledged."""

    on: int
    waiting: int
    alarms: list[AlarmCard]


class Answer(BaseModel, extra="forbid"):
    note: Note = ""


class Closing(BaseModel, extra="forbid"):
    why: Note


class Bucket(BaseModel):
    at: datetime
    n: int
    lowest: float
    mean: float
    highest: float


class Chart(BaseModel):
    """`buckets` without readings are not there: a gap of more than `seconds` is a gap."""

    unit: str
    seconds: int
    first: datetime
    last: datetime
    last_at: datetime | None
    last_value: float | None
    limits: dict[str, float]
    buckets: list[Bucket]


@router.get("/alarms", operation_id="list_alarms")
def list_alarms(
    session: ReadSession,
    only: Literal["open", "on", "closed", "all"] = "open",
    site: int | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> AlarmPage:
    """Alarms, those that wait for somebody first, the worst of them on top."""
    order = case({"escalated": 0, "raised": 1, "acknowledged": 2, "cleared": 3}, value=Alarm.state, else_=4)
    wanted = select(Alarm, Site).join(Site, Site.id == Alarm.site_id).limit(limit)
    wanted = wanted.order_by(order, Alarm.level.desc(), Alarm.raised_at.desc(), Alarm.id)
    chosen = {"open": Alarm.state != CLOSED, "closed": Alarm.state == CLOSED, "on": Alarm.state.in_(ON)}
    if only in chosen:
        wanted = wanted.where(chosen[only])
    if site is not None:
        wanted = wanted.where(Alarm.site_id == site)
    counts = dict(session.execute(select(Alarm.state, func.count()).group_by(Alarm.state)).all())
    found = session.execute(wanted).all()
    keepers = keepers_of(session, [(alarm.division, alarm.id) for alarm, _ in found])
    return AlarmPage(
        on=sum(counts.get(state, 0) for state in ON),
        waiting=counts.get("raised", 0) + counts.get("escalated", 0),
        alarms=[_card(alarm, of, keeper) for (alarm, of), keeper in zip(found, keepers, strict=True)],
    )


@router.post("/alarms/{alarm_id}/acknowledge", operation_id="acknowledge_alarm")
def acknowledge_alarm(session: WriteSession, actor: CurrentActor, alarm_id: int, answer: Answer) -> AlarmCard:
    """Somebody has seen it and deals with it."""
    return _with_point(session, alarms.acknowledge(session, actor, alarm_id, answer.note.strip()))


@router.post("/alarms/{alarm_id}/close", operation_id="close_alarm")
def close_alarm(session: WriteSession, actor: CurrentActor, alarm_id: int, closing: Closing) -> AlarmCard:
    """What was wrong is over, and somebody says why it was."""
    return _with_point(session, alarms.close(session, actor, alarm_id, closing.why.strip()))


@router.get("/monitoring/points/{site_id}/chart", operation_id="chart_point")
def chart_point(
    session: ReadSession, site_id: int, span: Literal["day", "week", "month", "year"] = "day", as_of: AsOf = None
) -> Chart:
    """The readings of a point up to now: lowest, mean and highest of each bucket, and its limits."""
    site = session.scalar(select(Site).where(Site.id == site_id, Site.kind == KIND))
    if site is None:
        raise NotFound(f"没有编号为 {site_id} 的监测点，或不在您的管辖区划内")
    days, least = SPANS[span]
    seconds = max(least, int(site.attributes.get("interval_s") or 0))  # a wider interval is no gap
    last = as_of or datetime.now(UTC)
    first = last - timedelta(days=days)
    asked = func.chart_of(site_id, first, last, seconds).table_valued("at", "n", "lowest", "mean", "highest")
    newest = session.execute(select(POINT_LAST.c.at, POINT_LAST.c.value).where(POINT_LAST.c.point_id == site_id))
    last_at, last_value = newest.one_or_none() or (None, None)
    names = ("high_high", "high", "low", "low_low")
    return Chart(
        unit=site.attributes.get("measured_in", ""),
        seconds=seconds,
        first=first,
        last=last,
        last_at=last_at,
        last_value=last_value,
        limits={name: site.attributes[name] for name in names if site.attributes.get(name) is not None},
        buckets=[Bucket(**row._mapping) for row in session.execute(select(asked))],
    )


def _with_point(session: Session, alarm: Alarm) -> AlarmCard:
    return _card(alarm, session.get_one(Site, alarm.site_id), keeper_of(session, alarm.division, alarm.id))


def _card(alarm: Alarm, site: Site, keeper: str | None) -> AlarmCard:
    title, title_en = title_of(alarm.what, alarm.level)
    state_title, state_title_en = titles("states", "state")[alarm.state]
    told = {
        "name": site.name,
        "unit": site.attributes.get("measured_in", ""),
        "title": title,
        "title_en": title_en,
        "state_title": state_title,
        "state_title_en": state_title_en,
        "is_on": alarm.state in ON,
        "kept_by": keeper,
    }
    return AlarmCard.model_validate(alarm).model_copy(update=told)

"""A day of the map, played again: what it learned, in order."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnClause, DateTime, Float, Text, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.instant import CHINA

MOST = 500
INSTANT = DateTime(timezone=True)
TEXTS = ("act", "layer", "name", "who", "why", "was", "now")
SIDES = ("west", "south", "east", "north")
COLUMNS: tuple[ColumnClause[Any], ...] = (
    sql_column("at", INSTANT),
    *(sql_column(name, BigInteger) for name in ("number", "site_id")),
    *(sql_column(name, Text) for name in TEXTS),
    *(sql_column(name, Float) for name in SIDES),
)


@dataclass(frozen=True)
class Happening:
    """One thing, or `number` of one sort that one person did in one go. `at`: when it was done. `act`: entered,
    graded, changed, moved, retired, restored, visited, found, stepped, alarmed or alarm_changed. `was` and `now`
    are colours, states of an alarm, the step of a hidden danger, or how many answers of a visit were not in
    order."""

    at: datetime
    number: int
    site_id: int | None
    act: str
    layer: str
    name: str | None
    who: str
    why: str
    was: str | None
    now: str | None
    west: float
    south: float
    east: float
    north: float


def day_of(day: date) -> tuple[datetime, datetime]:
    """The beginning and the end of a day in China.

    >>> day_of(date(2026, 11, 24))[0].isoformat()
    '2026-11-24T00:00:00+08:00'
    """
    first = datetime.combine(day, time(), CHINA)
    return first, first + timedelta(days=1)


def happened(session: Session, day: date, bounds: tuple[int, int], most: int = MOST) -> list[Happening]:
    """What the map learned on a day within divisions, the earliest first; at most so many."""
    rows = func.happened(*day_of(day), *bounds, most).table_valued(*COLUMNS)
    return [Happening(**row._mapping) for row in session.execute(select(rows).order_by(rows.c.at))]


def days_around(session: Session, day: date, bounds: tuple[int, int]) -> tuple[date | None, date | None]:
    """The nearest days before and after at which the map learned something."""
    found: Any = func.happened_around(*day_of(day), *bounds)
    rows = found.table_valued(sql_column("before", INSTANT), sql_column("behind", INSTANT))
    before, behind = session.execute(select(rows)).one()
    return _day(before), _day(behind)


def _day(at: datetime | None) -> date | None:
    return at.astimezone(CHINA).date() if at else None

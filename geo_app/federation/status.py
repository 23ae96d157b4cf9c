"""How the joined counties are doing, and who reads this database as it changes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, DateTime, Text, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.divisions.code import canonical
from geo_app.federation.models import Published

BEAT_S = 30
INSTANT = DateTime(timezone=True)
LINK = func.joined_links().table_valued(
    *(sql_column(name, BigInteger) for name in ("division", "tables", "copied", "faults")),
    *(sql_column(name, Boolean) for name in ("working", "same_shape")),
    *(sql_column(name, INSTANT) for name in ("heard_at", "beat_at")),
    *(sql_column(name, Text) for name in ("name", "address")),
)
READER = func.readers_of_changes().table_valued(
    sql_column("slot", Text),
    sql_column("kept_bytes", BigInteger),
    *(sql_column(name, Boolean) for name in ("active", "lost")),
)


@dataclass(frozen=True)
class JoinedCounty:
    """A joined county. `copied` of `tables` are there as a whole; `lag_s`: how old the newest that is known of it
    is, None before its first copy is done; `same_shape`: whether its schema is this database's."""

    code: str
    name: str
    address: str
    tables: int
    copied: int
    working: bool
    heard_at: datetime | None
    lag_s: float | None
    same_shape: bool | None
    faults: int


@dataclass(frozen=True)
class Reader:
    """Who joined this database: whether they are reading now, and how many bytes of changes are kept for them."""

    slot: str
    active: bool
    kept_bytes: int
    lost: bool


def links(session: Session) -> list[JoinedCounty]:
    """The counties that were joined, as the person may see them."""
    lag = func.extract("epoch", func.clock_timestamp() - LINK.c.beat_at).label("lag_s")
    return [
        JoinedCounty(
            code=canonical(f"{row.division:012d}") or "",
            name=row.name,
            address=row.address,
            tables=row.tables,
            copied=row.copied,
            working=row.working,
            heard_at=row.heard_at,
            lag_s=None if row.lag_s is None else max(0.0, float(row.lag_s)),
            same_shape=row.same_shape,
            faults=row.faults,
        )
        for row in session.execute(select(LINK, lag))
    ]


def readers(session: Session) -> list[Reader]:
    """Who reads this database as it changes."""
    return [Reader(row.slot, row.active, row.kept_bytes or 0, row.lost) for row in session.execute(select(READER))]


def published_as(session: Session) -> str | None:
    """The code of the division that this database is published as."""
    own = session.scalar(select(Published.division).where(func.at_home(Published.division)))
    return None if own is None else canonical(f"{own:012d}")


def told_lag(lag_s: float | None) -> str:
    """How far behind, for a person; within two beats nobody can tell.

    >>> told_lag(50), told_lag(7200), told_lag(None)
    ('没有落后', '落后 2.0 小时', '还没有数据')
    """
    if lag_s is None:
        return "还没有数据"
    if lag_s <= 2 * BEAT_S:
        return "没有落后"
    return f"落后 {lag_s / 3600:.1f} 小时" if lag_s >= 3600 else f"落后 {lag_s / 60:.0f} 分钟"

"""Tables reading, reading_hour, point_last, alarm: what was measured, and what was wrong."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base

KIND = "monitoring_point"
INSTANT = DateTime(timezone=True)
CLOSED = "closed"

# the unique index holds the value too, so that a chart is read from it alone
READING = Table(
    "reading",
    Base.metadata,
    Column("at", INSTANT, nullable=False),
    Column("point_id", BigInteger, nullable=False),
    Column("value", REAL, nullable=False),
    Index("reading_point_id_at", "point_id", "at", unique=True, postgresql_include=["value"]),
    Index("reading_at", "at", postgresql_using="brin"),
    postgresql_partition_by="RANGE (at)",
)
READING_HOUR = Table(
    "reading_hour",
    Base.metadata,
    Column("point_id", BigInteger, primary_key=True),
    Column("hour", INSTANT, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("total", Double, nullable=False),
    Column("lowest", REAL, nullable=False),
    Column("highest", REAL, nullable=False),
)
POINT_LAST = Table(
    "point_last",
    Base.metadata,
    Column("point_id", BigInteger, primary_key=True),
    Column("at", INSTANT),
    Column("value", REAL),
)


class Alarm(Base):
    """Something wrong at a point, and who answered. At most one of a sort (`what`) is open at a point: what comes
    and goes is one alarm that came several times. `level` is the worst it was, `value` that reading."""

    __tablename__ = "alarm"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, server_default=text(f"'{KIND}'"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    division: Mapped[int] = mapped_column(BigInteger)
    what: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text)
    times: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    value: Mapped[float | None] = mapped_column(Double)
    bound: Mapped[float | None] = mapped_column(Double)
    raised_at: Mapped[datetime] = mapped_column(INSTANT)  # of the reading
    told_at: Mapped[datetime] = mapped_column(INSTANT, server_default=text("clock_timestamp()"))
    cleared_at: Mapped[datetime | None] = mapped_column(INSTANT)
    answered_at: Mapped[datetime | None] = mapped_column(INSTANT)
    answered_by: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    escalated_at: Mapped[datetime | None] = mapped_column(INSTANT)
    closed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    closed_by: Mapped[str | None] = mapped_column(Text)
    closed_why: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text, server_default=text("''"))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sys: Mapped[Range[Any]] = mapped_column(TSTZRANGE, server_default=text("tstzrange(clock_timestamp(), NULL)"))

    __table_args__ = (
        Index("alarm_open", "site_id", "what", unique=True, postgresql_where=text("state <> 'closed'")),
        Index("alarm_site_id", "site_id", "id"),
        {"info": {"history": True}},
    )

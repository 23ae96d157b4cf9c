"""Tables import_run, issue, quarantine: what was brought in, what was wrong with it, what waits for a person."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import SRID, Base

IS_WAITING = text("state = 'waiting'")


class ImportRun(Base):
    """One ledger on its way in: previewed, loading, loaded or failed."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    file_hash: Mapped[str] = mapped_column(Text)  # SHA-256 of the bytes as they came
    status: Mapped[str] = mapped_column(Text, server_default=text("'previewed'"))
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)  # per sheet: its columns as matched
    where: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))  # header -> value: rows kept
    crs: Mapped[int | None] = mapped_column(Integer)  # EPSG code given by a person for a file without one
    datum: Mapped[str] = mapped_column(Text, server_default=text("''"))  # what a person states of all coordinates
    readings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))  # by datum
    decided: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))  # 12.person -> theirs
    merges: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))  # fields both changed
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    sample: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))  # GeoJSON of the preview
    done: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    total: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    message: Mapped[str] = mapped_column(Text, server_default=text("''"))
    actor: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Issue(Base):
    """One thing wrong with one row of a ledger, in words for the person who can correct it."""

    __tablename__ = "issue"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    sheet: Mapped[str] = mapped_column(Text, server_default=text("''"))
    row: Mapped[int] = mapped_column(Integer)  # as the person counts it in the file, 1 = first line
    field: Mapped[str] = mapped_column(Text, server_default=text("''"))
    header: Mapped[str] = mapped_column(Text, server_default=text("''"))
    value: Mapped[str] = mapped_column(Text, server_default=text("''"))
    code: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    reason_en: Mapped[str] = mapped_column(Text, server_default=text("''"))
    remedy: Mapped[str] = mapped_column(Text, server_default=text("''"))
    remedy_en: Mapped[str] = mapped_column(Text, server_default=text("''"))
    blocks: Mapped[bool] = mapped_column(server_default=text("true"))  # the row is not loaded because of it


class Quarantined(Base):
    """A row of a ledger that waits for a person because its place can be read in more than one way. `record` is
    what will be written once somebody has chosen; `geom` is the likeliest place: it decides who sees the row."""

    __tablename__ = "quarantine"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    division: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    file_name: Mapped[str] = mapped_column(Text)
    sheet: Mapped[str] = mapped_column(Text, server_default=text("''"))
    row: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text, server_default=text("''"))
    written: Mapped[str] = mapped_column(Text)  # the two numbers as they stood in the ledger
    stated: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))  # its divisions
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text, server_default=text("'waiting'"))  # waiting, placed, refused
    chosen: Mapped[str] = mapped_column(Text, server_default=text("''"))  # the reading that a person chose
    geom: Mapped[Any] = mapped_column(Geometry("POINT", SRID, spatial_index=False))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text, server_default=text("''"))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sys: Mapped[Range[Any]] = mapped_column(TSTZRANGE, server_default=text("tstzrange(clock_timestamp(), NULL)"))

    __table_args__ = (
        Index("quarantine_waiting", "kind", "name", "code", "written", unique=True, postgresql_where=IS_WAITING),
        {"info": {"history": True}},
    )

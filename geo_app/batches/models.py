"""Tables batch and batch_row: many assessments on their way, and what became of each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Identity, Index, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base


class Batch(Base):
    """Many assessments by one method for the sites of one layer. `touched_at` is when a part was last written."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    source: Mapped[str] = mapped_column(Text)  # file, or renewal: the inputs that stand
    kind: Mapped[str] = mapped_column(Text)  # the layer
    method: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text, server_default=text("''"))
    file_name: Mapped[str] = mapped_column(Text, server_default=text("''"))
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))  # as matched
    assessed_on: Mapped[date | None] = mapped_column(Date)  # empty: the day on which it runs
    status: Mapped[str] = mapped_column(Text, server_default=text("'ready'"))  # ready, running, done
    message: Mapped[str] = mapped_column(Text, server_default=text("''"))
    actor: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    touched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class BatchRow(Base):
    """One assessment of a batch: pending, done, or failed with the reason."""

    __tablename__ = "batch_row"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    number: Mapped[int] = mapped_column(Integer)  # as the person counts it in the file, 1 = first line
    code: Mapped[str] = mapped_column(Text, server_default=text("''"))
    name: Mapped[str] = mapped_column(Text, server_default=text("''"))
    site_id: Mapped[int | None] = mapped_column(BigInteger)
    variant: Mapped[str] = mapped_column(Text, server_default=text("''"))
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text, server_default=text("'pending'"))
    colour: Mapped[str | None] = mapped_column(Text)
    assessment_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str] = mapped_column(Text, server_default=text("''"))
    remedy: Mapped[str] = mapped_column(Text, server_default=text("''"))

    __table_args__ = (Index("batch_row_batch_id", "batch_id", "state", "id"),)

"""Tables batch and batch_row: many assessments on their way, and what became of each."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base
from geo_app.long_work import Work, WorkRow


class Batch(Work, Base):
    """Many assessments by one method for the sites of one layer."""

    __tablename__ = "batch"
    WORD = "批量评估"

    source: Mapped[str] = mapped_column(Text)  # file, or renewal: the inputs that stand
    kind: Mapped[str] = mapped_column(Text)  # the layer
    method: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text, server_default=text("''"))
    file_name: Mapped[str] = mapped_column(Text, server_default=text("''"))
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))  # as matched
    assessed_on: Mapped[date | None] = mapped_column(Date)  # empty: the day on which it runs


class BatchRow(WorkRow, Base):
    """One assessment of a batch."""

    __tablename__ = "batch_row"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    code: Mapped[str] = mapped_column(Text, server_default=text("''"))
    site_id: Mapped[int | None] = mapped_column(BigInteger)
    variant: Mapped[str] = mapped_column(Text, server_default=text("''"))
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    colour: Mapped[str | None] = mapped_column(Text)
    assessment_id: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (Index("batch_row_batch_id", "batch_id", "state", "id"),)

"""Table confirmation: numbers from memory that a person has looked up."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base


class Confirmation(Base):
    """A person has looked up a number that was from memory only, and says where. `row` is a short hash of what the
    row of `data/` said then; a number that is changed later is not confirmed by it."""

    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    table: Mapped[str] = mapped_column(Text)
    row: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("clock_timestamp()"))
    withdrawn_by: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("confirmation_row", "table", "row", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
    )

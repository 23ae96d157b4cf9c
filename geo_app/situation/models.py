"""Table death_target: how many deaths a division is allowed in a year by its indicator."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base


class DeathTarget(Base):
    """The indicator of a division and year. `kind` is the layer whose deaths it limits, so that whoever keeps that
    layer keeps the indicators too; an indicator that was taken back has no number."""

    __tablename__ = "death_target"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, server_default=text("'accident'"))
    division: Mapped[int] = mapped_column(BigInteger)
    year: Mapped[int] = mapped_column(Integer)
    deaths: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text, server_default=text("''"))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sys: Mapped[Range[Any]] = mapped_column(TSTZRANGE, server_default=text("tstzrange(clock_timestamp(), NULL)"))

    __table_args__ = (
        UniqueConstraint("division", "year"),
        CheckConstraint("deaths >= 0", name="deaths"),
        {"info": {"history": True}},
    )

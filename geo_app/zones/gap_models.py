"""Tables of the distances that the standards ask for, and of what the map says to each."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, NUMRANGE
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base
from geo_app.zones.models import Derived, drawn_from

# Filled from data/gaps and data/words on every upgrade; the functions of sql/180 to 182 read them.
GAP_PLACE = Table(
    "gap_place",
    Base.metadata,
    Column("place", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False, index=True),
    *(Column(f"{name}_{n}", Text) for n in (1, 2, 3) for name in ("field", "pattern")),
    Column("number_field", Text),
    Column("allowed", NUMRANGE),
    Column("asks", Text, nullable=False),  # the titles of the fields that decide
    Column("asks_en", Text, nullable=False),
)
GAP_RULE = Table(
    "gap_rule",
    Base.metadata,
    Column("rule", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("source", Text, nullable=False, index=True),
    Column("target", Text, nullable=False, index=True),
    Column("required_m", Float),
    Column("limit_per_year", Float),
    Column("more_than", Boolean, nullable=False),
    Column("reach_m", Float, nullable=False),  # as far as pairs are looked at
    Column("measured_from", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("confidence", Text, nullable=False),
)
GAP_LAYER = Table(
    "gap_layer",
    Base.metadata,
    Column("kind", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("half_extent_m", Float, nullable=False),  # how far the outline may reach where only a point is known
    Column("surveyed_m", Float),  # with nothing of this layer so far around, nobody has surveyed
)
GAP_PHRASE = Table(
    "gap_phrase",
    Base.metadata,
    Column("phrase", Text, primary_key=True),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
)


class Gap(Derived, Base):
    """One distance between two sites, and the answer: kept, short or unchecked, with the reason. `target_id` is 0
    where the answer speaks of no single target. Kept by the database whenever either site changes."""

    __tablename__ = "gap"

    source_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    target_id: Mapped[int] = mapped_column(BigInteger)
    target_division: Mapped[int | None] = mapped_column(BigInteger)  # who answers for the target sees the gap too
    rule: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    required_m: Mapped[float | None] = mapped_column(Float)
    measured_m: Mapped[float | None] = mapped_column(Float)
    shortfall_m: Mapped[float | None] = mapped_column(Float)
    direction: Mapped[str | None] = mapped_column(Text)
    people: Mapped[int | None] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(Text, server_default=text("''"))

    __table_args__ = (
        *drawn_from("gap"),
        Index("gap_source_id", "source_id", "rule", "target_id", unique=True),
        Index("gap_target_id", "target_id", postgresql_where=text("target_id > 0")),
        Index("gap_target_division", "target_division", postgresql_where=text("target_division <> division")),
        {"info": {"history": True}},
    )


class RelocationTarget(Derived, Base):
    """A plant that may have to be rebuilt, moved or closed: proposed from the map, decided by a person."""

    __tablename__ = "relocation_target"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    score: Mapped[float] = mapped_column(Float)
    mode: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(Text, server_default=text("'proposed'"))
    deadline_on: Mapped[date | None] = mapped_column(Date)
    park_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    progress: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_on: Mapped[date | None] = mapped_column(Date)
    decision: Mapped[str] = mapped_column(Text, server_default=text("''"))

    __table_args__ = (
        *drawn_from("relocation_target"),
        Index("relocation_target_site_id", "site_id", unique=True),
        {"info": {"history": True}},
    )

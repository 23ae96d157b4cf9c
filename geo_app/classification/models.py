"""Table assessment: how a site got its colour, recomputable years later."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base


class Assessment(Base):
    """One application of a method to a site: method and variant, inputs, steps, clause, who, when, until when.

    `computed_colour` is what the method says; `colour` is what stands. They differ only where a person
    overrode with a reason. The site's colour is that of its standing assessment."""

    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    division: Mapped[int] = mapped_column(BigInteger)  # the site's, so that visibility follows the site
    kind: Mapped[str] = mapped_column(Text)  # the site's
    method: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text, server_default=text("''"))
    method_version: Mapped[str] = mapped_column(Text)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    result: Mapped[dict[str, Any]] = mapped_column(JSONB)
    clause: Mapped[str] = mapped_column(Text)
    confidence: Mapped[str] = mapped_column(Text)
    computed_colour: Mapped[str | None] = mapped_column(Text)
    colour: Mapped[str | None] = mapped_column(Text)
    override_reason: Mapped[str | None] = mapped_column(Text)
    overridden_by: Mapped[str | None] = mapped_column(Text)
    assessor: Mapped[str] = mapped_column(Text)
    assessed_on: Mapped[date] = mapped_column(Date)
    review_on: Mapped[date] = mapped_column(Date)
    standing: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text, server_default=text("''"))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sys: Mapped[Range[Any]] = mapped_column(TSTZRANGE, server_default=text("tstzrange(clock_timestamp(), NULL)"))

    __table_args__ = (
        Index("assessment_site_id", "site_id"),
        Index("assessment_standing", "site_id", unique=True, postgresql_where=text("standing")),
        CheckConstraint("colour IS NOT DISTINCT FROM computed_colour OR override_reason <> ''", name="override"),
        {"info": {"history": True}},
    )

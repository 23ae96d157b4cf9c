"""Tables assessment, how a site got its colour, recomputable years later, recompute_due, what has to be,
pack_choice, by whose numbers, and confirmation, which of them were looked up."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import SRID, Base


class Assessment(Base):
    """One application of a method to a site: method and variant, inputs, steps, clause, who, when, until when.

    `computed_colour` is what the method says; `colour` is what stands. They differ only where a person
    overrode with a reason. The site's colour is that of its standing assessment. Where the map counted for it,
    `counted` holds what (see facts.py) and `counted_in` the area: what changes there asks for a new answer."""

    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    division: Mapped[int] = mapped_column(BigInteger)  # the site's, so that visibility follows the site
    kind: Mapped[str] = mapped_column(Text)  # the site's
    method: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text, server_default=text("''"))
    pack: Mapped[str] = mapped_column(Text, server_default=text("''"))  # the rule pack that named the variant
    pack_version: Mapped[str] = mapped_column(Text, server_default=text("''"))
    method_version: Mapped[str] = mapped_column(Text)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    result: Mapped[dict[str, Any]] = mapped_column(JSONB)
    counted: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    counted_in: Mapped[Any | None] = mapped_column(Geometry("GEOMETRY", SRID, spatial_index=False))
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
        Index("assessment_counted_in", "counted_in", postgresql_using="gist", postgresql_where=text("standing")),
        CheckConstraint("colour IS NOT DISTINCT FROM computed_colour OR override_reason <> ''", name="override"),
        {"info": {"history": True}},
    )


class PackChoice(Base):
    """The rule pack that a division goes by for one method; for what lies below it too, unless that chose itself.
    `reason` says why, the history what was chosen before."""

    __tablename__ = "pack_choice"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    division: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(Text)  # the method
    pack: Mapped[str] = mapped_column(Text)
    pack_version: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text)
    adopted_on: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text, server_default=text("''"))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sys: Mapped[Range[Any]] = mapped_column(TSTZRANGE, server_default=text("tstzrange(clock_timestamp(), NULL)"))

    __table_args__ = (
        Index("pack_choice_division_subject", "division", "subject", unique=True),
        {"info": {"history": True}},
    )


class RecomputeDue(Base):
    """What the map counted for the standing assessment of `site_id` has changed; written by the database in the
    transaction of the change (sql/160), deleted by whoever reckons anew. `changed_id` is the site that changed."""

    __tablename__ = "recompute_due"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    changed_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    change: Mapped[str] = mapped_column(Text)  # residents, place, added, retired, boundary
    old_residents: Mapped[int | None] = mapped_column(Integer)
    new_residents: Mapped[int | None] = mapped_column(Integer)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("clock_timestamp()"))

    __table_args__ = (Index("recompute_due_site_id", "site_id"), Index("recompute_due_changed_id", "changed_id"))

"""Tables of what happens on the ground: visit, finding, finding_step, photo, photo_use, delta."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Float, ForeignKey, Index, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import GIVEN_BY, Base
from geo_app.zones.models import Derived, Kept, drawn_from

EMPTY = text("''")


class Recorded:
    """A record made on a device: `uid` is made there. `made_at` is what its clock said, `received_at` what ours
    said when it came, `happened_at` the former put right by what the device's clock was off. `fix` is the place as
    the device gave it, in WGS 84 with its accuracy; `fix_reason` says why there is none, or a poor one."""

    uid: Mapped[UUID] = mapped_column(unique=True)
    made_by: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    happened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    fix: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    fix_reason: Mapped[str] = mapped_column(Text, server_default=EMPTY)


class Visit(Recorded, Derived, Base):
    """A person was there: what was asked, by which version of the checklist, and what was answered."""

    __tablename__ = "visit"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    visitor: Mapped[str] = mapped_column(Text)  # of the supervision plan: grid_officer, township, county_bureau …
    visited_on: Mapped[date] = mapped_column(Date)
    checklist: Mapped[str] = mapped_column(Text)
    checklist_version: Mapped[str] = mapped_column(Text)
    answers: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    asked: Mapped[int] = mapped_column(Integer)
    wrong: Mapped[int] = mapped_column(Integer)  # questions answered with "not in order"
    distance_m: Mapped[float | None] = mapped_column(Float)  # from the device to the site
    note: Mapped[str] = mapped_column(Text, server_default=EMPTY)

    __table_args__ = (
        *drawn_from("visit"),
        Index("visit_site_id", "site_id", "visitor", "visited_on"),
        {"info": {"history": True}},
    )


class Finding(Recorded, Derived, Base):
    """A hidden danger on its way from finding to closing; data/patrol/steps.csv says what may follow what.
    `retired`: it is over (closed, turned down, or marked as deleted), kept and no longer on the map."""

    __tablename__ = "finding"

    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    visit_uid: Mapped[UUID | None]
    number: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    grade: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text, server_default=EMPTY)  # of the checklist that led to it
    # five in place
    responsible: Mapped[str | None] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(Text)
    funds: Mapped[str | None] = mapped_column(Text)
    deadline_on: Mapped[date | None] = mapped_column(Date)
    plan: Mapped[str | None] = mapped_column(Text)
    # major ones
    supervise_level: Mapped[str | None] = mapped_column(Text)
    supervised_by: Mapped[str | None] = mapped_column(Text)
    supervise_until: Mapped[date | None] = mapped_column(Date)
    third_party: Mapped[str | None] = mapped_column(Text)
    reported_to: Mapped[str | None] = mapped_column(Text)
    reported_on: Mapped[date | None] = mapped_column(Date)
    done_by: Mapped[str | None] = mapped_column(Text)  # who reported it as rectified
    closed_on: Mapped[date | None] = mapped_column(Date)
    retired: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))

    __table_args__ = (
        *drawn_from("finding"),
        Index("finding_number", "number", GIVEN_BY, unique=True),
        Index("finding_site_id", "site_id"),
        Index("finding_due", "deadline_on", postgresql_where=text("NOT retired")),
        {"info": {"history": True}},
    )


class FindingStep(Recorded, Kept, Base):
    """One step of a hidden danger: who did what, from which state to which, with what words and values."""

    __tablename__ = "finding_step"

    kind: Mapped[str] = mapped_column(Text)  # the layer of its finding: whoever sees that sees this
    finding_uid: Mapped[UUID]
    action: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, server_default=EMPTY)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))

    __table_args__ = (Index("finding_step_finding_uid", "finding_uid"), {"info": {"history": True}})


class Photo(Base):
    """A picture on disk, known by the hash of what was sent; `stored` is the hash of what we keep of it, without
    what a camera writes into a file."""

    __tablename__ = "photo"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    stored: Mapped[str] = mapped_column(Text)
    bytes: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class PhotoUse(Recorded, Kept, Base):
    """What a picture belongs to: a visit or a finding, before or after rectification."""

    __tablename__ = "photo_use"

    kind: Mapped[str] = mapped_column(Text)  # the layer of its record: whoever sees that sees this
    of: Mapped[UUID]
    phase: Mapped[str] = mapped_column(Text)  # before, after
    hash: Mapped[str] = mapped_column(Text)  # its bytes may come later

    __table_args__ = (Index("photo_use_of", "of"), Index("photo_use_hash", "hash"), {"info": {"history": True}})


class Device(Base):
    """A phone of an account, known from its first sync on; a revoked one sends no more."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    username: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, server_default=EMPTY)
    first_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_by: Mapped[str | None] = mapped_column(Text)


class Delta(Base):
    """One write of a device, kept as it was sent, with what became of it: applied, waiting for something that has
    not come yet, in conflict, refused, or dropped by the person who decided the conflict."""

    __tablename__ = "delta"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(Text)
    device: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    skew_s: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(Text)
    missing: Mapped[UUID | None]
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))

    __table_args__ = (
        Index("delta_missing", "missing", postgresql_where=text("state = 'waiting'")),
        Index("delta_username", "username", "received_at"),
    )

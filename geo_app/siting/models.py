"""Table opinion: what was answered to a project, by which rules and data, and who signed it."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Identity, Index, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import GIVEN_BY, SRID, Base
from geo_app.long_work import Work, WorkRow
from geo_app.zones.models import Derived, drawn_from


class Opinion(Derived, Base):
    """The footprint with every line as it was answered at `asked_at`. `verdict` is what the rules say, `decided`
    what the people who overruled lines with a reason made of it. `changed` are lines that read otherwise since."""

    __tablename__ = "opinion"

    number: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text, unique=True)  # on paper: whoever holds it finds the stored opinion
    project_type: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    own: Mapped[list[int]] = mapped_column(JSONB)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    notes: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    overruled: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    verdict: Mapped[str] = mapped_column(Text)
    decided: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    rules: Mapped[str] = mapped_column(Text)  # which rules answered: a hash over them
    drafted_by: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[str | None] = mapped_column(Text)
    signed_on: Mapped[date | None] = mapped_column(Date)
    # what the paper says and shows, as it was called and looked on the day
    issuer: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    drafter: Mapped[str] = mapped_column(Text)
    signer: Mapped[str | None] = mapped_column(Text)
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB, deferred=True)
    changed: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    reach: Mapped[Any] = mapped_column(
        Geometry("GEOMETRY", SRID, spatial_index=False)
    )  # what may change the answer

    __table_args__ = (
        *drawn_from("opinion"),
        Index("opinion_number", "number", GIVEN_BY, unique=True),
        Index("opinion_reach", "reach", postgresql_using="gist"),
        {"info": {"history": True}},
    )


class OpinionDue(Base):
    """An opinion that a change may have touched and that nobody has looked at since."""

    __tablename__ = "opinion_due"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinion.id"), index=True)


class ScreeningRun(Work, Base):
    """Many screenings at once: the projects of a file, the sites of a layer, or opinions looked at again."""

    __tablename__ = "screening_run"
    WORD = "批量筛查"

    source: Mapped[str] = mapped_column(Text)  # file, layer or opinions
    title: Mapped[str] = mapped_column(Text)


class ScreeningRow(WorkRow, Base):
    """One project or opinion of a run."""

    __tablename__ = "screening_row"

    run_id: Mapped[int] = mapped_column(ForeignKey("screening_run.id"))
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))  # the project
    opinion_id: Mapped[int | None] = mapped_column(BigInteger)
    verdict: Mapped[str | None] = mapped_column(Text)
    deciding: Mapped[str] = mapped_column(Text, server_default=text("''"))  # line; of an opinion what changed
    deciding_en: Mapped[str] = mapped_column(Text, server_default=text("''"))
    changes: Mapped[int | None] = mapped_column(Integer)  # lines of an opinion that read otherwise

    __table_args__ = (Index("screening_row_run_id", "run_id", "state", "id"),)

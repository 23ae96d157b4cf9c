"""Tables notice and notice_seen: what people should hear of, and who has."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base

NOW = text("clock_timestamp()")
ACTOR = text("current_setting('geo_app.actor', true)")


class Notice(Base):
    """Something that concerns a division: a colour changed, a review is overdue, a neighbour drew a region.

    Whoever's divisions hold `division` may read it, unless it is about a `layer` that they may not see; one with a
    `username` is about this person's account and for them alone."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    division: Mapped[int] = mapped_column(BigInteger)
    layer: Mapped[str | None] = mapped_column(Text)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    username: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=NOW)
    created_by: Mapped[str] = mapped_column(Text, server_default=ACTOR)

    __table_args__ = (Index("notice_division_id", "division", "id"), Index("notice_site_id", "site_id"))


class NoticeSeen(Base):
    """This account has seen this notice."""

    __tablename__ = "notice_seen"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True)
    username: Mapped[str] = mapped_column(Text, primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=NOW)

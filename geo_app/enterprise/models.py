"""Tables invitation, spot and public_report: what opens a door without an account, and what comes in by it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base

INSTANT = DateTime(timezone=True)
ACTOR = text("current_setting('geo_app.actor', true)")


class Invitation(Base):
    """A link for one enterprise: whoever shows it checks this site and reports what was rectified there, and sees
    nothing else. Only a hash of its token is stored."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    division: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)  # whom it was given to; stands with all that comes in by it
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_by: Mapped[str] = mapped_column(Text, server_default=ACTOR)
    made_at: Mapped[datetime] = mapped_column(INSTANT, server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    revoked_at: Mapped[datetime | None] = mapped_column(INSTANT)
    used_at: Mapped[datetime | None] = mapped_column(INSTANT)


class Spot(Base):
    """The code that hangs at a site: it opens the form of a public report and tells the site's name."""

    __tablename__ = "spot"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), unique=True)
    division: Mapped[int] = mapped_column(BigInteger)
    made_by: Mapped[str] = mapped_column(Text, server_default=ACTOR)
    made_at: Mapped[datetime] = mapped_column(INSTANT, server_default=func.now())


class PublicReport(Base):
    """What somebody without an account reported by the code on the spot. It becomes a hidden danger when an
    officer has looked at it; `address` is there against floods alone and is forgotten then."""

    __tablename__ = "public_report"

    uid: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    division: Mapped[int] = mapped_column(BigInteger)
    what: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text, server_default=text("''"))
    photos: Mapped[list[str]] = mapped_column(ARRAY(Text))  # hashes
    address: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(INSTANT, server_default=func.now())
    state: Mapped[str] = mapped_column(Text, server_default=text("'waiting'"))  # accepted, rejected
    reviewed_by: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    words: Mapped[str] = mapped_column(Text, server_default=text("''"))  # of the review

    __table_args__ = (
        Index("public_report_waiting", "division", postgresql_where=text("state = 'waiting'")),
        Index("public_report_address", "address", "received_at"),
        Index("public_report_site_id", "site_id", "received_at"),
    )

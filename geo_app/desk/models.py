"""Tables webhook and delivery: which notices have left for whom."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Integer, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base

INSTANT = DateTime(timezone=True)


class Webhook(Base):
    """A webhook of the settings, known since: what was told before is not sent to it."""

    __tablename__ = "webhook"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[datetime] = mapped_column(INSTANT, server_default=func.now())


class Delivery(Base):
    """One notice on its way to one webhook: tried again until `due_at` is empty (it is there, or was given up)."""

    __tablename__ = "delivery"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True)
    webhook: Mapped[str] = mapped_column(ForeignKey("webhook.name", ondelete="CASCADE"), primary_key=True)
    due_at: Mapped[datetime | None] = mapped_column(INSTANT, server_default=func.now())
    tries: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    sent_at: Mapped[datetime | None] = mapped_column(INSTANT)
    fault: Mapped[str] = mapped_column(Text, server_default=text("''"))

    __table_args__ = (Index("delivery_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),)

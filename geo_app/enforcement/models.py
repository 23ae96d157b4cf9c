"""Table enforcement_draw: draws of inspections, sealed and drawn; none is ever deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base
from geo_app.zones.models import Kept


class EnforcementDraw(Kept, Base):
    """A draw. `kind` is the layer of visits: whoever sees those of a division sees what was drawn for them. The
    secret is told to nobody before the draw."""

    __tablename__ = "enforcement_draw"

    kind: Mapped[str] = mapped_column(Text, server_default=text("'visit'"))
    sealed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    seal: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    word: Mapped[str | None] = mapped_column(Text)  # the public number
    drawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    drawn: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))

    __table_args__ = ({"info": {"history": True}},)

"""Tables published and joined: as what this database is published, and which counties come together in it."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base


class Published(Base):
    """A database that is published, this one or one that has been joined: its schema, and when it was last alive.
    The row travels with the others, so that whoever joined knows how far behind it is."""

    __tablename__ = "published"

    division: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    shape: Mapped[str] = mapped_column(Text)  # a hash over tables and columns
    beat_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class Joined(Base):
    """A county whose rows come here by replication and are changed at home alone."""

    __tablename__ = "joined"

    division: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    address: Mapped[str] = mapped_column(Text)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())

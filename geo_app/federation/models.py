"""Tables published, joined, neighbour, neighbour_zone: as what this database is published, which counties come
together in it, and what is seen of those on the other side of the border."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base
from geo_app.zones.models import Derived, drawn_from


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


class Neighbour(Base):
    """A county across the border, as that of `division` knows it. `token_hash`: it may fetch our zones that reach
    over, and last did at `asked_at`. `address`: we fetch its, last tried and last told when, with which `fault`;
    what we show for that lies in a file, not here."""

    __tablename__ = "neighbour"

    division: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    neighbour: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    address: Mapped[str | None] = mapped_column(Text)
    tried_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    told_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    fault: Mapped[str] = mapped_column(Text, server_default=text("''"))


class NeighbourZone(Derived, Base):
    """The part of a neighbour's zone that lies on this side of the border, as it was last told."""

    __tablename__ = "neighbour_zone"

    neighbour: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        *drawn_from("neighbour_zone"),
        Index("neighbour_zone_neighbour", "neighbour"),
        {"info": {"history": True}},
    )

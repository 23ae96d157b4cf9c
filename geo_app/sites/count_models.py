"""Sites counted by colour, division and cell of the map: a map of a whole province reads counts, not sites.

The database keeps them true in the transaction of every change (`sql/231_site_counts.sql`).
"""

from datetime import date

from sqlalchemy import BigInteger, Date, Float, Identity, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base


class SiteCount(Base):
    """How much a change added to the sites of a cell, or took away: what is there is the sum of the rows.

    `cell` is the Morton key of a tile at level 12, `map_x` and `map_y` are sums of the sites' own.
    """

    __tablename__ = "site_count"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    cell: Mapped[int] = mapped_column(BigInteger)
    division: Mapped[int] = mapped_column(BigInteger)
    colour: Mapped[str | None] = mapped_column(Text)
    n: Mapped[int] = mapped_column(Integer)
    overdue: Mapped[int] = mapped_column(Integer)
    map_x: Mapped[float] = mapped_column(Float)
    map_y: Mapped[float] = mapped_column(Float)

    __table_args__ = (Index("site_count_kind_cell", "kind", "cell"),)


class SiteCounted(Base):
    """The day for which the overdue are counted, and how many rows that took: none before the first time."""

    __tablename__ = "site_counted"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    cells: Mapped[int] = mapped_column(BigInteger)

"""Table division: province 2 digits, city 4, county 6, township 9, village 12 (GB/T 2260, GB/T 10114)."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Computed, Index, Integer, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import SRID, Base


class Division(Base):
    """One node of the tree. `id` is its code padded to twelve digits. A missing polygon stops nothing:
    the place is then known down to the next level that has one."""

    __tablename__ = "division"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text)  # 云南省昆明市安宁市
    level: Mapped[int] = mapped_column(SmallInteger)  # 1 province … 5 village
    source: Mapped[str] = mapped_column(Text)
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", SRID, spatial_index=False))
    geom_3857: Mapped[Any | None] = mapped_column(
        Geometry("MULTIPOLYGON", 3857, spatial_index=False), Computed("st_transform(geom, 3857)", persisted=True)
    )
    outline_3857: Mapped[Any | None] = mapped_column(  # for small scales
        Geometry("GEOMETRY", 3857, spatial_index=False),
        Computed("st_simplifypreservetopology(st_transform(geom, 3857), 120)", persisted=True),
    )
    map_x: Mapped[int | None] = mapped_column(Integer, Computed("map_column(geom)", persisted=True))
    map_y: Mapped[int | None] = mapped_column(Integer, Computed("map_row(geom)", persisted=True))
    qk: Mapped[int | None] = mapped_column(BigInteger, Computed("morton_of(geom)", persisted=True))

    __table_args__ = (
        Index("division_geom", "geom", postgresql_using="gist"),
        Index("division_geom_3857", "geom_3857", postgresql_using="gist"),
        Index("division_qk", "qk"),
    )

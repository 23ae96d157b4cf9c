"""Table buffer: the rings that sites throw, in true metres from their boundary."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Boolean, Computed, Float, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import SRID, Base


class Buffer(Base):
    """One ring of one site. Kept by the database whenever the site or the layer's rings change."""

    __tablename__ = "buffer"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)  # the derived layer
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(Text)
    metres: Mapped[float] = mapped_column(Float)
    division: Mapped[int] = mapped_column(BigInteger)
    colour: Mapped[str | None] = mapped_column(Text)
    demo: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", SRID, spatial_index=False))
    geom_3857: Mapped[Any] = mapped_column(
        Geometry("MULTIPOLYGON", 3857, spatial_index=False), Computed("st_transform(geom, 3857)", persisted=True)
    )
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text, server_default=text("''"))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sys: Mapped[Range[Any]] = mapped_column(TSTZRANGE, server_default=text("tstzrange(clock_timestamp(), NULL)"))

    __table_args__ = (
        Index("buffer_site_id", "site_id", "kind", "metres", unique=True),
        Index("buffer_kind_geom", "kind", "geom", postgresql_using="gist"),
        Index("buffer_kind_geom_3857", "kind", "geom_3857", postgresql_using="gist"),
        {"info": {"history": True}},
    )

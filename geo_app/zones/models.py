"""Tables of what is drawn from sites: rings in true metres from their boundary, and every other zone."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Boolean, Computed, Float, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, Range
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


class Derived:
    """What a layer needs of a table whose rows follow from sites. Fields of the layer without a column of their
    own stand in `attributes`; `division` is that of the site, or of the place, and decides who sees the row."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)  # the derived layer
    name: Mapped[str] = mapped_column(Text)
    division: Mapped[int] = mapped_column(BigInteger)
    colour: Mapped[str | None] = mapped_column(Text)
    demo: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", SRID, spatial_index=False))
    # kept by the database: never written by the app
    geom_3857: Mapped[Any] = mapped_column(
        Geometry("GEOMETRY", 3857, spatial_index=False), Computed("st_transform(geom, 3857)", persisted=True)
    )
    map_x: Mapped[int] = mapped_column(Integer, Computed("map_column(geom)", persisted=True))
    map_y: Mapped[int] = mapped_column(Integer, Computed("map_row(geom)", persisted=True))
    qk: Mapped[int] = mapped_column(BigInteger, Computed("morton_of(geom)", persisted=True))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text, server_default=text("''"))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sys: Mapped[Range[Any]] = mapped_column(TSTZRANGE, server_default=text("tstzrange(clock_timestamp(), NULL)"))


def drawn_from(name: str) -> tuple[Index, ...]:
    """The indexes that tiles and boxes of a derived table are read by."""
    return (
        Index(f"{name}_kind_geom", "kind", "geom", postgresql_using="gist"),
        Index(f"{name}_kind_geom_3857", "kind", "geom_3857", postgresql_using="gist"),
        Index(f"{name}_kind_qk", "kind", "qk"),
    )


class Zone(Derived, Base):
    """An area, line or point that belongs to a site: a scenario's reach, a risk contour, a strip, a flow path.

    `reach_m`: it is all that lies within so many metres of the site, and is drawn again whenever the site changes.
    `drawing`: which act of a person drew it; one scenario or one imported file draws several zones."""

    __tablename__ = "zone"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    reach_m: Mapped[float | None] = mapped_column(Float)
    drawing: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (*drawn_from("zone"), Index("zone_site_id", "site_id", "kind"), {"info": {"history": True}})

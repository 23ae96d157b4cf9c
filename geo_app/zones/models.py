"""Tables of what is drawn from sites: rings in true metres from their boundary, and every other zone."""

from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Computed,
    Date,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE, JSONB, TSTZRANGE, Range
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


class Kept:
    """What the history of a row needs: which version it is, who made it, why, and since when it holds."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    division: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text, server_default=text("''"))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sys: Mapped[Range[Any]] = mapped_column(TSTZRANGE, server_default=text("tstzrange(clock_timestamp(), NULL)"))


class JointRegion(Derived, Base):
    """Hazards so near each other that they are guarded together. Outline, colour, division and reach follow from
    its members (draw_joint_regions); `reach` are their divisions: whoever may see one of them sees the region."""

    __tablename__ = "joint_region"

    stage: Mapped[str] = mapped_column(Text)  # proposed, accepted, ended
    lead_unit: Mapped[str | None] = mapped_column(Text)
    lead_site_id: Mapped[int | None] = mapped_column(BigInteger)
    basis: Mapped[str] = mapped_column(Text, server_default=text("''"))  # why these belong together
    within_m: Mapped[float | None] = mapped_column(Float)
    colour_method: Mapped[str] = mapped_column(Text, server_default=text("'highest'"))
    duties: Mapped[str | None] = mapped_column(Text)  # shared duties
    drawn_by: Mapped[str] = mapped_column(Text)
    crosses: Mapped[str | None] = mapped_column(Text)  # the highest border inside: township … province
    reach: Mapped[Any] = mapped_column(INT8MULTIRANGE)
    retired: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))

    __table_args__ = (*drawn_from("joint_region"), {"info": {"history": True}})


class JointRegionMember(Kept, Base):
    """One site of a joint region, with the trade and the business form that it was taken in for."""

    __tablename__ = "joint_region_member"

    region_id: Mapped[int] = mapped_column(ForeignKey("joint_region.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    trade: Mapped[str | None] = mapped_column(Text)  # GB/T 4754 code; None: unknown
    form: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("joint_region_member_once", "region_id", "site_id", unique=True),
        Index("joint_region_member_site_id", "site_id"),
        {"info": {"history": True}},
    )


class JointRegionRecord(Kept, Base):
    """A drill, a check or a meeting of the members of a joint region."""

    __tablename__ = "joint_region_record"

    region_id: Mapped[int] = mapped_column(ForeignKey("joint_region.id"))
    type: Mapped[str] = mapped_column(Text)  # drill, check, meeting, other
    held_on: Mapped[date] = mapped_column(Date)
    unit: Mapped[str | None] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("joint_region_record_region_id", "region_id"), {"info": {"history": True}})

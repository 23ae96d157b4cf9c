"""Table site: everything that stands on the ground, whatever its kind."""

from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Computed, Date, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.colour import Colour
from geo_app.db import GIVEN_BY, SRID, Base

TILE_COLUMNS = ["map_x", "map_y", "division", "colour", "review_on", "demo", "name"]
IS_SHAPE = "st_dimension(geom_3857) > 0"


class Site(Base):
    """One place. `kind` is the layer it belongs to; fields of the layer without a column of their own
    stand in `attributes`. `division` is the twelve-digit code of the deepest known division around it
    (0: outside every known one). Sites are retired, never deleted; the database keeps every version."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    initials: Mapped[str] = mapped_column(Text, default="")  # pinyin initials of the name, for search
    code: Mapped[str | None] = mapped_column(Text)
    credit_code: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    control_level: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text)
    person: Mapped[str | None] = mapped_column(Text)
    telephone: Mapped[str | None] = mapped_column(Text)
    measures: Mapped[str | None] = mapped_column(Text)
    remark: Mapped[str | None] = mapped_column(Text)
    residents: Mapped[int | None] = mapped_column(Integer)
    division: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    colour: Mapped[str | None] = mapped_column(Text)  # of the standing assessment
    method: Mapped[str | None] = mapped_column(Text)
    assessed_on: Mapped[date | None] = mapped_column(Date)
    review_on: Mapped[date | None] = mapped_column(Date)
    demo: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    source: Mapped[str | None] = mapped_column(Text)  # where the record came from: a file, a person, an edition
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", SRID, spatial_index=False))
    retired: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
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

    __table_args__ = (
        CheckConstraint(f"colour IN ({', '.join(repr(c.value) for c in Colour)})", name="colour"),
        CheckConstraint("NOT st_isempty(geom)", name="geom"),
        # the colour is what most filters ask: with it here, only what matches is fetched
        Index("site_kind_geom", "kind", "geom", "colour", postgresql_using="gist"),
        # a tile of points is one range of the first, read from the index alone, and a box is a few; only shapes
        # need the second
        Index(
            "site_kind_qk",
            *("kind", "qk", "id"),
            postgresql_include=TILE_COLUMNS,
            postgresql_where=text("NOT retired"),
        ),
        Index("site_shape", "kind", "geom_3857", postgresql_using="gist", postgresql_where=text(IS_SHAPE)),
        Index("site_kind_id", "kind", "id"),
        Index("site_demo", "id", postgresql_where=text("demo")),
        Index("site_kind_code", "kind", "code", GIVEN_BY, unique=True, postgresql_where=text("code IS NOT NULL")),
        {"info": {"history": True}},
    )

"""zones that belong to sites"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def derived_columns() -> list[sa.Column]:
    """The columns of every table whose rows follow from sites."""

    def kept(name: str, kind: Any, formula: str) -> sa.Column:
        return sa.Column(name, kind, sa.Computed(formula, persisted=True), nullable=False)

    def geometry(srid: int) -> Geometry:
        return Geometry(geometry_type="GEOMETRY", srid=srid, spatial_index=False, nullable=False)

    return [
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("attributes", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("geom", geometry(4490), nullable=False),
        kept("geom_3857", geometry(3857), "st_transform(geom, 3857)"),
        kept("map_x", sa.Integer(), "map_column(geom)"),
        kept("map_y", sa.Integer(), "map_row(geom)"),
        kept("qk", sa.BigInteger(), "morton_of(geom)"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "sys",
            postgresql.TSTZRANGE(),
            server_default=sa.text("tstzrange(clock_timestamp(), NULL)"),
            nullable=False,
        ),
    ]


def index_derived(name: str) -> None:
    """The indexes that tiles and boxes of a derived table are read by."""
    for column in ("geom", "geom_3857"):
        op.create_index(f"{name}_kind_{column}", name, ["kind", column], postgresql_using="gist")
    op.create_index(f"{name}_kind_qk", name, ["kind", "qk"])


def upgrade() -> None:
    op.create_table(
        "zone",
        *derived_columns(),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("reach_m", sa.Float(), nullable=True),
        sa.Column("drawing", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="zone_site_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="zone_pkey"),
    )
    index_derived("zone")
    op.create_index("zone_site_id", "zone", ["site_id", "kind"])


def downgrade() -> None:
    op.drop_table("zone")

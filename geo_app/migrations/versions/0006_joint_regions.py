"""joint prevention-and-control regions"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
zones = import_module("geo_app.migrations.versions.0002_zones")
KEPT = ("id", "division", "version", "changed_by", "reason", "sys")


def kept_columns() -> list[sa.Column]:
    """The columns of every table with a history whose rows have no place of their own."""
    return [column for column in zones.derived_columns() if column.name in KEPT]


def text_columns(*names: str, nullable: bool = True) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def of_region(name: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("region_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["joint_region.id"], name=f"{name}_region_id_fkey"),
        sa.PrimaryKeyConstraint("id", name=f"{name}_pkey"),
    ]


def upgrade() -> None:
    op.create_table(
        "joint_region",
        *zones.derived_columns(),
        *text_columns("stage", "drawn_by", nullable=False),
        *text_columns("lead_unit", "duties", "crosses"),
        sa.Column("lead_site_id", sa.BigInteger(), nullable=True),
        sa.Column("basis", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("within_m", sa.Float(), nullable=True),
        sa.Column("colour_method", sa.Text(), server_default=sa.text("'highest'"), nullable=False),
        sa.Column("reach", postgresql.INT8MULTIRANGE(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="joint_region_pkey"),
    )
    zones.index_derived("joint_region")
    op.create_table(
        "joint_region_member",
        *kept_columns(),
        *of_region("joint_region_member"),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        *text_columns("trade", "form"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="joint_region_member_site_id_fkey"),
    )
    op.create_index("joint_region_member_once", "joint_region_member", ["region_id", "site_id"], unique=True)
    op.create_index("joint_region_member_site_id", "joint_region_member", ["site_id"])
    op.create_table(
        "joint_region_record",
        *kept_columns(),
        *of_region("joint_region_record"),
        *text_columns("type", "content", nullable=False),
        *text_columns("unit", "result"),
        sa.Column("held_on", sa.Date(), nullable=False),
    )
    op.create_index("joint_region_record_region_id", "joint_region_record", ["region_id"])


def downgrade() -> None:
    for name in ("joint_region_record", "joint_region_member", "joint_region"):
        op.drop_table(name)

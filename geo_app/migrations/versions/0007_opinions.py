"""siting opinions"""

import importlib

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

zones = importlib.import_module("geo_app.migrations.versions.0002_zones")


def upgrade() -> None:
    def told(name: str, kind: sa.types.TypeEngine, default: str | None = None) -> sa.Column:
        return sa.Column(name, kind, server_default=sa.text(default) if default else None, nullable=False)

    instant, words, record = sa.DateTime(timezone=True), sa.Text(), postgresql.JSONB()
    op.create_table(
        "opinion",
        *zones.derived_columns(),
        *(told(name, words) for name in ("number", "code", "project_type", "act")),
        *(told(name, record) for name in ("fields", "own", "lines", "notes")),
        told("overruled", record, "'{}'"),
        *(told(name, words) for name in ("verdict", "decided", "stage")),
        told("asked_at", instant),
        *(told(name, words) for name in ("rules", "drafted_by")),
        sa.Column("signed_by", words, nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        *(told(name, words) for name in ("issuer", "place", "drafter")),
        sa.Column("signer", words, nullable=True),
        told("plan", record),
        told("changed", record, "'[]'"),
        told("checked_at", instant, "clock_timestamp()"),
        told("reach", Geometry(geometry_type="GEOMETRY", srid=4490, spatial_index=False)),
        sa.PrimaryKeyConstraint("id", name="opinion_pkey"),
        sa.UniqueConstraint("code", name="opinion_code_key"),
    )
    op.create_index("opinion_number", "opinion", ["number", sa.text("(id / 1000000000)")], unique=True)
    zones.index_derived("opinion")
    op.create_index("opinion_reach", "opinion", ["reach"], postgresql_using="gist")
    op.create_table(
        "opinion_due",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opinion_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name="opinion_due_opinion_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="opinion_due_pkey"),
    )
    op.create_index("opinion_due_opinion_id", "opinion_due", ["opinion_id"])


def downgrade() -> None:
    op.drop_table("opinion_due")
    op.drop_table("opinion")

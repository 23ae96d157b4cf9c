"""who this database is published as, which counties come together in it, and what is seen across the border"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

zones = import_module("geo_app.migrations.versions.0002_zones")

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "published",
        sa.Column("division", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("beat_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("division", name="published_pkey"),
    )
    op.create_table(
        "joined",
        sa.Column("division", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("joined_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("division", name="joined_pkey"),
    )
    op.create_table(
        "neighbour",
        sa.Column("division", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("neighbour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("tried_at", INSTANT, nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("fault", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("division", "neighbour", name="neighbour_pkey"),
        sa.UniqueConstraint("token_hash", name="neighbour_token_hash_key"),
    )
    op.create_table(
        "neighbour_zone",
        *zones.derived_columns(),
        sa.Column("neighbour", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="neighbour_zone_pkey"),
    )
    zones.index_derived("neighbour_zone")
    op.create_index("neighbour_zone_neighbour", "neighbour_zone", ["neighbour"])


def downgrade() -> None:
    op.drop_table("neighbour_zone")
    op.drop_table("neighbour")
    op.drop_table("joined")
    op.drop_table("published")

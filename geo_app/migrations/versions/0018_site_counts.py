"""sites counted by cell of the map"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_count",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("map_x", sa.Float(), nullable=False),
        sa.Column("map_y", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="site_count_pkey"),
    )
    op.create_index("site_count_kind_cell", "site_count", ["kind", "cell"])
    op.create_table(
        "site_counted",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cells", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="site_counted_pkey"),
    )


def downgrade() -> None:
    op.drop_table("site_counted")
    op.drop_table("site_count")

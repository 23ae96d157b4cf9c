"""death indicators of divisions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    def words(name: str, default: str) -> sa.Column:
        return sa.Column(name, sa.Text(), server_default=sa.text(default), nullable=False)

    op.create_table(
        "death_target",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        words("kind", "'accident'"),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        words("changed_by", "''"),
        words("reason", "''"),
        sa.Column(
            "sys",
            postgresql.TSTZRANGE(),
            server_default=sa.text("tstzrange(clock_timestamp(), NULL)"),
            nullable=False,
        ),
        sa.CheckConstraint("deaths >= 0", name=op.f("death_target_deaths")),
        sa.PrimaryKeyConstraint("id", name="death_target_pkey"),
        sa.UniqueConstraint("division", "year", name="death_target_division_year_key"),
        info={"history": True},
    )


def downgrade() -> None:
    op.drop_table("death_target")

"""draws of inspections"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    def words(name: str, default: str | None = None) -> sa.Column:
        return sa.Column(name, sa.Text(), server_default=default and sa.text(default), nullable=False)

    op.create_table(
        "enforcement_draw",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        words("kind", "'visit'"),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("sealed", postgresql.JSONB(), nullable=False),
        words("seal"),
        words("secret"),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        words("changed_by", "''"),
        words("reason", "''"),
        sa.Column(
            "sys",
            postgresql.TSTZRANGE(),
            server_default=sa.text("tstzrange(clock_timestamp(), NULL)"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="enforcement_draw_pkey"),
        info={"history": True},
    )


def downgrade() -> None:
    op.drop_table("enforcement_draw")

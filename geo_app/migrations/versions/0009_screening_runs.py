"""runs of many screenings"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screening_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("source", "title")),
        _text("status", "'ready'"),
        _text("message", "''"),
        sa.Column("actor", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
            for name in ("started_at", "touched_at")
        ),
        sa.PrimaryKeyConstraint("id", name="screening_run_pkey"),
    )
    op.create_table(
        "screening_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("name", "''"),
        sa.Column("asked", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("opinion_id", sa.BigInteger(), nullable=True),
        _text("state", "'pending'"),
        sa.Column("verdict", sa.Text(), nullable=True),
        *(_text(name, "''") for name in ("deciding", "deciding_en")),
        sa.Column("changes", sa.Integer(), nullable=True),
        *(_text(name, "''") for name in ("error", "remedy")),
        sa.ForeignKeyConstraint(["run_id"], ["screening_run.id"], name="screening_row_run_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="screening_row_pkey"),
    )
    op.create_index("screening_row_run_id", "screening_row", ["run_id", "state", "id"])


def downgrade() -> None:
    op.drop_table("screening_row")
    op.drop_table("screening_run")


def _text(name: str, default: str) -> sa.Column:
    return sa.Column(name, sa.Text(), server_default=sa.text(default), nullable=False)

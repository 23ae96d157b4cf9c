"""batches of assessments"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("source", "kind", "method")),
        *(_text(name, "''") for name in ("variant", "file_name")),
        sa.Column("columns", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        _text("status", "'ready'"),
        _text("message", "''"),
        sa.Column("actor", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
            for name in ("started_at", "touched_at")
        ),
        sa.PrimaryKeyConstraint("id", name="batch_pkey"),
    )
    op.create_table(
        "batch_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(_text(name, "''") for name in ("code", "name")),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        _text("variant", "''"),
        sa.Column("inputs", postgresql.JSONB(), nullable=False),
        _text("state", "'pending'"),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("assessment_id", sa.BigInteger(), nullable=True),
        *(_text(name, "''") for name in ("error", "remedy")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="batch_row_batch_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="batch_row_pkey"),
    )
    op.create_index("batch_row_batch_id", "batch_row", ["batch_id", "state", "id"])


def downgrade() -> None:
    op.drop_table("batch_row")
    op.drop_table("batch")


def _text(name: str, default: str) -> sa.Column:
    return sa.Column(name, sa.Text(), server_default=sa.text(default), nullable=False)

"""exports in the background"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export_job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "format", "crs", "actor")),
        _with("status", sa.Text(), "'ready'"),
        _with("message", sa.Text(), "''"),
        sa.Column("selected", postgresql.JSONB(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        *(_with(name, sa.Integer(), "0") for name in ("total", "done")),
        _with("file_name", sa.Text(), "''"),
        _with("bytes", sa.BigInteger(), "0"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        *(_with(name, sa.DateTime(timezone=True), "now()") for name in ("started_at", "touched_at")),
        sa.PrimaryKeyConstraint("id", name="export_job_pkey"),
    )


def downgrade() -> None:
    op.drop_table("export_job")


def _with(name: str, kind: sa.types.TypeEngine, default: str) -> sa.Column:
    return sa.Column(name, kind, server_default=sa.text(default), nullable=False)

"""quarantine: rows whose place waits for a person; and what a person decided about an import"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    def told(name: str, kind: sa.types.TypeEngine, default: str | None = None) -> sa.Column:
        return sa.Column(name, kind, server_default=sa.text(default) if default else None, nullable=False)

    words, record, number = sa.Text(), postgresql.JSONB(), sa.BigInteger()
    op.add_column("import_run", told("datum", words, "''"))
    op.add_column("import_run", told("readings", record, "'[]'"))
    op.add_column("import_run", told("decided", record, "'{}'"))
    op.add_column("import_run", told("merges", record, "'[]'"))
    op.create_table(
        "quarantine",
        sa.Column("id", number, sa.Identity(always=False), nullable=False),
        sa.Column("run_id", number, nullable=True),
        told("kind", words),
        told("division", number, "0"),
        told("file_name", words),
        told("sheet", words, "''"),
        told("row", sa.Integer()),
        told("name", words),
        told("code", words, "''"),
        told("written", words),
        told("stated", record, "'{}'"),
        told("record", record),
        told("candidates", record),
        told("state", words, "'waiting'"),
        told("chosen", words, "''"),
        told("geom", Geometry(geometry_type="POINT", srid=4490, spatial_index=False)),
        told("version", sa.Integer(), "1"),
        told("changed_by", words, "''"),
        told("reason", words, "''"),
        told("sys", postgresql.TSTZRANGE(), "tstzrange(clock_timestamp(), NULL)"),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name="quarantine_run_id_fkey", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="quarantine_pkey"),
    )
    op.create_index("quarantine_run_id", "quarantine", ["run_id"])
    op.create_index(
        "quarantine_waiting",
        "quarantine",
        ["kind", "name", "code", "written"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("quarantine")
    op.drop_column("import_run", "merges")
    op.drop_column("import_run", "decided")
    op.drop_column("import_run", "readings")
    op.drop_column("import_run", "datum")

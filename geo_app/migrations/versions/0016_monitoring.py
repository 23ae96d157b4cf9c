"""online monitoring: readings by month, their hours, alarms"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reading",
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.REAL(), nullable=False),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index(
        "reading_point_id_at", "reading", ["point_id", "at"], unique=True, postgresql_include=["value"]
    )
    op.create_index("reading_at", "reading", ["at"], postgresql_using="brin")
    op.create_table(
        "reading_hour",
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("hour", INSTANT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("lowest", sa.REAL(), nullable=False),
        sa.Column("highest", sa.REAL(), nullable=False),
        sa.PrimaryKeyConstraint("point_id", "hour", name="reading_hour_pkey"),
    )
    op.create_table(
        "point_last",
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=True),
        sa.Column("value", sa.REAL(), nullable=True),
        sa.PrimaryKeyConstraint("point_id", name="point_last_pkey"),
    )
    _alarms()


def _alarms() -> None:
    def words(name: str, default: str) -> sa.Column:
        return sa.Column(name, sa.Text(), server_default=sa.text(default), nullable=False)

    def number(name: str) -> sa.Column:
        return sa.Column(name, sa.Integer(), server_default=sa.text("1"), nullable=False)

    def instant(name: str) -> sa.Column:
        return sa.Column(name, INSTANT, nullable=True)

    op.create_table(
        "alarm",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        words("kind", "'monitoring_point'"),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        number("times"),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("bound", sa.Double(), nullable=True),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        instant("cleared_at"),
        instant("answered_at"),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        instant("escalated_at"),
        instant("closed_at"),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=True),
        number("version"),
        words("changed_by", "''"),
        words("reason", "''"),
        sa.Column(
            "sys",
            postgresql.TSTZRANGE(),
            server_default=sa.text("tstzrange(clock_timestamp(), NULL)"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="alarm_site_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="alarm_pkey"),
        info={"history": True},
    )
    still_open = sa.text("state <> 'closed'")
    op.create_index("alarm_open", "alarm", ["site_id", "what"], unique=True, postgresql_where=still_open)
    op.create_index("alarm_site_id", "alarm", ["site_id", "id"])


def downgrade() -> None:
    for name in ("alarm", "point_last", "reading_hour", "reading"):
        op.drop_table(name)

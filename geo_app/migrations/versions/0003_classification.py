"""rule packs, recomputing and notices"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
ACTOR = sa.text("current_setting('geo_app.actor', true)")


def upgrade() -> None:
    _tell()
    _recompute()
    _choose()
    _confirm()


def _tell() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=True),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("created_by", sa.Text(), server_default=ACTOR, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="notice_site_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="notice_pkey"),
    )
    op.create_index("notice_division_id", "notice", ["division", "id"])
    op.create_index("notice_site_id", "notice", ["site_id"])
    op.create_table(
        "notice_seen",
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name="notice_seen_notice_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", "username", name="notice_seen_pkey"),
    )


def _recompute() -> None:
    for name in ("pack", "pack_version"):
        op.add_column("assessment", sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("assessment", sa.Column("counted", postgresql.JSONB(), nullable=True))
    area = Geometry(geometry_type="GEOMETRY", srid=4490, spatial_index=False)
    op.add_column("assessment", sa.Column("counted_in", area, nullable=True))
    op.create_index(
        "assessment_counted_in",
        "assessment",
        ["counted_in"],
        postgresql_using="gist",
        postgresql_where=sa.text("standing"),
    )
    op.create_table(
        "recompute_due",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_id", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("old_residents", sa.Integer(), nullable=True),
        sa.Column("new_residents", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="recompute_due_site_id_fkey"),
        sa.ForeignKeyConstraint(["changed_id"], ["site.id"], name="recompute_due_changed_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="recompute_due_pkey"),
    )
    op.create_index("recompute_due_site_id", "recompute_due", ["site_id"])
    op.create_index("recompute_due_changed_id", "recompute_due", ["changed_id"])


def _choose() -> None:
    op.create_table(
        "pack_choice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "sys",
            postgresql.TSTZRANGE(),
            server_default=sa.text("tstzrange(clock_timestamp(), NULL)"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pack_choice_pkey"),
    )
    op.create_index("pack_choice_division_subject", "pack_choice", ["division", "subject"], unique=True)


def _confirm() -> None:
    words = ("table", "row", "title", "value", "clause", "reference", "by")
    op.create_table(
        "confirmation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="confirmation_pkey"),
    )
    op.create_index(
        "confirmation_row",
        "confirmation",
        ["table", "row"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("confirmation")
    op.drop_table("pack_choice")
    op.drop_table("recompute_due")
    for name in ("counted_in", "counted", "pack_version", "pack"):
        op.drop_column("assessment", name)
    op.drop_table("notice_seen")
    op.drop_table("notice")

"""invitations, codes on the spot, public reports"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT, WORDS = sa.DateTime(timezone=True), sa.Text()
ACTOR, NOW, EMPTY = (sa.text(each) for each in ("current_setting('geo_app.actor', true)", "now()", "''"))


def _of_site(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=f"{table}_site_id_fkey"),
    ]


def _made() -> list[sa.Column]:
    return [
        sa.Column("made_by", WORDS, server_default=ACTOR, nullable=False),
        sa.Column("made_at", INSTANT, server_default=NOW, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *_of_site("invitation"),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        *_made(),
        sa.Column("expires_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT, nullable=True) for name in ("revoked_at", "used_at")),
        sa.PrimaryKeyConstraint("id", name="invitation_pkey"),
        sa.UniqueConstraint("token_hash", name="invitation_token_hash_key"),
    )
    op.create_index("invitation_site_id", "invitation", ["site_id"])
    op.create_table(
        "spot",
        sa.Column("code", WORDS, nullable=False),
        *_of_site("spot"),
        *_made(),
        sa.PrimaryKeyConstraint("code", name="spot_pkey"),
        sa.UniqueConstraint("site_id", name="spot_site_id_key"),
    )
    op.create_table(
        "public_report",
        sa.Column("uid", sa.Uuid(), nullable=False),
        *_of_site("public_report"),
        sa.Column("what", WORDS, nullable=False),
        sa.Column("contact", WORDS, server_default=EMPTY, nullable=False),
        sa.Column("photos", postgresql.ARRAY(WORDS), nullable=False),
        sa.Column("address", WORDS, nullable=True),
        sa.Column("received_at", INSTANT, server_default=NOW, nullable=False),
        sa.Column("state", WORDS, server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("reviewed_by", WORDS, nullable=True),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("words", WORDS, server_default=EMPTY, nullable=False),
        sa.PrimaryKeyConstraint("uid", name="public_report_pkey"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index("public_report_waiting", "public_report", ["division"], postgresql_where=waiting)
    op.create_index("public_report_address", "public_report", ["address", "received_at"])
    op.create_index("public_report_site_id", "public_report", ["site_id", "received_at"])


def downgrade() -> None:
    for table in ("public_report", "spot", "invitation"):
        op.drop_table(table)

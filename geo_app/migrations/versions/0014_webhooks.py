"""webhooks and what leaves by them"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT, NOW = sa.DateTime(timezone=True), sa.text("now()")


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("name", name="webhook_pkey"),
    )
    op.create_table(
        "delivery",
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, server_default=NOW, nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("fault", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="delivery_notice_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["webhook"], ["webhook.name"], name="delivery_webhook_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", "webhook", name="delivery_pkey"),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("delivery_due", "delivery", ["due_at"], postgresql_where=due)


def downgrade() -> None:
    for table in ("delivery", "webhook"):
        op.drop_table(table)

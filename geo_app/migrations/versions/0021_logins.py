"""what a login came with, first passwords, and notices for one person"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    false, empty, now = sa.text("false"), sa.text("''"), sa.text("now()")
    op.add_column("account", sa.Column("must_change", sa.Boolean(), server_default=false, nullable=False))
    login = "login_session"
    op.add_column(login, sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False))
    op.add_column(login, sa.Column("proved_at", sa.DateTime(timezone=True), server_default=now, nullable=False))
    op.add_column(login, sa.Column("vouched", sa.Boolean(), server_default=false, nullable=False))
    op.add_column(login, sa.Column("address", sa.Text(), server_default=empty, nullable=False))
    op.add_column(login, sa.Column("device", sa.Text(), server_default=empty, nullable=False))
    op.add_column("notice", sa.Column("username", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "username")
    for column in ("device", "address", "vouched", "proved_at", "id"):
        op.drop_column("login_session", column)
    op.drop_column("account", "must_change")

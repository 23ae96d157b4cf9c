"""who was told names and telephones of persons"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    def words(name: str, default: str | None = None) -> sa.Column:
        return sa.Column(name, sa.Text(), server_default=default and sa.text(default), nullable=False)

    op.create_table(
        "disclosure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        words("username"),
        words("token", "''"),
        words("address", "''"),
        sa.Column("scope", postgresql.INT8MULTIRANGE(), nullable=False),
        words("verb"),
        words("door"),
        words("asked"),
        sa.PrimaryKeyConstraint("id", name="disclosure_pkey"),
    )
    op.create_index("disclosure_username_id", "disclosure", ["username", "id"])
    op.create_index("disclosure_at", "disclosure", ["at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_table("disclosure")

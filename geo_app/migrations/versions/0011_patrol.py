"""visits, findings and their steps, photos, deltas, devices"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

zones = import_module("geo_app.migrations.versions.0002_zones")
INSTANT, WORDS, RECORD = sa.DateTime(timezone=True), sa.Text(), postgresql.JSONB()


def _text(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, WORDS, nullable=nullable) for name in names]


def _empty(name: str) -> sa.Column:
    return sa.Column(name, WORDS, server_default=sa.text("''"), nullable=False)


def _received() -> sa.Column:
    return sa.Column("received_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False)


def _recorded() -> list[sa.Column]:
    return [
        sa.Column("uid", sa.Uuid(), nullable=False),
        *_text("made_by", "person"),
        sa.Column("made_at", INSTANT, nullable=False),
        _received(),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("fix", RECORD, nullable=True),
        _empty("fix_reason"),
    ]


def _kept() -> list[sa.Column]:
    names = ("id", "kind", "division", "version", "changed_by", "reason", "sys")
    return [column for column in zones.derived_columns() if column.name in names]


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=f"{table}_pkey"),
        sa.UniqueConstraint("uid", name=f"{table}_uid_key"),
    ]


def upgrade() -> None:
    op.create_table(
        "visit",
        *zones.derived_columns(),
        *_recorded(),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        *_text("visitor"),
        sa.Column("visited_on", sa.Date(), nullable=False),
        *_text("checklist", "checklist_version"),
        sa.Column("answers", RECORD, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("asked", "wrong")),
        sa.Column("distance_m", sa.Float(), nullable=True),
        _empty("note"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="visit_site_id_fkey"),
        *_keys("visit"),
    )
    zones.index_derived("visit")
    op.create_index("visit_site_id", "visit", ["site_id", "visitor", "visited_on"])
    op.create_table(
        "finding",
        *zones.derived_columns(),
        *_recorded(),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("visit_uid", sa.Uuid(), nullable=True),
        *_text("number", nullable=True),
        *_text("state", "grade", "what"),
        _empty("question"),
        *_text("responsible", "measure", "funds", nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        *_text("plan", "supervise_level", "supervised_by", nullable=True),
        sa.Column("supervise_until", sa.Date(), nullable=True),
        *_text("third_party", "reported_to", nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        *_text("done_by", nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="finding_site_id_fkey"),
        *_keys("finding"),
    )
    op.create_index("finding_number", "finding", ["number", sa.text("(id / 1000000000)")], unique=True)
    zones.index_derived("finding")
    op.create_index("finding_site_id", "finding", ["site_id"])
    op.create_index("finding_due", "finding", ["deadline_on"], postgresql_where=sa.text("NOT retired"))
    op.create_table(
        "finding_step",
        *_kept(),
        *_recorded(),
        sa.Column("finding_uid", sa.Uuid(), nullable=False),
        *_text("action", "before", "after"),
        _empty("words"),
        sa.Column("values", RECORD, server_default=sa.text("'{}'"), nullable=False),
        *_keys("finding_step"),
    )
    op.create_index("finding_step_finding_uid", "finding_step", ["finding_uid"])
    op.create_table(
        "photo",
        *_text("hash", "stored"),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        _received(),
        sa.PrimaryKeyConstraint("hash", name="photo_pkey"),
    )
    op.create_table(
        "photo_use",
        *_kept(),
        *_recorded(),
        sa.Column("of", sa.Uuid(), nullable=False),
        *_text("phase", "hash"),
        *_keys("photo_use"),
    )
    for name in ("of", "hash"):
        op.create_index(f"photo_use_{name}", "photo_use", [name])
    _create_delta()
    _create_device()


def _create_device() -> None:
    seen = sa.text("clock_timestamp()")
    op.create_table(
        "device",
        *_text("id", "username", "person"),
        _empty("name"),
        *(
            sa.Column(name, INSTANT, server_default=seen, nullable=False)
            for name in ("first_seen_at", "last_seen_at")
        ),
        sa.Column("revoked_at", INSTANT, nullable=True),
        *_text("revoked_by", nullable=True),
        sa.PrimaryKeyConstraint("id", "username", name="device_pkey"),
    )


def _create_delta() -> None:
    op.create_table(
        "delta",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_text("username", "device", "type"),
        sa.Column("made_at", INSTANT, nullable=False),
        _received(),
        sa.Column("body", RECORD, nullable=False),
        sa.Column("skew_s", sa.Float(), nullable=False),
        *_text("state"),
        sa.Column("missing", sa.Uuid(), nullable=True),
        sa.Column("answer", RECORD, server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="delta_pkey"),
    )
    op.create_index("delta_missing", "delta", ["missing"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_index("delta_username", "delta", ["username", "received_at"])


def downgrade() -> None:
    for table in ("device", "delta", "photo_use", "photo", "finding_step", "finding", "visit"):
        op.drop_table(table)

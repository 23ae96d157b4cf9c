"""gaps and relocation targets"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

zones = import_module("geo_app.migrations.versions.0002_zones")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rules()
    op.create_table(
        "gap",
        *zones.derived_columns(),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("target_division", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("required_m", sa.Float(), nullable=True),
        sa.Column("measured_m", sa.Float(), nullable=True),
        sa.Column("shortfall_m", sa.Float(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["site.id"], name="gap_source_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="gap_pkey"),
    )
    zones.index_derived("gap")
    op.create_index("gap_source_id", "gap", ["source_id", "rule", "target_id"], unique=True)
    op.create_index("gap_target_id", "gap", ["target_id"], postgresql_where=sa.text("target_id > 0"))
    beyond = sa.text("target_division <> division")
    op.create_index("gap_target_division", "gap", ["target_division"], postgresql_where=beyond)
    _relocation_targets()


def _rules() -> None:
    patterns = [sa.Column(f"{name}_{n}", sa.Text()) for n in (1, 2, 3) for name in ("field", "pattern")]
    op.create_table(
        "gap_place",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("place", "title", "kind")),
        *patterns,
        sa.Column("number_field", sa.Text()),
        sa.Column("allowed", postgresql.NUMRANGE()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("asks", "asks_en")),
    )
    op.create_index("gap_place_place", "gap_place", ["place"])
    op.create_index("gap_place_kind", "gap_place", ["kind"])
    op.create_table(
        "gap_rule",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("rule", "title", "title_en", "source", "target")
        ),
        sa.Column("required_m", sa.Float()),
        sa.Column("limit_per_year", sa.Float()),
        sa.Column("more_than", sa.Boolean(), nullable=False),
        sa.Column("reach_m", sa.Float(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("measured_from", "effect", "clause", "confidence")
        ),
        sa.PrimaryKeyConstraint("rule", name="gap_rule_pkey"),
    )
    op.create_index("gap_rule_source", "gap_rule", ["source"])
    op.create_index("gap_rule_target", "gap_rule", ["target"])
    op.create_table(
        "gap_layer",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "title", "title_en")),
        sa.Column("half_extent_m", sa.Float(), nullable=False),
        sa.Column("surveyed_m", sa.Float()),
        sa.PrimaryKeyConstraint("kind", name="gap_layer_pkey"),
    )
    op.create_table(
        "gap_phrase",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("phrase", "zh", "en")),
        sa.PrimaryKeyConstraint("phrase", name="gap_phrase_pkey"),
    )


def _relocation_targets() -> None:
    op.create_table(
        "relocation_target",
        *zones.derived_columns(),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), server_default=sa.text("'proposed'"), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("park_id", sa.BigInteger(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("progress", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="relocation_target_site_id_fkey"),
        sa.ForeignKeyConstraint(["park_id"], ["site.id"], name="relocation_target_park_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="relocation_target_pkey"),
    )
    zones.index_derived("relocation_target")
    op.create_index("relocation_target_site_id", "relocation_target", ["site_id"], unique=True)


def downgrade() -> None:
    for table in ("relocation_target", "gap", "gap_phrase", "gap_layer", "gap_rule", "gap_place"):
        op.drop_table(table)

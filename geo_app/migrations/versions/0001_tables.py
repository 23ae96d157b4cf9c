"""tables of the map"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pkey")),
        sa.UniqueConstraint("username", name=op.f("account_username_key")),
    )
    op.create_table(
        "division",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4490,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            sa.Computed("st_transform(geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "outline_3857",
            Geometry(
                geometry_type="GEOMETRY",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            sa.Computed("st_simplifypreservetopology(st_transform(geom, 3857), 120)", persisted=True),
            nullable=True,
        ),
        sa.Column("map_x", sa.Integer(), sa.Computed("map_column(geom)", persisted=True), nullable=True),
        sa.Column("map_y", sa.Integer(), sa.Computed("map_row(geom)", persisted=True), nullable=True),
        sa.Column("qk", sa.BigInteger(), sa.Computed("morton_of(geom)", persisted=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("division_pkey")),
        sa.UniqueConstraint("code", name=op.f("division_code_key")),
    )
    op.create_index("division_geom", "division", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("division_geom_3857", "division", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("division_qk", "division", ["qk"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'previewed'"), nullable=False),
        sa.Column("sheets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "where", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("crs", sa.Integer(), nullable=True),
        sa.Column(
            "counts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "sample", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("message", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("import_run_pkey")),
    )
    op.create_table(
        "layer_right",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("see_rank", sa.Integer(), nullable=False),
        sa.Column("edit_rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("layer_right_pkey")),
    )
    op.create_table(
        "layer_ring",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("metres", sa.Float(), nullable=False),
        sa.Column("of_kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "metres", name=op.f("layer_ring_pkey")),
    )
    op.create_index(op.f("layer_ring_of_kind"), "layer_ring", ["of_kind"], unique=False)
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("success", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("login_attempt_pkey")),
    )
    op.create_index("login_attempt_address_at", "login_attempt", ["address", "at"], unique=False)
    op.create_index("login_attempt_username_at", "login_attempt", ["username", "at"], unique=False)
    op.create_table(
        "schema_state",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("schema_state_pkey")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("credit_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("control_level", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("division", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column(
            "attributes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "geom",
            Geometry(
                srid=4490,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "geom_3857",
            Geometry(
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            sa.Computed("st_transform(geom, 3857)", persisted=True),
            nullable=False,
        ),
        sa.Column("map_x", sa.Integer(), sa.Computed("map_column(geom)", persisted=True), nullable=False),
        sa.Column("map_y", sa.Integer(), sa.Computed("map_row(geom)", persisted=True), nullable=False),
        sa.Column("qk", sa.BigInteger(), sa.Computed("morton_of(geom)", persisted=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "sys",
            postgresql.TSTZRANGE(),
            server_default=sa.text("tstzrange(clock_timestamp(), NULL)"),
            nullable=False,
        ),
        sa.CheckConstraint("colour IN ('red', 'orange', 'yellow', 'blue')", name=op.f("site_colour")),
        sa.CheckConstraint("NOT st_isempty(geom)", name=op.f("site_geom")),
        sa.PrimaryKeyConstraint("id", name=op.f("site_pkey")),
        info={"history": True},
    )
    op.create_index("site_demo", "site", ["id"], unique=False, postgresql_where=sa.text("demo"))
    op.create_index(
        "site_kind_code",
        "site",
        ["kind", "code", sa.text("(id / 1000000000)")],
        unique=True,
        postgresql_where=sa.text("code IS NOT NULL"),
    )
    op.create_index("site_kind_geom", "site", ["kind", "geom", "colour"], unique=False, postgresql_using="gist")
    op.create_index("site_kind_id", "site", ["kind", "id"], unique=False)
    op.create_index(
        "site_kind_qk",
        "site",
        ["kind", "qk", "id"],
        unique=False,
        postgresql_include=["map_x", "map_y", "division", "colour", "review_on", "demo", "name"],
        postgresql_where=sa.text("NOT retired"),
    )
    op.create_index(
        "site_shape",
        "site",
        ["kind", "geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_where=sa.text("st_dimension(geom_3857) > 0"),
    )
    op.create_table(
        "account_division",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("account_division_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "code", name=op.f("account_division_pkey")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("method_version", sa.Text(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("computed_colour", sa.Text(), nullable=True),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("overridden_by", sa.Text(), nullable=True),
        sa.Column("assessor", sa.Text(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("standing", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "sys",
            postgresql.TSTZRANGE(),
            server_default=sa.text("tstzrange(clock_timestamp(), NULL)"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "colour IS NOT DISTINCT FROM computed_colour OR override_reason <> ''",
            name=op.f("assessment_override"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("assessment_site_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("assessment_pkey")),
        info={"history": True},
    )
    op.create_index("assessment_site_id", "assessment", ["site_id"], unique=False)
    op.create_index(
        "assessment_standing", "assessment", ["site_id"], unique=True, postgresql_where=sa.text("standing")
    )
    op.create_table(
        "buffer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("metres", sa.Float(), nullable=False),
        sa.Column("division", sa.BigInteger(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4490,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "geom_3857",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            sa.Computed("st_transform(geom, 3857)", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "sys",
            postgresql.TSTZRANGE(),
            server_default=sa.text("tstzrange(clock_timestamp(), NULL)"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("buffer_site_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("buffer_pkey")),
        info={"history": True},
    )
    op.create_index("buffer_kind_geom", "buffer", ["kind", "geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "buffer_kind_geom_3857", "buffer", ["kind", "geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("buffer_site_id", "buffer", ["site_id", "kind", "metres"], unique=True)
    op.create_table(
        "issue",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("header", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("value", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("remedy", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("remedy_en", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("blocks", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("issue_run_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("issue_pkey")),
    )
    op.create_index(op.f("issue_run_id"), "issue", ["run_id"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("login_session_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("login_session_pkey")),
    )
    op.create_index(op.f("login_session_account_id"), "login_session", ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("login_session_account_id"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_index(op.f("issue_run_id"), table_name="issue")
    op.drop_table("issue")
    op.drop_index("buffer_site_id", table_name="buffer")
    op.drop_index("buffer_kind_geom_3857", table_name="buffer", postgresql_using="gist")
    op.drop_index("buffer_kind_geom", table_name="buffer", postgresql_using="gist")
    op.drop_table("buffer")
    op.drop_index("assessment_standing", table_name="assessment", postgresql_where=sa.text("standing"))
    op.drop_index("assessment_site_id", table_name="assessment")
    op.drop_table("assessment")
    op.drop_table("account_division")
    op.drop_index("site_kind_qk", table_name="site")
    op.drop_index("site_kind_id", table_name="site")
    op.drop_index("site_shape", table_name="site", postgresql_using="gist")
    op.drop_index("site_kind_geom", table_name="site", postgresql_using="gist")
    op.drop_index("site_kind_code", table_name="site", postgresql_where=sa.text("code IS NOT NULL"))
    op.drop_table("site")
    op.drop_table("schema_state")
    op.drop_index("login_attempt_username_at", table_name="login_attempt")
    op.drop_index("login_attempt_address_at", table_name="login_attempt")
    op.drop_table("login_attempt")
    op.drop_index(op.f("layer_ring_of_kind"), table_name="layer_ring")
    op.drop_table("layer_ring")
    op.drop_table("layer_right")
    op.drop_table("import_run")
    op.drop_index("division_geom_3857", table_name="division", postgresql_using="gist")
    op.drop_index("division_geom", table_name="division", postgresql_using="gist")
    op.drop_table("division")
    op.drop_table("account")

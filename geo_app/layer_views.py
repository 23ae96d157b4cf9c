"""From a layer file to a read view `layer.<name>`: what it is called, which columns it has, who sees them."""

from collections.abc import Iterator
from functools import lru_cache

from psycopg import sql
from sqlalchemy import Column, Float, Integer, MetaData, Table, Text

from geo_app.db import Base
from geo_app.layers import Layer, LayerField, Layers

# Filled from the layer files on every upgrade; the policies and the buffer triggers read them.
LAYER_RIGHT = Table(
    "layer_right",
    Base.metadata,
    Column("kind", Text, primary_key=True),
    Column("see_rank", Integer, nullable=False),
    Column("edit_rank", Integer, nullable=False),
)
LAYER_RING = Table(
    "layer_ring",
    Base.metadata,
    Column("kind", Text, primary_key=True),
    Column("metres", Float, primary_key=True),
    Column("of_kind", Text, nullable=False, index=True),
)

COMMON = [
    *("colour", "method", "assessed_on", "review_on", "stale", "demo", "source", "version"),
    *("changed_by", "changed_at"),
]
SCHEMAS = {"layer": "_as_of", "layer_now": ""}  # each view twice: for any instant, and for now alone (see db.py)
CASTS = {"integer": "bigint", "number": "double precision", "boolean": "boolean", "date": "date"}
SITE_COLUMNS = sql.SQL(
    "t.colour, t.method, t.assessed_on, t.review_on, "
    "coalesce(t.review_on < (SELECT as_of_day()), false) AS stale, t.demo, t.source, t.version, "
    "t.changed_by, lower(t.sys) AS changed_at, t.initials, t.qk, t.map_x, t.map_y"
)
DERIVED = sql.SQL(
    "t.colour, NULL::text AS method, NULL::date AS assessed_on, NULL::date AS review_on, "
    "false AS stale, t.demo, NULL::text AS source, t.version, t.changed_by, lower(t.sys) AS changed_at"
)
ENDING = {"site", "joint_region", "finding"}  # whose rows are kept when they are over
NAME_OF_SITE = (
    "coalesce((SELECT s.name FROM {site} AS s WHERE s.id = {number}), "
    "CASE WHEN {number} > 0 THEN '辖区外防护目标' END)"
)
KEYS = ["qk", "map_x", "map_y"]
KEYED = sql.SQL(", t.qk, t.map_x, t.map_y")
# What every view ends with, so that tiles, items, counts and exports need to know nothing of a layer's source.
TAILS = {
    "site": SITE_COLUMNS,
    "buffer": DERIVED,
    "division": sql.SQL(
        "NULL::text AS colour, NULL::text AS method, NULL::date AS assessed_on, NULL::date AS review_on, "
        "false AS stale, t.source LIKE '%演示%' AS demo, t.source, 1 AS version, ''::text AS changed_by, "
        "NULL::timestamptz AS changed_at, t.qk, t.map_x, t.map_y, t.outline_3857"
    ),
}


def view_statements(layers: Layers) -> Iterator[sql.Composed]:
    """Make every layer view again. Views of layers that are gone are dropped with the schema."""
    for name, suffix in SCHEMAS.items():
        schema = sql.Identifier(name)
        yield sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema)
        yield sql.SQL("CREATE SCHEMA {}").format(schema)
        for layer in layers:
            yield sql.SQL("CREATE VIEW {} WITH (security_invoker = true) AS SELECT {} FROM {}").format(
                sql.Identifier(name, layer.name), _columns(layer, suffix), _source(layer, suffix)
            )
        yield sql.SQL("GRANT USAGE ON SCHEMA {} TO geo_app").format(schema)
        yield sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO geo_app").format(schema)


@lru_cache(maxsize=256)
def view_of(layer: Layer) -> Table:
    """The view of a layer as a table to select from."""
    return Table(layer.name, MetaData(), *(Column(name) for name in column_names(layer)), schema="layer")


def column_names(layer: Layer) -> list[str]:
    """All columns of a layer's view, in order."""
    special = {"site": ["initials", *KEYS], "buffer": [], "division": [*KEYS, "outline_3857"]}
    drawn = special.get(layer.source, KEYS)
    place = ["division", "division_name", "division_id", "geom", "geom_3857"]
    return ["id", "kind", *_undeclared(layer), *(field.name for field in layer.fields), *COMMON, *drawn, *place]


def _undeclared(layer: Layer) -> list[str]:
    """Columns that a view needs even where its layer file does not name them as fields."""
    needed = {
        "buffer": ["name", "site_id", "metres"],
        "zone": ["name", "site_id"],
        "finding": ["name", "site_id", "uid"],
    }.get(layer.source, ["name"])
    return [name for name in needed if name not in {field.name for field in layer.fields}]


def _columns(layer: Layer, suffix: str) -> sql.Composable:
    own = [sql.SQL("{} AS {}").format(_value(field, suffix), sql.Identifier(field.name)) for field in layer.fields]
    division = sql.SQL("t.id" if layer.source == "division" else "t.division")
    return sql.SQL(", ").join(
        [
            sql.SQL("t.id, {}::text AS kind").format(sql.Literal(layer.name)),
            *(sql.Identifier("t", name) for name in _undeclared(layer)),
            *own,
            TAILS.get(layer.source, DERIVED + KEYED),
            sql.SQL(
                "lpad({0}::text, 12, '0') AS division, d.full_name AS division_name, {0} AS division_id"
            ).format(division),
            sql.SQL("t.geom, t.geom_3857"),
        ]
    )


def _value(field: LayerField, suffix: str) -> sql.Composable:
    value: sql.Composable
    if field.site_of:
        value = sql.SQL(NAME_OF_SITE).format(
            site=sql.Identifier(f"site{suffix}"), number=sql.Identifier("t", field.site_of)
        )
    elif field.column:
        value = sql.Identifier("t", field.column)
    else:
        value = sql.SQL("(t.attributes ->> {})::{}").format(
            sql.Literal(field.name), sql.SQL(CASTS.get(field.type, "text"))
        )
    if field.see.rank:
        return sql.SQL("CASE WHEN (SELECT actor_rank()) >= {} THEN {} END").format(
            sql.Literal(field.see.rank), value
        )
    return value


def _source(layer: Layer, suffix: str) -> sql.Composable:
    if layer.source == "division":
        return sql.SQL("division AS t LEFT JOIN division AS d ON d.id = t.id WHERE t.geom IS NOT NULL")
    alive = sql.SQL("AND NOT t.retired" if layer.source in ENDING else "")
    return sql.SQL("{} AS t LEFT JOIN division AS d ON d.id = t.division WHERE t.kind = {} {}").format(
        sql.Identifier(f"{layer.source}{suffix}"), sql.Literal(layer.name), alive
    )


def rights(layers: Layers) -> list[dict[str, object]]:
    """Rows of table layer_right."""
    return [{"kind": layer.name, "see_rank": layer.see.rank, "edit_rank": layer.edit.rank} for layer in layers]


def rings(layers: Layers) -> list[dict[str, object]]:
    """Rows of table layer_ring."""
    return [
        {"kind": layer.name, "metres": ring.metres, "of_kind": layer.of}
        for layer in layers
        for ring in layer.rings
    ]

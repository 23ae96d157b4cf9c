"""What stands in every table, in two numbers: how many rows, and a sum over the hashes of all rows. Tables with
the same numbers hold the same rows, whatever their order on disk."""

from typing import NamedTuple

import psycopg
from psycopg import sql

from geo_app.db import SAME_WORDS

TABLES = """
    SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'history')
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1, 2
"""
SUM = "SELECT count(*), coalesce(sum(hashtextextended(each::text, 0)::numeric), 0)::text FROM {} AS each"


class RowSum(NamedTuple):
    """The rows of one table."""

    rows: int
    sum: str


def row_sums(connection: psycopg.Connection) -> dict[str, RowSum]:
    """Every table of the map, as the transaction of this connection sees it; those of extensions are not ours."""
    connection.execute(SAME_WORDS)
    found = {}
    for schema, table in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL(SUM).format(sql.Identifier(schema, table))).fetchone()
        assert row
        found[f"{schema}.{table}"] = RowSum(*row)
    return found


def differing(wanted: dict[str, RowSum], found: dict[str, RowSum]) -> list[str]:
    """The tables that do not hold the same rows.

    >>> differing({"site": RowSum(2, "7"), "zone": RowSum(1, "3")}, {"site": RowSum(2, "8")})
    ['site', 'zone']
    """
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))

"""All versions ever written, those in force and those replaced, as digests in the order of their making."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from geo_app.db import SAME_WORDS
from geo_app.history.mirror import tables_with_history

AT_ONCE = 10_000  # rows that the server sends at a time
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' AND column_name <> 'sys'
    ORDER BY ordinal_position
"""
# What a transaction still writes would come into a period that is sealed already: only what was made before the
# oldest writer began is sealed. A transaction that has not written yet stamps its rows with a later time.
QUIET_UNTIL = """
    SELECT least(clock_timestamp(), min(xact_start)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL
"""
# versions of joined counties are sealed at home: here they arrive after their time
VERSIONS = """
    SELECT lower(sys), sha256(convert_to(ROW({columns}, lower(sys))::text, 'UTF8'))
    FROM (SELECT {columns}, sys FROM {table} UNION ALL SELECT {columns}, sys FROM {mirror}) AS version
    WHERE lower(sys) > %s AND lower(sys) <= %s AND NOT division <@ (SELECT joined_scope())
    ORDER BY lower(sys), id, version
"""


@dataclass(frozen=True)
class Period:
    """From an instant, which is not in it, to another, which is."""

    after: datetime
    until: datetime


def sealed_tables() -> list[str]:
    return sorted(table.name for table in tables_with_history())


def columns_of(connection: psycopg.Connection, table: str) -> tuple[str, ...]:
    """What a person or the program wrote; what the database draws from it stands aside."""
    return tuple(name for (name,) in connection.execute(COLUMNS, (table,)))


def quiet_until(connection: psycopg.Connection) -> datetime:
    """The instant up to which nobody writes any more."""
    row = connection.execute(QUIET_UNTIL).fetchone()
    assert row
    instant: datetime = row[0]
    return instant


def versions(
    connection: psycopg.Connection, table: str, columns: tuple[str, ...], period: Period
) -> Iterator[tuple[datetime, bytes]]:
    """When each version of a table was made, and the digest of these columns of it."""
    connection.execute(SAME_WORDS)
    asked = sql.SQL(VERSIONS).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        table=sql.Identifier(table),
        mirror=sql.Identifier("history", table),
    )
    with connection.cursor("versions") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(asked, (period.after, period.until))
        yield from cursor

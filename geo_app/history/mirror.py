"""The mirror of every table with history: all its former versions, kept by the database itself."""

from collections.abc import Iterator

from psycopg import sql
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from geo_app.db import Base

DIALECT = postgresql.dialect()


def tables_with_history() -> list[Table]:
    """Every table whose model says `info={"history": True}`."""
    return [table for table in Base.metadata.sorted_tables if table.info.get("history")]


def mirror_statements() -> Iterator[sql.Composed]:
    """What makes the mirrors, their triggers and the views `<table>_as_of`, safe to run again.

    A column that a table gained since is added to its mirror (older versions hold NULL there).
    """
    for table in tables_with_history():
        yield from _mirror(table)
        yield from _triggers(table)
        yield _as_of_view(table)


def _mirror(table: Table) -> Iterator[sql.Composed]:
    mirror = sql.Identifier("history", table.name)
    yield sql.SQL("CREATE TABLE IF NOT EXISTS {} ()").format(mirror)
    for column in table.columns:
        yield sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} {}").format(
            mirror, sql.Identifier(column.name), sql.SQL(column.type.compile(DIALECT))
        )
    indexes = [("id", sql.SQL("(id, sys)")), ("division", sql.SQL("(division)"))]
    if "geom_3857" in table.columns:
        indexes.append(("place", sql.SQL("USING gist (kind, geom_3857)")))
    if "qk" in table.columns:
        indexes.append(("key", sql.SQL("(kind, qk)")))
    for name, columns in indexes:
        yield sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} {}").format(
            sql.Identifier(f"history_{table.name}_{name}"), mirror, columns
        )


def _triggers(table: Table) -> Iterator[sql.Composed]:
    """One trigger stamps each row (z_: after every other change to it), one keeps what it replaced."""
    name = sql.Identifier(table.name)
    keep = sql.Identifier(f"keep_{table.name}")
    kept = [column.name for column in table.columns if column.name != "sys"]
    columns = sql.SQL(", ").join(map(sql.Identifier, kept))
    old = sql.SQL(", ").join(sql.Identifier("o", column) for column in kept)
    yield sql.SQL(
        """CREATE OR REPLACE FUNCTION {keep}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$ BEGIN
          IF TG_OP = 'UPDATE' THEN
            INSERT INTO {mirror} ({columns}, sys)
            SELECT {old}, tstzrange(lower(o.sys), lower(n.sys)) FROM old_rows AS o JOIN new_rows AS n USING (id);
          ELSE
            INSERT INTO {mirror} ({columns}, sys)
            SELECT {old}, tstzrange(lower(o.sys), greatest(clock_timestamp(), lower(o.sys))) FROM old_rows AS o;
          END IF;
          RETURN NULL;
        END $$"""
    ).format(keep=keep, mirror=sql.Identifier("history", table.name), columns=columns, old=old)
    for trigger, when, rows, action in (
        ("z_stamp", "BEFORE INSERT OR UPDATE", "FOR EACH ROW", sql.SQL("stamp()")),
        (
            "keep_updated",
            "AFTER UPDATE",
            "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT",
            keep + sql.SQL("()"),
        ),
        (
            "keep_deleted",
            "AFTER DELETE",
            "REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT",
            keep + sql.SQL("()"),
        ),
    ):
        yield sql.SQL("DROP TRIGGER IF EXISTS {} ON {}").format(sql.Identifier(trigger), name)
        yield sql.SQL("CREATE TRIGGER {} {} ON {} {} EXECUTE FUNCTION {}").format(
            sql.Identifier(trigger), sql.SQL(when), name, sql.SQL(rows), action
        )


def _as_of_view(table: Table) -> sql.Composed:
    """The table when no instant is asked for, the reconstruction when one is; the planner skips idle branches."""
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    return sql.SQL(
        """CREATE VIEW {view} WITH (security_invoker = true) AS
        SELECT {columns} FROM {table} WHERE as_of() IS NULL
        UNION ALL SELECT {columns} FROM {table} WHERE as_of() IS NOT NULL AND sys @> as_of()
        UNION ALL SELECT {columns} FROM {mirror} WHERE as_of() IS NOT NULL AND sys @> as_of()"""
    ).format(
        view=sql.Identifier(f"{table.name}_as_of"),
        columns=columns,
        table=sql.Identifier(table.name),
        mirror=sql.Identifier("history", table.name),
    )

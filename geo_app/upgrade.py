"""Bring a database to the newest schema: functions, tables, triggers and policies, mirrors, layer views."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import alembic.command
import alembic.config
import psycopg
from psycopg import sql
from sqlalchemy import Column, Table, Text, create_engine, delete, insert
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from geo_app.auth import models as auth_models
from geo_app.batches import models as batch_models
from geo_app.classification import models as classification_models
from geo_app.db import Base, psycopg_url
from geo_app.divisions import models as division_models
from geo_app.enforcement import models as enforcement_models
from geo_app.errors import BadInput, Unavailable
from geo_app.export import models as export_models
from geo_app.federation import models as federation_models
from geo_app.history.mirror import mirror_statements, tables_with_history
from geo_app.ingest import models as import_models
from geo_app.layer_views import LAYER_RIGHT, LAYER_RING, SCHEMAS, rights, rings, view_statements
from geo_app.layers import Layers
from geo_app.monitoring import models as monitoring_models
from geo_app.notices import models as notice_models
from geo_app.patrol import models as patrol_models
from geo_app.reckoning.tables import rows
from geo_app.settings import PACKAGE, shipped
from geo_app.sites import count_models
from geo_app.sites import models as site_models
from geo_app.siting import models as siting_models
from geo_app.situation import models as situation_models
from geo_app.zones import gap_models
from geo_app.zones import models as zone_models
from geo_app.zones.distances import layer_rows, own_distances, place_rows, rule_rows

# Every module with tables: importing it is what puts its tables into Base.metadata.
MODELS = (
    *(auth_models, batch_models, classification_models, division_models, export_models, import_models),
    *(gap_models, monitoring_models, notice_models, patrol_models, site_models, siting_models),
    *(count_models, enforcement_models, federation_models, situation_models, zone_models),
)
SCHEMA_STATE = Table("schema_state", Base.metadata, Column("fingerprint", Text, primary_key=True))

SQL_FOLDER = PACKAGE / "sql"
BEFORE_TABLES = "100"  # files numbered below make what the tables themselves need
# sites whose layer file is gone are nobody's to see or edit
ORPHANS = (
    "INSERT INTO layer_right (kind, see_rank, edit_rank)"
    " SELECT DISTINCT kind, 99, 99 FROM site WHERE kind NOT IN (SELECT kind FROM layer_right)"
)
LOCK = 5301810  # two upgrades of one database at once wait for each other


def upgrade(url: str, layers: Layers) -> bool:
    """Upgrade the database behind `url` (its owner's login). False when it was up to date already."""
    wanted = fingerprint(layers)
    try:
        with _owner(url) as connection:
            if _is_at(connection, wanted):
                return False
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            if _is_at(connection, wanted):
                return False
            _upgrade(connection, layers, wanted)
        return True
    except psycopg.errors.InsufficientPrivilege as error:
        raise Unavailable("当前数据库账号无权升级", "请用数据库所有者的连接运行 geo-app db upgrade") from error


def is_current(url: str, layers: Layers) -> bool:
    """Whether the database is at this version with these layer files."""
    with _owner(url) as connection:
        return _is_at(connection, fingerprint(layers))


def prepare(url: str) -> None:
    """Give an empty database what a backup does not bring along: the extensions and the role of the app."""
    with _owner(url) as connection:
        if connection.exec_driver_sql("SELECT to_regclass('schema_state')").scalar() is not None:
            raise BadInput("数据库里已经有数据", "请用 GEO_APP_DATA_DIR 指定一个新的空目录，再恢复到那里")
        _run(connection, _sql_files()[0])


@contextmanager
def _owner(url: str) -> Iterator[Connection]:
    """One transaction with all the rights of the login."""
    engine = create_engine(psycopg_url(url), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise Unavailable("数据库连接不上", "请检查 GEO_APP_DATABASE_URL 和数据库服务") from error


def fingerprint(layers: Layers) -> str:
    """One hash over everything that shapes the schema."""
    files = [*_sql_files(), *sorted((PACKAGE / "migrations").rglob("*.py")), PACKAGE / "layer_views.py"]
    files += [PACKAGE / "history" / "mirror.py", *sorted(PACKAGE.glob("*/*models.py"))]
    files += sorted((shipped("data") / "gaps").glob("*.csv"))
    content = b"".join(path.read_bytes() for path in files)
    text = "".join(layer.model_dump_json() for layer in layers)
    if own_distances():
        text += repr(own_distances())
    return hashlib.sha256(content + text.encode()).hexdigest()


def _upgrade(connection: Connection, layers: Layers, wanted: str) -> None:
    for path in _sql_files():
        if path.name < BEFORE_TABLES:
            _run(connection, path)
    for statement in _drop_views():
        _execute(connection, statement)
    _migrate(connection)
    for path in _sql_files():
        if BEFORE_TABLES <= path.name < "200":
            _run(connection, path)
    for statement in mirror_statements():
        _execute(connection, statement)
    for path in _sql_files():
        if path.name >= "200":
            _run(connection, path)
    for statement in view_statements(layers):
        _execute(connection, statement)
    _adopt(connection, layers)
    connection.exec_driver_sql("DELETE FROM schema_state")
    connection.exec_driver_sql("INSERT INTO schema_state (fingerprint) VALUES (%s)", (wanted,))


def _adopt(connection: Connection, layers: Layers) -> None:
    """Take over what the layer files say of rights and rings; redraw buffers where rings changed."""
    connection.execute(delete(LAYER_RIGHT))
    connection.execute(insert(LAYER_RIGHT), rights(layers))
    connection.exec_driver_sql(ORPHANS)
    connection.execute(delete(LAYER_RING))
    if rings(layers):
        connection.execute(insert(LAYER_RING), rings(layers))
    connection.exec_driver_sql(
        "SELECT draw_buffers(array_agg(id)) FROM site WHERE kind IN (SELECT of_kind FROM layer_ring)"
        " OR id IN (SELECT site_id FROM buffer)"
    )
    _adopt_distances(connection, layers)


def _adopt_distances(connection: Connection, layers: Layers) -> None:
    """Take over the distances of the standards and measure the whole ledger by them."""
    tables = (
        (gap_models.GAP_PLACE, place_rows(layers)),
        (gap_models.GAP_RULE, rule_rows()),
        (gap_models.GAP_LAYER, layer_rows()),
        (gap_models.GAP_PHRASE, list(rows("words/gap_phrases"))),
    )
    for table, lines in tables:
        connection.execute(delete(table))
        connection.execute(insert(table), lines)
    connection.exec_driver_sql("SELECT keep_all_gaps()")


def _migrate(connection: Connection) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, "head")


def _drop_views() -> Iterator[sql.Composed]:
    """Views stand in the way of changed columns; they are all made again."""
    for schema in SCHEMAS:
        yield sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema))
    for table in tables_with_history():
        yield sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(f"{table.name}_as_of"))


def _is_at(connection: Connection, wanted: str) -> bool:
    if connection.exec_driver_sql("SELECT to_regclass('schema_state')").scalar() is None:
        return False
    return connection.exec_driver_sql("SELECT fingerprint FROM schema_state").scalar() == wanted


def _sql_files() -> list[Path]:
    return sorted(SQL_FOLDER.glob("*.sql"))


def _run(connection: Connection, path: Path) -> None:
    driver(connection).execute(path.read_bytes())


def _execute(connection: Connection, statement: sql.Composed) -> None:
    driver(connection).execute(statement)


def driver(connection: Connection) -> psycopg.Connection:
    """psycopg's own connection below SQLAlchemy's."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw

"""What is measured stands here: a private cluster in var/bench, in it a province, before it a server."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from geo_app.actor import Actor, Role, operator
from geo_app.cluster import Cluster
from geo_app.db import Database
from geo_app.divisions.load import load_country
from geo_app.layers import Layers, load_layers
from geo_app.settings import shipped
from geo_app.upgrade import fingerprint, upgrade
from geo_app.upkeep import count_sites

HERE = Path(__file__).parent
DATA = HERE.parent / "var" / "bench"
PORT = 8308
NEIGHBOURLY = ("gaps_inserted", "recompute_inserted")  # triggers that look around every new site
PERSON = Actor("bench", Role.EDITOR, ("53",))  # an editor of the whole province


@dataclass(frozen=True)
class Stage:
    """A filled database. `sites` is the number of points in it; there are a tenth as many polygons."""

    cluster_url: str
    database: Database
    layers: Layers
    sites: int


def at(url: str, name: str) -> str:
    """Another database of the same cluster."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def stage(sites: int) -> Iterator[Stage]:
    """The province, made when it is not there yet; the cluster is stopped afterwards."""
    cluster = Cluster(DATA / "postgis")
    cluster.start()
    layers = load_layers([shipped("layers")])
    try:
        made = _province(cluster.url, layers, sites)
        yield made
        made.database.close()
    finally:
        cluster.stop()


def smaller(made: Stage, factor: int) -> Stage:
    """A province with so many times fewer sites, in the same cluster."""
    return _province(made.cluster_url, made.layers, made.sites // factor)


def wider(made: Stage, provinces: int) -> Stage:
    """A country of so many such provinces side by side, in the same cluster."""
    return _province(made.cluster_url, made.layers, made.sites, provinces)


def _province(cluster_url: str, layers: Layers, sites: int, provinces: int = 1) -> Stage:
    """The province of this size, or so many of it, filled when it is not there yet."""
    schema = fingerprint(layers)[:8]
    name = f"province_{sites}_{provinces}_{schema}"
    made = Stage(cluster_url, Database(at(cluster_url, name)), layers, sites * provinces)
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            _drop_old(connection, schema)
            _fill(made, "draft", provinces)
            connection.execute(sql.SQL("ALTER DATABASE draft RENAME TO {}").format(sql.Identifier(name)))
    count_sites(made.database)
    return made


def empty_database(made: Stage, name: str) -> Database:
    """A new database of that name with the divisions of the country and no sites; an old one is dropped."""
    with psycopg.connect(made.cluster_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    upgrade(at(made.cluster_url, name), made.layers)
    database = Database(at(made.cluster_url, name))
    with database.transaction(operator("bench")) as session:
        load_country(session)
    return database


def _drop_old(connection: psycopg.Connection, schema: str) -> None:
    """Provinces of an older schema."""
    old = "SELECT datname FROM pg_database WHERE datname LIKE 'province%%' AND NOT datname LIKE %s"
    for (name,) in connection.execute(old, (f"%{schema}",)).fetchall():
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _fill(made: Stage, name: str, provinces: int) -> None:
    began = time.perf_counter()
    empty_database(made, name).close()
    with psycopg.connect(at(made.cluster_url, name), autocommit=True) as owner:
        counts = (str(made.sites // provinces), str(provinces))
        owner.execute(
            "SELECT set_config('bench.sites', %s, false), set_config('bench.provinces', %s, false)", counts
        )
        with _without_indexes(owner):
            owner.execute((HERE / "province.sql").read_bytes())
            owner.execute((HERE / "provinces.sql").read_bytes())
        owner.execute("VACUUM ANALYZE")
    print(f"  {made.sites:,} 点和十分之一的面，{time.perf_counter() - began:.0f} 秒", file=sys.stderr)


@contextmanager
def _without_indexes(owner: psycopg.Connection) -> Iterator[None]:
    """Indexes of the sites are quicker made at the end than kept up row by row. What the database looks up around
    every new site would have to do without them: it is left out, and no subject here reads it."""
    indexes = owner.execute(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE (schemaname, tablename) = ('public', 'site') AND indexname <> 'site_pkey'"
    ).fetchall()
    for name, _ in indexes:
        owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    for trigger in NEIGHBOURLY:
        owner.execute(sql.SQL("ALTER TABLE site DISABLE TRIGGER {}").format(sql.Identifier(trigger)))
    yield
    for trigger in NEIGHBOURLY:
        owner.execute(sql.SQL("ALTER TABLE site ENABLE TRIGGER {}").format(sql.Identifier(trigger)))
    for _, definition in indexes:
        owner.execute(definition.encode())

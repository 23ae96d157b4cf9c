"""The servers of others: tipg and pygeoapi from PyPI, in an environment of their own, on the same features as
plain tables with the indexes that their guides ask for."""

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from bench.server import WORKERS
from bench.stage import DATA, Stage

PACKAGES = ("tipg==1.6.1", "pygeoapi==0.21.0", "geoalchemy2", "psycopg2-binary", "uvicorn[standard]")
HOME = DATA / "peers"
TIPG, PYGEOAPI = "http://127.0.0.1:8309", "http://127.0.0.1:8310"
SCHEMA = "peers"
LAYER = "risk_point"
COLUMNS = (
    "id, name, code, address, control_level, unit, person, telephone, measures, remark, residents, colour, method"
)
TABLES = {  # as it is installed; as one who knows it would lay its table out; for pygeoapi, which reads 4326 alone
    "points": "SELECT {columns}, geom FROM site WHERE kind = {kind} ORDER BY id",
    "tuned": "SELECT id, name, colour, geom_3857 AS geom FROM site WHERE kind = {kind} ORDER BY qk",
    "degrees": "SELECT {columns}, st_setsrid(geom, 4326) AS geom FROM site WHERE kind = {kind} ORDER BY id",
}


def prepare(stage: Stage) -> None:
    """Install what is missing, and lay out the tables."""
    if not (HOME / "bin" / "tipg-ready").exists():
        print("  tipg, pygeoapi …", file=sys.stderr)
        venv.create(HOME, with_pip=True)
        subprocess.run([HOME / "bin" / "pip", "install", "-q", *PACKAGES], check=True)
        (HOME / "bin" / "tipg-ready").touch()
    with psycopg.connect(stage.database.url, autocommit=True) as owner:
        owner.execute(
            sql.SQL("DROP SCHEMA IF EXISTS {0} CASCADE; CREATE SCHEMA {0}").format(sql.Identifier(SCHEMA))
        )
        words = {"columns": sql.SQL(COLUMNS), "kind": sql.Literal(LAYER)}
        for name, query in TABLES.items():
            table = sql.Identifier(SCHEMA, name)
            owner.execute(sql.SQL("CREATE TABLE {} AS ").format(table) + sql.SQL(query).format(**words))
            owner.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (id)").format(table))
            owner.execute(sql.SQL("CREATE INDEX ON {} USING gist (geom)").format(table))
            owner.execute(sql.SQL("CREATE INDEX ON {} (colour)").format(table))
            owner.execute(sql.SQL("VACUUM ANALYZE {}").format(table))


@contextmanager
def tipg(stage: Stage) -> Iterator[str]:
    """tipg over all of the tables; the value is its address."""
    url = make_url(stage.database.url)
    settings = {
        "DATABASE_URL": f"postgresql://{url.username}:{url.password}@{_host(url)}/{url.database}",
        "TIPG_DB_SCHEMAS": json.dumps([SCHEMA]),
        "TIPG_MAX_FEATURES_PER_QUERY": "10000",
    }
    with _served("tipg.main:app", TIPG, f"{TIPG}/collections", settings):
        yield TIPG


def _host(url: URL) -> str:
    """The host and port of a database, or the folder of its socket, in one word."""
    folder, port = url.query.get("host"), url.query.get("port") or url.port or 5432
    return f"{quote(str(folder), safe='') if folder else url.host}:{port}"


@contextmanager
def pygeoapi(stage: Stage) -> Iterator[str]:
    """pygeoapi over the table in EPSG:4326."""
    config, described = DATA / "pygeoapi.json", DATA / "pygeoapi-openapi.json"
    config.write_text(json.dumps(_config(stage), ensure_ascii=False))
    settings = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(described)}
    generate = [
        str(HOME / "bin" / "pygeoapi"),
        "openapi",
        "generate",
        str(config),
        "--output-file",
        str(described),
    ]
    subprocess.run(generate, env=os.environ | settings, check=True, capture_output=True)
    with _served("pygeoapi.starlette_app:APP", PYGEOAPI, f"{PYGEOAPI}/conformance?f=json", settings):
        yield PYGEOAPI


@contextmanager
def _served(app: str, address: str, probe: str, settings: dict[str, str]) -> Iterator[None]:
    command = [str(HOME / "bin" / "uvicorn"), app, "--log-level", "warning", "--workers", str(WORKERS)]
    process = subprocess.Popen(
        [*command, "--port", str(urlsplit(address).port)], env=os.environ | settings, cwd=DATA
    )
    try:
        _wait_for(probe)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str) -> None:
    for _ in range(300):
        time.sleep(0.2)
        try:
            with urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            continue
    raise RuntimeError(f"{address} does not answer")


def _config(stage: Stage) -> dict[str, object]:
    url = make_url(stage.database.url)
    data: dict[str, object] = {
        "host": url.query.get("host") or url.host,
        "port": url.port or 5432,
        "dbname": url.database,
    }
    data |= {"user": url.username, "password": url.password or "", "search_path": [SCHEMA, "public"]}
    provider: dict[str, object] = {"type": "feature", "name": "PostgreSQL", "data": data, "id_field": "id"}
    provider |= {"table": "degrees", "geom_field": "geom"}
    said = {"title": "bench", "description": "bench", "keywords": ["bench"], "links": []}
    extents = {"spatial": {"bbox": [97, 21, 107, 30], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}
    bind = {"host": "127.0.0.1", "port": urlsplit(PYGEOAPI).port}
    people = {"name": "bench", "url": "http://localhost"}
    return {
        "server": {
            "bind": bind,
            "url": PYGEOAPI,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "language": "en-US",
            "limits": {"default_items": 10, "max_items": 10000},
            "map": {"url": "http://localhost/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": said
            | {"url": "http://localhost", "keywords_type": "theme", "terms_of_service": "none"},
            "license": {"name": "none", "url": "http://localhost"},
            "provider": people,
            "contact": people | {"email": "bench@localhost"},
        },
        "resources": {"points": {"type": "collection", **said, "extents": extents, "providers": [provider]}},
    }

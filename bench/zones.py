"""Zones: buffers of ten thousand plants, and what lies in them, against the same in bare PostGIS, geopandas and
SedonaDB, whichever is the fastest. Their tables are ready, narrow and in memory before the clock starts."""

import sys
import time
from collections.abc import Callable, Iterator

import geopandas
import psycopg
import pyarrow
import sedonadb
from geopandas import GeoDataFrame
from shapely import from_wkb
from sqlalchemy import func, select

from bench.row import Row, compare
from bench.stage import PERSON, Stage
from geo_app.db import OPTIONS
from geo_app.zones.exposure_of_all import exposure_of_all

OF, METRES, PLANE = "chemical_park", 500, 4543  # EPSG of the 3-degree zone around 102°E
KINDS = ["risk_point", "hazard_source", "protected_target", "settlement", "fuel_station", "mine"]
NARROW, WHOLE = "narrow, public", "whole, public"  # where the statements below look: ready columns, or all sites
TABLES = (
    "DROP SCHEMA IF EXISTS narrow, whole CASCADE",
    "CREATE SCHEMA narrow",
    "CREATE SCHEMA whole",
    """CREATE VIEW whole.plant AS SELECT id, geom FROM site
       WHERE kind = 'chemical_park' AND NOT retired AND division BETWEEN 530000000000 AND 539999999999""",
    """CREATE VIEW whole.place AS SELECT geom, residents FROM site
       WHERE kind IN ('risk_point', 'hazard_source', 'protected_target', 'settlement', 'fuel_station', 'mine')
       AND NOT retired AND division BETWEEN 530000000000 AND 539999999999""",
    "CREATE UNLOGGED TABLE narrow.plant AS SELECT * FROM whole.plant",
    "CREATE UNLOGGED TABLE narrow.place AS SELECT * FROM whole.place ORDER BY geom",
    "CREATE INDEX ON narrow.place USING gist (geom)",
    "ANALYZE narrow.plant, narrow.place",
)
PLANTS = "SELECT st_asbinary(geom), 0 FROM plant"
PLACES = "SELECT st_asbinary(geom), coalesce(residents, 0) FROM place"
RINGS = "SELECT count(st_transform(st_buffer(st_transform(geom, 4543), 500, 32), 4490)) FROM plant"
LATERAL = """
    SELECT sum(found.residents)
    FROM (SELECT st_transform(st_buffer(st_transform(geom, 4543), 500, 32), 4490) AS reach
          FROM plant OFFSET 0) AS b
    CROSS JOIN LATERAL (SELECT sum(residents) AS residents FROM place AS p
      WHERE p.geom && b.reach AND st_intersects(b.reach, p.geom)) AS found
"""
JOIN = (
    "SELECT sum(p.residents) AS people FROM rings AS r JOIN places AS p ON ST_Intersects(r.geometry, p.geometry)"
)


def measure(stage: Stage) -> Iterator[Row]:
    with psycopg.connect(stage.database.url, options=OPTIONS, autocommit=True) as owner:
        for statement in TABLES:
            owner.execute(statement)
        plants, places = _read(owner, NARROW)
        yield _buffers(stage, owner, plants)
        yield from _exposure(stage, owner, plants, places)
        owner.execute(TABLES[0])


def _buffers(stage: Stage, owner: psycopg.Connection, plants: GeoDataFrame) -> Row:
    def ours() -> int:
        with stage.database.transaction(PERSON) as session:
            rings = func.buffers_at(OF, float(METRES), None, None).table_valued("geom")
            return session.scalar(select(func.count(rings.c.geom))) or 0

    others: dict[str, Callable[[], object]] = {
        "PostGIS": lambda: _one(owner, NARROW, RINGS),
        "geopandas": lambda: len(_rings(plants)),
    }
    name, fastest = _fastest(others)
    assert ours() == len(plants)
    did = (
        f"Rings of {METRES} m (128 corners) around the outlines of {len(plants):,} plants. Ours: buffers_at() "
        f"with a person's rights, each in its own 3-degree zone. Other: {name}, one zone for all."
    )
    return compare("buffers_vs_fastest", "ms", did, _ms(ours), _ms(fastest))


def _exposure(
    stage: Stage, owner: psycopg.Connection, plants: GeoDataFrame, places: GeoDataFrame
) -> Iterator[Row]:
    """Once against engines that have two columns in memory, once against the same from the table of sites."""

    def ours() -> int:
        with stage.database.transaction(PERSON) as session:
            return sum(each.residents for each in exposure_of_all(session, OF, METRES, KINDS))

    engine = sedonadb.connect()
    _into(engine, places)
    did = (
        f"Residents within {METRES} m of {len(plants):,} plants among {len(places):,} sites of six layers, rings "
        "included. Ours: exposure_of_all() from the table of sites under the rights of a person. Other: "
    )
    in_memory: dict[str, Callable[[], object]] = {
        "PostGIS (lateral)": lambda: _one(owner, NARROW, LATERAL),
        "geopandas": lambda: _pandas(plants, places),
        "SedonaDB": lambda: _sedona(engine, plants),
    }
    from_table: dict[str, Callable[[], object]] = {
        "PostGIS (lateral)": lambda: _one(owner, WHOLE, LATERAL),
        "geopandas": lambda: _pandas(*_read(owner, WHOLE)),
        "SedonaDB": lambda: _sedona(_into(engine, (both := _read(owner, WHOLE))[1]), both[0]),
    }
    people = ours()
    for row, others, told in (
        ("exposure_vs_fastest", in_memory, "two columns ready in memory, no rights"),
        ("exposure_from_table_vs_fastest", from_table, "read from the table of sites too, no rights"),
    ):
        found = {name: int(str(count())) for name, count in others.items()}
        assert all(abs(each / people - 1) < 0.005 for each in found.values()), (people, found)
        name, fastest = _fastest(others)
        yield compare(row, "ms", f"{did}{name}, {told}.", _ms(ours), _ms(fastest))


def _into(engine: sedonadb.context.SedonaContext, places: GeoDataFrame) -> sedonadb.context.SedonaContext:
    engine.create_data_frame(places).to_memtable().to_view("places", overwrite=True)
    return engine


def _sedona(engine: sedonadb.context.SedonaContext, plants: GeoDataFrame) -> int:
    engine.create_data_frame(_rings(plants)).to_view("rings", overwrite=True)
    return int(pyarrow.table(engine.sql(JOIN))["people"][0].as_py())


def _pandas(plants: GeoDataFrame, places: GeoDataFrame) -> int:
    return int(geopandas.sjoin(places, _rings(plants), predicate="intersects")["residents"].sum())


def _read(owner: psycopg.Connection, where: str) -> tuple[GeoDataFrame, GeoDataFrame]:
    """The plants and the places around them."""
    _look(owner, where)
    return _frame(owner, PLANTS), _frame(owner, PLACES)


def _look(owner: psycopg.Connection, where: str) -> None:
    owner.execute("SELECT set_config('search_path', %s, false)", (where,))


def _frame(owner: psycopg.Connection, statement: str) -> GeoDataFrame:
    rows = owner.execute(statement.encode()).fetchall()
    shapes, residents = zip(*rows, strict=True)
    return GeoDataFrame({"residents": residents}, geometry=from_wkb(shapes), crs=4490)


def _rings(plants: GeoDataFrame) -> GeoDataFrame:
    return plants[["geometry"]].set_geometry(plants.to_crs(PLANE).buffer(METRES, 32).to_crs(4490))


def _one(owner: psycopg.Connection, where: str, statement: str) -> int:
    _look(owner, where)
    row = owner.execute(statement.encode()).fetchone()
    assert row is not None
    return int(row[0])


def _fastest(others: dict[str, Callable[[], object]]) -> tuple[str, Callable[[], object]]:
    """Each once to warm up, once for the clock."""
    seconds = {name: (side(), _ms(side)())[1] for name, side in others.items()}
    told = ", ".join(f"{name} {ms:,.0f} ms" for name, ms in seconds.items())
    print(f"  {told}", file=sys.stderr)
    name = min(seconds, key=lambda each: seconds[each])
    return name, others[name]


def _ms(side: Callable[[], object]) -> Callable[[], float]:
    def measured() -> float:
        began = time.perf_counter()
        side()
        return (time.perf_counter() - began) * 1000

    return measured

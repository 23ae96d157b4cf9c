"""Zones: buffers of ten thousand plants, and what lies in them, against the same in bare PostGIS, geopandas and
SedonaDB, whichever is the fastest. Their tables are ready, narrow and in memory before the clock starts."""

import sys
import time
from collections.abc import Callable, Iterator

import geopandas
import psycopg
import pyarrow
import sedonadb
from shapely import from_wkb
from sqlalchemy import func, select

from bench.row import Row, compare
from bench.stage import PERSON, Stage
from geo_app.db import OPTIONS
from geo_app.zones.exposure_of_all import exposure_of_all

OF, METRES, PLANE = "chemical_park", 500, 4543  # EPSG of the 3-degree zone around 102°E
KINDS = ["risk_point", "hazard_source", "protected_target", "settlement", "fuel_station", "mine"]
TABLES = (
    "DROP TABLE IF EXISTS bench_plant, bench_place",
    "CREATE UNLOGGED TABLE bench_plant AS SELECT id, geom FROM site WHERE kind = 'chemical_park'"
    " AND division BETWEEN 530000000000 AND 539999999999",
    """CREATE UNLOGGED TABLE bench_place AS SELECT geom, residents FROM site
       WHERE kind NOT IN ('chemical_park', 'chemical_plant', 'tailings_pond', 'grid')
       AND division BETWEEN 530000000000 AND 539999999999 ORDER BY geom""",
    "CREATE INDEX ON bench_place USING gist (geom)",
    "ANALYZE bench_plant, bench_place",
)
PLANTS = "SELECT st_asbinary(geom), 0 FROM bench_plant"
PLACES = "SELECT st_asbinary(geom), coalesce(residents, 0) FROM bench_place"
RINGS = "SELECT count(st_transform(st_buffer(st_transform(geom, 4543), 500, 32), 4490)) FROM bench_plant"
LATERAL = """
    SELECT sum(found.residents)
    FROM (SELECT st_transform(st_buffer(st_transform(geom, 4543), 500, 32), 4490) AS reach
          FROM bench_plant OFFSET 0) AS b
    CROSS JOIN LATERAL (SELECT sum(residents) AS residents FROM bench_place AS p
      WHERE p.geom && b.reach AND st_intersects(b.reach, p.geom)) AS found
"""
JOIN = (
    "SELECT sum(p.residents) AS people FROM rings AS r JOIN places AS p ON ST_Intersects(r.geometry, p.geometry)"
)


def measure(stage: Stage) -> Iterator[Row]:
    with psycopg.connect(stage.database.url, options=OPTIONS, autocommit=True) as owner:
        for statement in TABLES:
            owner.execute(statement)
        plants, places = (_frame(owner, statement) for statement in (PLANTS, PLACES))
        yield _buffers(stage, owner, plants)
        yield _exposure(stage, owner, plants, places)
        owner.execute(TABLES[0])


def _buffers(stage: Stage, owner: psycopg.Connection, plants: geopandas.GeoDataFrame) -> Row:
    def ours() -> int:
        with stage.database.transaction(PERSON) as session:
            rings = func.buffers_at(OF, float(METRES), None, None).table_valued("geom")
            return session.scalar(select(func.count(rings.c.geom))) or 0

    others: dict[str, Callable[[], object]] = {
        "PostGIS": lambda: _one(owner, RINGS),
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
    stage: Stage, owner: psycopg.Connection, plants: geopandas.GeoDataFrame, places: geopandas.GeoDataFrame
) -> Row:
    def ours() -> int:
        with stage.database.transaction(PERSON) as session:
            return sum(each.residents for each in exposure_of_all(session, OF, METRES, KINDS))

    engine = sedonadb.connect()
    engine.create_data_frame(places).to_memtable().to_view("places", overwrite=True)

    def sedona() -> int:
        engine.create_data_frame(_rings(plants)).to_view("rings", overwrite=True)
        return int(pyarrow.table(engine.sql(JOIN))["people"][0].as_py())

    def pandas() -> int:
        joined = geopandas.sjoin(places, _rings(plants), predicate="intersects")
        return int(joined["residents"].sum())

    others: dict[str, Callable[[], object]] = {
        "PostGIS (lateral)": lambda: _one(owner, LATERAL),
        "geopandas": pandas,
        "SedonaDB": sedona,
    }
    people, told = ours(), {name: count() for name, count in others.items()}
    assert all(abs(int(str(each)) / people - 1) < 0.005 for each in told.values()), (people, told)
    name, fastest = _fastest(others)
    did = (
        f"Residents within {METRES} m of {len(plants):,} plants among {len(places):,} sites of six layers, rings "
        f"included. Ours: exposure_of_all() under the rights of a person. Other: {name}, two columns, no rights."
    )
    return compare("exposure_vs_fastest", "ms", did, _ms(ours), _ms(fastest))


def _frame(owner: psycopg.Connection, statement: str) -> geopandas.GeoDataFrame:
    rows = owner.execute(statement.encode()).fetchall()
    shapes, residents = zip(*rows, strict=True)
    return geopandas.GeoDataFrame({"residents": residents}, geometry=from_wkb(shapes), crs=4490)


def _rings(plants: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return plants[["geometry"]].set_geometry(plants.to_crs(PLANE).buffer(METRES, 32).to_crs(4490))


def _one(owner: psycopg.Connection, statement: str) -> int:
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

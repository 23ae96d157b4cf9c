"""Joint regions of a province: ours, with trades, rights and metres on the ellipsoid, beside bare engines that
only group by distance in a plane."""

import time
from collections.abc import Iterator

import geopandas
import psycopg

from bench.row import Row, compare
from bench.stage import PERSON, Stage
from geo_app.zones.joint_regions import Wish, find_joint_regions

KINDS = ["fuel_station", "mine"]
WITHIN_M = 500
PLANE = 4543  # one zone for all: the bare engines do not ask which is the right one
CLUSTERS = """SELECT cluster, array_agg(id) FROM (
  SELECT id, ST_ClusterDBSCAN(st_transform(geom, %(plane)s), %(within_m)s, 2) OVER () AS cluster
  FROM site WHERE kind = ANY (%(kinds)s)) AS found
  WHERE cluster IS NOT NULL GROUP BY cluster"""
PLACES = "SELECT id, geom FROM site WHERE kind = ANY (%(kinds)s)"


def measure(stage: Stage) -> Iterator[Row]:
    said = "All fuel stations and mines of the province whose edges lie within 500 m of one another, as groups. "
    ours = "Ours: read through row-level security, trade told, exact on the ellipsoid, members in order. "
    postgis = "Other: ST_ClusterDBSCAN in one plane, as owner."
    yield compare("regions_vs_postgis", "s", said + ours + postgis, lambda: _ours(stage), lambda: _postgis(stage))
    frame = "Other: geopandas, read from the database, joined with itself (dwithin) in one plane; no groups yet."
    yield compare(
        "regions_vs_geopandas", "s", said + ours + frame, lambda: _ours(stage), lambda: _geopandas(stage)
    )


def _ours(stage: Stage) -> float:
    wish = Wish(division="53", kinds=tuple(KINDS), basis="distance", within_m=WITHIN_M, same_trade="any")
    began = time.perf_counter()
    with stage.database.transaction(PERSON) as session:
        assert find_joint_regions(session, stage.layers, wish).regions
    return time.perf_counter() - began


def _postgis(stage: Stage) -> float:
    began = time.perf_counter()
    with psycopg.connect(stage.database.url) as owner:
        values = {"plane": PLANE, "within_m": WITHIN_M, "kinds": KINDS}
        assert owner.execute(CLUSTERS, values).fetchall()
    return time.perf_counter() - began


def _geopandas(stage: Stage) -> float:
    began = time.perf_counter()
    with stage.database.engine.connect() as connection:
        connection.exec_driver_sql("RESET ROLE")
        frame = geopandas.read_postgis(PLACES, connection, params={"kinds": KINDS}).to_crs(PLANE)
        connection.exec_driver_sql("SET ROLE geo_app")
    assert len(frame.sjoin(frame, predicate="dwithin", distance=WITHIN_M))
    return time.perf_counter() - began

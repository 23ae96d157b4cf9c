"""The nation-sized batch on a province in files: both engines on the same folder with the same SQL, each core of
this machine counted, and what they say held against PostGIS."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from pyarrow.parquet import read_table

from bench.row import Row, told
from bench.stage import DATA, Stage, smaller, wider
from geo_app.actor import operator
from geo_app.errors import Unavailable
from geo_app.nation.batch import Engine, Step, run
from geo_app.nation.gather import gather
from geo_app.nation.rules import rule_tables
from geo_app.nation.sedona_db import SedonaDb
from geo_app.nation.spark import Spark
from geo_app.nation.wish import Wish
from geo_app.settings import Settings
from geo_app.zones import joint_regions
from geo_app.zones.exposure_of_all import exposure_of_all

WISH = Wish()
SAMPLE = 1_000
DENSE = 200_000  # points of one province: a nation is more ground, not more on the same
CLUSTER = {
    "spark.master": "local-cluster[2,1,6144]",
    "spark.executor.memory": "6g",
    "spark.driver.memory": "3g",
    "spark.sql.shuffle.partitions": "16",
}
SOURCES = "SELECT id FROM site WHERE kind IN (SELECT kind FROM gap_place) ORDER BY md5(id::text) LIMIT %s"
OF_SOURCES = """
    SELECT source_id, target_id, rule, verdict FROM gap_pairs(%(ids)s, true)
    UNION ALL SELECT source_id, target_id, rule, verdict FROM risk_gaps(%(ids)s)
    UNION ALL SELECT source_id, 0, rule, 'unchecked' FROM unsurveyed_gaps(%(ids)s)"""


def measure(stage: Stage) -> Iterator[Row]:
    try:
        spark = Spark(Settings().sedona(), CLUSTER)
    except Unavailable as missing:
        print(f"  {missing}", file=sys.stderr)
        return
    provinces = max(1, stage.sites // DENSE)
    stage = wider(smaller(stage, provinces), provinces) if provinces > 1 else stage
    folder = DATA / "nation"
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    with stage.database.transaction(operator("bench")) as session:
        sites = gather(session, folder / "gathered", lambda _rows: None)
    written = time.perf_counter() - began
    size = sum(path.stat().st_size for path in (folder / "gathered").rglob("*.parquet")) / 2**20
    here, steps = _seconds(stage, SedonaDb(), folder / "sedonadb")
    agreed = _held_against_postgis(stage, folder / "sedonadb")
    cores = os.cpu_count() or 1
    cluster, _ = _seconds(stage, spark, folder / "spark")
    _same(folder / "sedonadb", folder / "spark")
    longest = max(steps, key=lambda step: step.seconds)
    did = (
        f"Exposure, gaps and joint regions of {sites:,} sites in {provinces} provinces side by side, as sites a "
        f"second and core of {cores}. Written from the database in {written:.0f} s as {size:,.0f} MB, apart. "
        f"Ours: SedonaDB, {here:.0f} s, longest {longest.name} ({longest.rows:,} rows, {longest.seconds:.0f} s). "
        f"Other: Apache Sedona on Spark, two workers of one core, {cluster:.0f} s, start not counted, the same "
        f"answers. {agreed}"
    )
    ours, other = (sites / seconds / cores for seconds in (here, cluster))
    yield told(Row("nation_batch", ours, other, ours / other, "sites/s/core", did))


def _seconds(stage: Stage, engine: Engine, answer: Path) -> tuple[float, list[Step]]:
    began = time.perf_counter()
    try:
        steps = run(engine, answer.parent / "gathered", rule_tables(stage.layers, WISH), answer, print)
        return time.perf_counter() - began, steps
    finally:
        engine.close()


def _held_against_postgis(stage: Stage, answer: Path) -> str:
    """How many exposures, regions and gaps of a sample are not those of PostGIS, in words."""
    with stage.database.transaction(operator("bench")) as session:
        exposed = exposure_of_all(session, WISH.exposed, WISH.metres, WISH.counted)
        found = joint_regions.find_joint_regions(session, stage.layers, joint_regions.Wish(""))
    near = {tuple(row.values()) for row in read_table(answer / "exposure").to_pylist()}
    other = len(near ^ {tuple(vars(each).values()) for each in exposed}) // 2
    regions = _groups(answer) ^ {frozenset(hazard.id for hazard in each.members) for each in found.regions}
    with psycopg.connect(stage.database.url) as owner:
        ids = [number for (number,) in owner.execute(SOURCES, (SAMPLE,))]
        theirs = set(owner.execute(OF_SOURCES, {"ids": ids}).fetchall())
    ours = _gaps(answer, set(ids))
    return (
        f"Beside PostGIS: of {len(exposed):,} exposures {other} differ, of {len(found.regions):,} regions "
        f"{len(regions)}, of {len(theirs):,} gaps of {SAMPLE:,} sites {len(ours ^ theirs)}."
    )


def _same(one: Path, other: Path) -> None:
    """Raises where two engines did not answer the same."""
    assert _groups(one) == _groups(other)
    for name in ("exposure", "gap"):
        rows = [sorted(map(str, read_table(answer / name).to_pylist())) for answer in (one, other)]
        assert rows[0] == rows[1], name


def _groups(answer: Path) -> set[frozenset[int]]:
    members: dict[int, set[int]] = {}
    for row in read_table(answer / "region").to_pylist():
        members.setdefault(row["region"], set()).add(row["site_id"])
    return {frozenset(each) for each in members.values()}


def _gaps(answer: Path, ids: set[int]) -> set[tuple[Any, ...]]:
    names = ["source_id", "target_id", "rule", "verdict"]
    rows = read_table(answer / "gap", columns=names).to_pylist()
    return {tuple(row.values()) for row in rows if row["source_id"] in ids}

"""The nation-sized batch says on the demonstration county what PostGIS says."""

from pathlib import Path

import pytest
from pyarrow.parquet import read_table
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.nation.batch import Engine, Step, run
from geo_app.nation.gather import gather
from geo_app.nation.rules import rule_tables
from geo_app.nation.sedona_db import SedonaDb
from geo_app.nation.spark import Spark
from geo_app.nation.wish import Wish
from geo_app.settings import Settings
from geo_app.zones import joint_regions
from geo_app.zones.exposure_of_all import exposure_of_all
from geo_app.zones.gaps import recompute

WISH = Wish(exposed="chemical_plant", counted=("settlement", "protected_target"), metres=1000)
LEDGER = text("SELECT source_id, target_id, rule, verdict, measured_m FROM gap ORDER BY 1, 2, 3")
NEAR_M = 0.02  # of long outlines, whose scale is that of the middle of their boxes


def answers(engine: Engine, gathered: Path, layers: Layers, answer: Path) -> Path:
    told: list[Step] = []
    run(engine, gathered, rule_tables(layers, WISH), answer, told.append)
    engine.close()
    assert [step.name for step in told][-1] == "region"
    return answer


def same_as_postgis(answer: Path, database: Database, admin: Actor, layers: Layers) -> None:
    with database.transaction(admin) as session:
        recompute(session)
        ledger = [tuple(row) for row in session.execute(LEDGER)]
        exposed = exposure_of_all(session, WISH.exposed, WISH.metres, WISH.counted)
        regions = joint_regions.find_joint_regions(session, layers, joint_regions.Wish(""))
    names = ["source_id", "target_id", "rule", "verdict", "measured_m"]
    found = sorted(tuple(row[name] for name in names) for row in read_table(answer / "gap").to_pylist())
    assert len(ledger) > 100
    assert [row[:4] for row in found] == [row[:4] for row in ledger]
    off = [abs(ours[4] - theirs[4]) for ours, theirs in zip(found, ledger, strict=True) if theirs[4] is not None]
    assert max(off) <= NEAR_M
    rows = read_table(answer / "exposure").to_pylist()
    assert sorted(tuple(row.values()) for row in rows) == sorted(tuple(vars(each).values()) for each in exposed)
    assert sum(row["residents"] for row in rows) > 0
    members: dict[int, set[int]] = {}
    for row in read_table(answer / "region").to_pylist():
        members.setdefault(row["region"], set()).add(row["site_id"])
    expected = [{hazard.id for hazard in region.members} for region in regions.regions]
    assert len(expected) > 3
    assert sorted(map(sorted, members.values())) == sorted(map(sorted, expected))


@pytest.fixture
def gathered(county_clone: Database, admin: Actor, tmp_path: Path) -> Path:
    with county_clone.transaction(admin) as session:
        gather(session, tmp_path / "gathered", lambda _rows: None)
    return tmp_path / "gathered"


def test_one_machine_says_what_postgis_says(
    gathered: Path, county_clone: Database, admin: Actor, layers: Layers, tmp_path: Path
) -> None:
    same_as_postgis(answers(SedonaDb(), gathered, layers, tmp_path / "answer"), county_clone, admin, layers)


@pytest.mark.spark
def test_a_cluster_of_two_workers_says_what_postgis_says(
    gathered: Path, county_clone: Database, admin: Actor, layers: Layers, tmp_path: Path
) -> None:
    two_workers = {"spark.master": "local-cluster[2,1,1024]", "spark.sql.shuffle.partitions": "4"}
    engine = Spark(Settings().sedona(), two_workers)
    same_as_postgis(answers(engine, gathered, layers, tmp_path / "answer"), county_clone, admin, layers)

"""The ledger of distances of a province: all of it anew, and what one changed site costs, beside PostGIS
that only finds and measures the same pairs."""

import time
from collections.abc import Callable, Iterator

import psycopg

from bench.row import Row, compare
from bench.stage import PERSON, Stage
from geo_app.db import OPTIONS
from geo_app.zones.gaps import recompute

PAIRS = """
    SELECT count(*) FROM gap_rule AS r
    JOIN gap_place AS own ON own.place = r.source JOIN gap_place AS p ON p.place = r.target
    JOIN site AS s ON s.kind = own.kind AND is_among(s.attributes, s.residents, own) IS NOT FALSE
    CROSS JOIN LATERAL (
      SELECT st_distance(s.geom::geography, t.geom::geography) AS metres FROM site AS t
      WHERE t.kind = p.kind AND t.id <> s.id AND t.geom && reach_box(s.geom, r.reach_m)
        AND is_among(t.attributes, t.residents, p) IS NOT FALSE OFFSET 0) AS pair
    WHERE r.required_m IS NOT NULL AND pair.metres <= r.required_m * 1.5"""  # as far as the ledger lists


def measure(stage: Stage) -> Iterator[Row]:
    with psycopg.connect(stage.database.url, options=OPTIONS, autocommit=True) as owner:
        yield _whole(stage, owner)
        yield _one(owner)


def _whole(stage: Stage, owner: psycopg.Connection) -> Row:
    def ours() -> float:
        began = time.perf_counter()
        with stage.database.transaction(PERSON) as session:
            recompute(session)
        return time.perf_counter() - began

    did = (
        "Every distance of the province by every rule. Ours: the ledger measured anew, compared with what stands "
        "(verdicts, unknowns, unsurveyed, lines, people). Other: PostGIS finds and measures the pairs, no more."
    )
    return compare("gaps_vs_pairs_alone", "s", did, ours, _timed(lambda: owner.execute(PAIRS.encode()).fetchone()))


def _one(owner: psycopg.Connection) -> Row:
    """One mine that moves by a metre, and back, among all of them."""
    found = owner.execute("SELECT id FROM site WHERE kind = 'mine' ORDER BY id LIMIT 1").fetchone()
    assert found
    move = "UPDATE site SET geom = st_translate(geom, %s, 0) WHERE id = %s"
    aside = iter([0.00001, -0.00001] * 10)

    def ours() -> float:
        began = time.perf_counter()
        owner.execute(move, (next(aside), found[0]))
        return (time.perf_counter() - began) * 1000

    def bare() -> float:
        with owner.transaction(force_rollback=True):
            owner.execute("ALTER TABLE site DISABLE TRIGGER USER")
            began = time.perf_counter()
            owner.execute(move, (next(aside), found[0]))
            return (time.perf_counter() - began) * 1000

    did = (
        "One site moves. Ours: with all that follows it (rings, zones, distances, regions, opinions, history). "
        "Other: the same statement without any trigger."
    )
    return compare("one_change_vs_bare", "ms", did, ours, bare)


def _timed(side: Callable[[], object]) -> Callable[[], float]:
    def measured() -> float:
        began = time.perf_counter()
        side()
        return time.perf_counter() - began

    return measured

"""Online monitoring: minute readings of a thousand points by the door of programs, against a bare COPY; charts."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from math import sin
from statistics import median

import psycopg
from sqlalchemy import func, select

from bench.row import Row, compare, told
from bench.stage import PERSON, Stage, at, empty_database
from geo_app.db import OPTIONS, Database
from geo_app.monitoring.take import take

NAME = "monitoring"
POINTS, MINUTES = 1000, 10  # a batch: ten minutes of all points
BATCHES_A_SITE = 5 / 10_000  # five readings for each site of the province
MAKE_POINTS = """
    INSERT INTO site (kind, name, initials, code, source, demo, attributes, geom)
    SELECT 'monitoring_point', '演示测点' || n, 'yscd' || n, 'P' || n, '演示数据', true,
           '{"quantity": "level", "measured_in": "m", "high": 9, "high_high": 9.5, "interval_s": 60}',
           st_setsrid(st_makepoint(102.4 + mod(n, 40) / 1000.0, 24.9 + n / 40 / 1000.0), 4490)
    FROM generate_series(1, %s) AS n RETURNING id::int
"""
PLAIN = "CREATE TABLE plain (point_id int, at timestamptz, value real, PRIMARY KEY (point_id, at))"
SIZE = """
    SELECT sum(pg_total_relation_size(relid)) / (SELECT count(*) FROM reading)
    FROM pg_partition_tree('reading') WHERE isleaf
"""
PLAIN_SIZE = "SELECT pg_total_relation_size('plain') / (SELECT count(*) FROM plain)"
PLAIN_CHART = """
    SELECT to_timestamp(floor(extract(epoch FROM at) / %s) * %s), count(*),
      min(value), avg(value::float8), max(value)
    FROM plain WHERE point_id = %s AND at BETWEEN %s AND %s GROUP BY 1 ORDER BY 1
"""
Reading = tuple[int, datetime, float]


def measure(stage: Stage) -> Iterator[Row]:
    database = empty_database(stage, NAME)
    with psycopg.connect(at(stage.cluster_url, NAME), options=OPTIONS, autocommit=True) as owner:
        owner.execute(PLAIN)
        ids = [row[0] for row in owner.execute(MAKE_POINTS, (POINTS,)).fetchall()]
        owner.execute("ANALYZE site")
        batches = int(stage.sites * BATCHES_A_SITE)
        yield from _stored(database, owner, ids, batches)
        owner.execute("VACUUM ANALYZE")
        yield _sizes(owner)
        yield from _charts(database, owner, ids, timedelta(minutes=MINUTES * batches))
    database.close()


def _stored(database: Database, owner: psycopg.Connection, ids: list[int], batches: int) -> Iterator[Row]:
    begin = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=MINUTES * batches)
    ours, other = [], []
    for number in range(batches):
        rows = list(_rows(ids, begin + timedelta(minutes=MINUTES * number)))
        body = json.dumps(
            [
                {"point": f"P{place % POINTS + 1}", "at": instant.isoformat(), "value": value}
                for place, (_, instant, value) in enumerate(rows)
            ]
        )
        began = time.perf_counter()
        with database.transaction(PERSON) as session:
            assert take(session, body.encode(), "application/json", 0).stored == len(rows)
        ours.append(len(rows) / (time.perf_counter() - began))
        began = time.perf_counter()
        with owner.cursor() as cursor, cursor.copy("COPY plain FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["int4", "timestamptz", "float4"])
            for row in rows:
                copy.write_row(row)
        other.append(len(rows) / (time.perf_counter() - began))
    did = (
        f"{batches * MINUTES * POINTS:,} minute readings of {POINTS:,} points in batches of {MINUTES * POINTS:,}, "
        "each a transaction, medians. Ours: the JSON body read, every row checked, stored once however often "
        "sent, judged against its limits, hours kept, under the rights of a person. Other: COPY into a table with "
        "the same key."
    )
    one, two = median(ours), median(other)
    yield told(Row("readings_vs_copy", one, two, one / two, "rows/s", did))


def _rows(ids: list[int], begin: datetime) -> Iterator[Reading]:
    for minute in range(MINUTES):
        instant = begin + timedelta(minutes=minute)
        for point in ids:
            yield point, instant, round(6 + sin(instant.timestamp() / 20_000 + point) * 2, 3)


def _sizes(owner: psycopg.Connection) -> Row:
    """Bytes on disk for each reading, indexes included."""
    one, two = (float((owner.execute(each.encode()).fetchone() or (0,))[0]) for each in (SIZE, PLAIN_SIZE))
    did = "A reading on disk, indexes included. Ours: partitions of months. Other: the table with the same key."
    return told(Row("readings_size", one, two, one / two, "bytes", did))


def _charts(database: Database, owner: psycopg.Connection, ids: list[int], span: timedelta) -> Iterator[Row]:
    last, points = datetime.now(UTC), iter(ids)

    def ours(first: datetime, seconds: int) -> float:
        began = time.perf_counter()
        with database.transaction(PERSON) as session:
            chart = func.chart_of(next(points), first, last, seconds).table_valued("at", "n")
            assert session.execute(select(chart.c.at)).all()
        return (time.perf_counter() - began) * 1000

    def other(first: datetime, seconds: int) -> float:
        began = time.perf_counter()
        assert owner.execute(PLAIN_CHART, (seconds, seconds, next(points), first, last)).fetchall()
        return (time.perf_counter() - began) * 1000

    for name, days, seconds in (("day", 1, 600), ("month", 31, 14_400)):
        first = max(last - timedelta(days=days), last - span)
        did = (
            f"The chart of a {name} of one point, as far as readings go. Ours: under the rights of a person, from "
            "hours where these are fine enough. Other: from all readings, by the owner."
        )
        one, two = (partial(side, first, seconds) for side in (ours, other))
        yield compare(f"chart_{name}_vs_raw", "ms", did, one, two)

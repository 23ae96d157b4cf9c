"""Siting: a screening by every rule against the bare SQL of its checks, the ten nearest sites of each class, the
feasible area of a county, and the opinions that one change may have touched among a hundred thousand."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median, quantiles
from typing import Any

import psycopg
from shapely import Point, box
from sqlalchemy import event
from sqlalchemy.orm import Session

from bench.row import Row, told
from bench.stage import PERSON, Stage
from geo_app.db import OPTIONS, ROLE, context
from geo_app.siting.feasible import division_area, feasible
from geo_app.siting.project import Project, read_project
from geo_app.siting.screen import screen
from geo_app.zones.api_nearest import nearest

PLACES, SIDE = 60, 0.002  # projects, and degrees of a footprint
OPINIONS = 100_000
EACH, NEAREST_BAR_MS = 10, 20
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("chemical_production", {"products": "甲醇"}),
    ("housing", {"residents": 120}),
    ("quarry", {"mineral": "石灰岩", "capacity": 30}),
    ("tank_farm", {"fire_class": "A", "substances": "液化石油气"}),
)
SPOTS = (
    "SELECT st_x(st_pointonsurface(geom)), st_y(st_pointonsurface(geom)) FROM site"
    " WHERE kind = 'chemical_plant' AND division BETWEEN 530000000000 AND 539999999999"
    " ORDER BY md5(id::text) LIMIT %s"
)
BUSIEST = (
    "SELECT left(division::text, 6), count(*) FROM site WHERE division BETWEEN 530100000000 AND 539999999999"
    " GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
)
FILL = """
    INSERT INTO opinion (kind, name, division, geom, demo, number, code, project_type, act, fields, own, lines,
                         notes, verdict, decided, stage, asked_at, rules, drafted_by, issuer, place, drafter, plan,
                         reach)
    SELECT 'opinion', '压测' || n, s.division, st_buffer(p.geom, 0.001, 'quad_segs=1'), true, 'B-' || n, 'B-' || n,
           'school', 'new', '{}', '[]', '[]', '[]', 'clear', 'clear', 'signed', now(), '', 'bench', '', '', '',
           '{}', reach_box(p.geom, 5000)
    FROM (SELECT row_number() OVER () AS n, division, geom FROM site CROSS JOIN generate_series(1, %s)
          WHERE division > 0 LIMIT %s) AS s
    CROSS JOIN LATERAL (SELECT st_pointonsurface(s.geom) AS geom) AS p
"""
TOUCHED = (
    "SELECT count(DISTINCT o.id) FROM opinion AS o WHERE o.reach && (SELECT geom FROM site WHERE id = %s)"
    " AND o.stage IN ('draft', 'submitted', 'signed')"
)


def measure(stage: Stage) -> Iterator[Row]:
    with psycopg.connect(stage.database.url, options=OPTIONS, autocommit=True) as owner:
        spots = [Point(*row) for row in owner.execute(SPOTS, (PLACES,)).fetchall()]
        yield from _screenings(stage, [_project(stage, n, spot) for n, spot in enumerate(spots)])
        yield _nearest(stage, spots)
        yield _feasible(stage, owner)
        yield _touched(stage, owner)


def _project(stage: Stage, number: int, spot: Point) -> Project:
    kind, fields = ASKED[number % len(ASKED)]
    footprint = box(spot.x, spot.y, spot.x + SIDE, spot.y + SIDE)
    return read_project(stage.layers, kind, footprint, fields)


def _screenings(stage: Stage, projects: list[Project]) -> Iterator[Row]:
    """Each project twice through screen(), once to warm up; then the statements that it sent, alone."""
    ours, bare = [], []
    for number, project in enumerate(projects, 1):
        print(f"  screening {number} of {len(projects)}", end="\r", file=sys.stderr)
        with stage.database.transaction(PERSON) as session:
            screen(session, project)
            began = time.perf_counter()
            asked = _recorded(session, project)
            ours.append((time.perf_counter() - began) * 1000)
        bare.append(_alone(stage, asked))
    did = (
        f"{len(projects)} projects of {len(ASKED)} types beside chemical plants, every rule. Other: the same"
        " statements sent by psycopg, nothing made of their answers."
    )
    for name, of in (("p50", median), ("p95", lambda each: quantiles(each, n=20)[-1])):
        one, other = of(ours), of(bare)
        yield told(Row(f"screening_{name}", one, other, one / other, "ms", did))


def _recorded(session: Session, project: Project) -> list[tuple[str, Any]]:
    """The statements of a screening, and their values."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    screen(session, project)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    return asked


def _alone(stage: Stage, asked: list[tuple[str, Any]]) -> float:
    with psycopg.connect(stage.database.url, options=OPTIONS) as connection:
        for name, value in [("role", ROLE), *context(PERSON)]:
            connection.execute("SELECT set_config(%s, %s, true)", (name, value))
        for statement, values in asked:  # once to warm up
            connection.execute(statement.encode(), values).fetchall()
        began = time.perf_counter()
        for statement, values in asked:
            connection.execute(statement.encode(), values).fetchall()
        return (time.perf_counter() - began) * 1000


def _nearest(stage: Stage, spots: list[Point]) -> Row:
    kinds = [layer.name for layer in stage.layers if layer.source == "site"]
    took = []
    for spot in spots:
        with stage.database.transaction(PERSON) as session:
            nearest(session, (spot.x, spot.y), kinds, EACH)  # once to warm up
            began = time.perf_counter()
            nearest(session, (spot.x, spot.y), kinds, EACH)
            took.append((time.perf_counter() - began) * 1000)
    did = (
        f"The {EACH} nearest sites of each of {len(kinds)} layers around {len(spots)} places, in metres."
        f" Other: the bar of {NEAREST_BAR_MS} ms."
    )
    return told(Row("nearest_of_each", median(took), NEAREST_BAR_MS, median(took) / NEAREST_BAR_MS, "ms", did))


def _feasible(stage: Stage, owner: psycopg.Connection) -> Row:
    found = owner.execute(BUSIEST).fetchone()
    assert found
    code, sites = found
    with stage.database.transaction(PERSON) as session:
        area = division_area(session, str(code))
        project = replace(_project(stage, 1, area.representative_point()))
        began = time.perf_counter()
        answer = feasible(session, project, area, (200, 150))
        ms = (time.perf_counter() - began) * 1000
    did = (
        f"Housing in {code}, the county with most sites ({sites:,}): excluded ground by rule and"
        f" {len(answer.best)} best places, each screened. Other: the bar of 10 s."
    )
    return told(Row("feasible_area", ms, 10_000, ms / 10_000, "ms", did))


def _touched(stage: Stage, owner: psycopg.Connection) -> Row:
    """All in one transaction that is undone."""
    with owner.transaction(force_rollback=True):
        owner.execute("ALTER TABLE opinion DISABLE TRIGGER USER")
        owner.execute(FILL, (OPINIONS // stage.sites + 1, OPINIONS))
        owner.execute("ANALYZE opinion")
        ids = [row[0] for row in owner.execute("SELECT id FROM site ORDER BY md5(id::text) LIMIT 20").fetchall()]
        ours = [_ms(owner, "UPDATE site SET name = name || ' ' WHERE id = %s", number) for number in ids]
        bare = [_ms(owner, TOUCHED, number) for number in ids]
    did = (
        f"One site changes among {OPINIONS:,} opinions: the whole change with every trigger. Other: finding"
        " the opinions whose reach holds the site."
    )
    return told(Row("affected_opinions", median(ours), median(bare), median(ours) / median(bare), "ms", did))


def _ms(owner: psycopg.Connection, statement: str, number: int) -> float:
    began = time.perf_counter()
    owner.execute(statement.encode(), (number,))
    return (time.perf_counter() - began) * 1000

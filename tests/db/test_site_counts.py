"""A map of a whole province is drawn from counts that the database keeps: they say what the sites say, always."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from geo_app import features, tiles
from geo_app.actor import SYSTEM, Actor, Role
from geo_app.db import Database, driver_of
from geo_app.features import Selection
from geo_app.layers import Layer, Layers

TRUTH = """
    SELECT kind, qk >> 36 AS cell, division, colour, count(*) AS n,
           count(*) FILTER (WHERE review_on < (now() AT TIME ZONE 'Asia/Shanghai')::date) AS overdue,
           sum(map_x::float8) AS map_x, sum(map_y::float8) AS map_y
    FROM site WHERE NOT retired GROUP BY 1, 2, 3, 4"""
KEPT = """
    SELECT kind, cell, division, colour, sum(n) AS n,
           sum(overdue) AS overdue, sum(map_x) AS map_x, sum(map_y) AS map_y
    FROM site_count GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0"""
TOWNSHIP = Actor("grid", Role.INSPECTOR, ("530181",))


@pytest.fixture
def owner(county_clone: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(county_clone.url, autocommit=True) as connection:
        yield connection


def counts_are_true(owner: psycopg.Connection) -> bool:
    return set(owner.execute(TRUTH).fetchall()) == set(owner.execute(KEPT).fetchall())


def count_anew(database: Database) -> bool:
    with database.transaction(SYSTEM) as session:
        return bool(session.scalar(select(func.count_sites_anew())))


def test_after_every_change_the_counts_say_what_the_sites_say(
    county_clone: Database, owner: psycopg.Connection
) -> None:
    assert count_anew(county_clone)
    before = owner.execute("SELECT count(*) FROM site_count").fetchone()
    changes = (
        "UPDATE site SET colour = 'red', review_on = current_date - 9 WHERE id % 7 = 0",
        "UPDATE site SET review_on = current_date + 90 WHERE id % 5 = 0",
        "UPDATE site SET geom = st_translate(geom, 0.2, -0.1) WHERE id % 11 = 0",
        "UPDATE site SET retired = NOT retired WHERE id % 13 = 0",
        "INSERT INTO site (kind, name, initials, geom) SELECT kind, name, '', geom FROM site WHERE id % 3 = 0",
        "DELETE FROM site WHERE id = (SELECT max(id) FROM site WHERE kind = 'settlement')",
    )
    for change in changes:
        owner.execute(change)
        assert counts_are_true(owner), change
    after = owner.execute("SELECT count(*) FROM site_count").fetchone()
    owner.execute("UPDATE site SET remark = 'checked'")
    assert before < after == owner.execute("SELECT count(*) FROM site_count").fetchone(), "nothing counted changed"


def drawn(database: Database, layer: Layer, actor: Actor, past: bool = False, **chosen: Any) -> list[bytes]:
    """The tiles around the county from the whole earth on."""
    selection = Selection(layer, **chosen)
    as_of = datetime.now(UTC) if past else None
    with database.transaction(actor, as_of) as session, psycopg.RawCursor(driver_of(session)) as cursor:
        places = [(z, *(int(part * 2**z) for part in (0.7846, 0.4285))) for z in range(tiles.WHOLE_FROM)]
        questions = [tiles.tile(selection, *place).question(as_of) for place in places]
        return [cursor.execute(*question).fetchall()[0][0] for question in questions]


def test_a_tile_from_counts_is_the_tile_from_sites(
    county_clone: Database, owner: psycopg.Connection, layers: Layers, admin: Actor
) -> None:
    kinds = ("risk_point", "hazard_source", "chemical_plant", "mine", "settlement")
    asked = [
        (layers[kind], actor, chosen)
        for kind in kinds
        for actor in (admin, TOWNSHIP, Actor("none", Role.VIEWER, ("11",)))
        for chosen in ({}, {"colours": ("red", "none")}, {"division": "530181"})
    ]
    from_sites = [drawn(county_clone, layer, actor, **chosen) for layer, actor, chosen in asked]
    assert count_anew(county_clone)
    assert [drawn(county_clone, layer, actor, **chosen) for layer, actor, chosen in asked] == from_sites
    assert sum(len(tile) for tile in from_sites[0]) > 500
    owner.execute("UPDATE site_count SET n = n + 1")
    assert drawn(county_clone, layers["mine"], admin) != from_sites[kinds.index("mine") * 9], "read from counts"
    assert drawn(county_clone, layers["mine"], admin, past=True) == from_sites[kinds.index("mine") * 9]


def test_the_legend_counts_the_same_with_kept_counts_as_without(
    county_clone: Database, owner: psycopg.Connection, layers: Layers, admin: Actor
) -> None:
    def legend() -> list[dict[str, int]]:
        asked = [(actor, division) for actor in (admin, TOWNSHIP) for division in ("", "530181", "53018110")]
        counts = []
        for actor, division in asked:
            with county_clone.transaction(actor) as session:
                selections = [Selection(layer, division=division) for layer in layers]
                counts += [features.tally(session, selection) for selection in selections]
        return counts

    from_sites = legend()
    assert count_anew(county_clone)
    assert legend() == from_sites
    assert sum(each["stale"] for each in from_sites) > 0
    owner.execute("UPDATE site_count SET n = n + 1")
    assert legend() != from_sites, "read from counts"


def test_on_another_day_sites_are_counted_until_the_counts_are_made_anew(
    county_clone: Database, owner: psycopg.Connection, layers: Layers, admin: Actor
) -> None:
    assert count_anew(county_clone)
    assert not count_anew(county_clone), "of today already"
    truth = drawn(county_clone, layers["risk_point"], admin)
    owner.execute("UPDATE site_counted SET day = day - 1; UPDATE site_count SET overdue = n")
    assert drawn(county_clone, layers["risk_point"], admin) == truth
    assert count_anew(county_clone)
    assert counts_are_true(owner)


def test_writers_wait_for_nobody_and_lose_nothing(county_clone: Database, owner: psycopg.Connection) -> None:
    assert count_anew(county_clone)
    with psycopg.connect(county_clone.url) as slow:
        slow.execute("UPDATE site SET colour = 'red' WHERE kind = 'settlement' AND id % 2 = 0")
        owner.execute("UPDATE site SET colour = 'blue' WHERE kind = 'settlement' AND id % 2 = 1")  # the same cells
        owner.execute("UPDATE site_counted SET day = day - 1")
        assert not count_anew(county_clone), "not while somebody writes"
    assert count_anew(county_clone)

    change = "UPDATE site SET colour = %s WHERE kind = 'settlement' AND id %% 9 = %s AND id %% 4 = %s"

    def write(seed: int) -> None:
        lot = random.Random(seed)
        with psycopg.connect(county_clone.url, autocommit=True) as writer:
            for _ in range(20):
                values = lot.choice(["red", "blue", None]), lot.randrange(9), seed
                writer.execute(change, values)
                if lot.random() < 0.3:
                    writer.execute("UPDATE site_counted SET cells = -10000")
                    writer.execute("SELECT count_sites_anew()")

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))
    assert counts_are_true(owner)

"""Distances and areas of our functions against the geodesics of GeographicLib, from Hainan to Mohe."""

import numpy as np
import pytest
from pyproj import Geod
from shapely import from_wkb
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.db import Database

GEOD = Geod(ellps="GRS80")
PAIRS = 10_000
DISTANCES = text("""
    SELECT st_distance(st_setsrid(st_makepoint(a, b), 4490)::geography,
                       st_setsrid(st_makepoint(c, d), 4490)::geography)
    FROM unnest(:a ::float8[], :b ::float8[], :c ::float8[], :d ::float8[]) WITH ORDINALITY AS pair (a, b, c, d, n)
    ORDER BY n
""")
AREAS = text("""
    SELECT st_area(st_makeenvelope(a, b, c, d, 4490)::geography)
    FROM unnest(:a ::float8[], :b ::float8[], :c ::float8[], :d ::float8[]) WITH ORDINALITY AS pair (a, b, c, d, n)
    ORDER BY n
""")
RINGS = text("""
    SELECT st_asbinary(ring(st_setsrid(st_makepoint(a, b), 4490), m))
    FROM unnest(:a ::float8[], :b ::float8[], :m ::float8[]) WITH ORDINALITY AS place (a, b, m, n) ORDER BY n
""")


@pytest.fixture(scope="module")
def pairs() -> dict[str, np.ndarray]:
    """Places all over China, each with another within 0.3 degrees north-east of it."""
    rng = np.random.default_rng(36894)
    west, south = rng.uniform(74, 134, PAIRS), rng.uniform(18, 52.7, PAIRS)
    return {
        "a": west,
        "b": south,
        "c": west + rng.uniform(1e-4, 0.3, PAIRS),
        "d": south + rng.uniform(1e-4, 0.3, PAIRS),
    }


def asked(pairs: dict[str, np.ndarray]) -> dict[str, list[float]]:
    return {name: values.tolist() for name, values in pairs.items()}


def test_ten_thousand_distances_are_right_to_a_ten_thousandth(
    database: Database, admin: Actor, pairs: dict[str, np.ndarray]
) -> None:
    with database.transaction(admin) as session:
        ours = np.array(session.scalars(DISTANCES, asked(pairs)).all())
    exact = GEOD.inv(pairs["a"], pairs["b"], pairs["c"], pairs["d"])[2]
    assert np.abs(ours / exact - 1).max() < 1e-4
    assert np.abs(ours / exact - 1).max() < 1e-8  # what it really is


def test_ten_thousand_areas_are_right_to_a_ten_thousandth(
    database: Database, admin: Actor, pairs: dict[str, np.ndarray]
) -> None:
    with database.transaction(admin) as session:
        ours = np.array(session.scalars(AREAS, asked(pairs)).all())
    a, b, c, d = (pairs[name] for name in "abcd")
    corners = [([w, e, e, w], [s, s, n, n]) for w, s, e, n in zip(a, b, c, d, strict=True)]
    exact = np.array([GEOD.polygon_area_perimeter(*corner)[0] for corner in corners])
    assert np.abs(ours / exact - 1).max() < 1e-4


def test_a_ring_is_never_more_than_a_thousandth_off(
    database: Database, admin: Actor, pairs: dict[str, np.ndarray]
) -> None:
    some = {name: values[:500] for name, values in pairs.items()}
    metres = 10 ** np.random.default_rng(1).uniform(1.5, 4.5, 500)  # drawn flat, or in a plane
    with database.transaction(admin) as session:
        shapes = session.scalars(RINGS, {**asked({"a": some["a"], "b": some["b"]}), "m": metres.tolist()}).all()
    for lon, lat, reach, wkb in zip(some["a"], some["b"], metres, shapes, strict=True):
        corners = np.array(from_wkb(bytes(wkb)).geoms[0].exterior.coords)
        middles = (corners[1:] + corners[:-1]) / 2
        x, y = np.concatenate([corners, middles]).T
        measured = GEOD.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2]
        assert np.abs(measured / reach - 1).max() < 5e-4

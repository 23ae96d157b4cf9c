"""Rings are true metres from the boundary, and follow their plant."""

import math
from itertools import product

import pytest
from pyproj import Geod
from shapely import box, from_wkb
from shapely.geometry import mapping
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.sites import record

GEOD = Geod(ellps="GRS80")


PLACES = [(110.2, 18.3), (102.45, 24.9), (118.5, 32.0), (87.6, 43.8), (123.4, 53.3)]


def test_a_ring_is_within_a_thousandth_of_the_geodesic_distance(database: Database, admin: Actor) -> None:
    draw = text("SELECT st_asbinary(ring(st_setsrid(st_makepoint(:lon, :lat), 4490), :metres))")
    for (lon, lat), metres in product(PLACES, (500, 1000, 5000)):
        with database.transaction(admin) as session:
            wkb = session.execute(draw, {"lon": lon, "lat": lat, "metres": metres}).scalar_one()
        _is_true_ring(bytes(wkb), lon, lat, metres)


def _is_true_ring(wkb: bytes, lon: float, lat: float, metres: float) -> None:
    ring = from_wkb(wkb).geoms[0].exterior
    corners = [GEOD.inv(lon, lat, x, y)[2] for x, y in ring.coords]
    sides = [
        GEOD.inv(lon, lat, *ring.interpolate((i + 0.5) / 128, normalized=True).coords[0])[2] for i in range(128)
    ]
    assert min(corners + sides) > metres * 0.999
    assert max(corners + sides) < metres * 1.001


def test_a_plant_throws_its_rings_and_they_follow_it(database: Database, admin: Actor, layers: Layers) -> None:
    side = 0.003
    square = mapping(box(102.45, 24.9, 102.45 + side, 24.9 + side))
    with database.transaction(admin) as session:
        plant = record.add(session, admin, layers["chemical_plant"], square, {"name": "甲厂"})
    rings = (
        "SELECT metres, name, st_area(geom::geography), st_covers(geom, 'SRID=4490;POINT(102.45 24.9)')"
        " FROM layer.chemical_plant_buffer ORDER BY metres"
    )
    with database.transaction(admin) as session:
        rows = session.execute(text(rings)).all()
    assert [(row[0], row[1], row[3]) for row in rows] == [(500, "甲厂", True), (1000, "甲厂", True)]
    width, height = GEOD.inv(102.45, 24.9, 102.453, 24.9)[2], GEOD.inv(102.45, 24.9, 102.45, 24.903)[2]
    for metres, _, area, _ in rows:
        exact = width * height + 2 * (width + height) * metres + math.pi * metres**2
        assert area == pytest.approx(exact, rel=1e-3)
    with database.transaction(admin) as session:
        moved = {"type": "Point", "coordinates": [102.6, 24.9]}
        record.change(session, admin, layers, plant.id, 1, {"name": "乙厂", "geometry": moved})
    with database.transaction(admin) as session:
        assert {(row[1], row[3]) for row in session.execute(text(rings))} == {("乙厂", False)}
        record.retire(session, admin, layers, plant.id, 2)
    with database.transaction(admin) as session:
        assert session.execute(text(rings)).all() == []

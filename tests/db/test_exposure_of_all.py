"""The exposure of a whole layer at once: the same as measuring every pair on the ellipsoid."""

import numpy as np
import pytest
from pyproj import Geod
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import insert, text

from geo_app.actor import Actor
from geo_app.db import SRID, Database
from geo_app.sites.models import Site
from geo_app.zones.exposure_of_all import exposure_of_all

GEOD = Geod(a=6378137, rf=298.257222101)  # CGCS2000
AMONG = ["risk_point", "settlement"]
EVERY_PAIR = text("""
    SELECT s.id, count(p.id), coalesce(sum(p.residents), 0), count(p.id) FILTER (WHERE p.residents IS NULL)
    FROM site AS s LEFT JOIN site AS p
      ON p.kind IN ('risk_point', 'settlement') AND st_dwithin(p.geom::geography, s.geom::geography, :metres)
    WHERE s.kind = 'chemical_park' GROUP BY s.id ORDER BY s.id""")


def row(kind: str, name: str, shape: BaseGeometry, residents: int | None = None) -> dict[str, object]:
    return {"kind": kind, "name": name, "geom": f"SRID={SRID};{shape.wkt}", "residents": residents}


def around(park: BaseGeometry, metres: float, rng: np.random.Generator) -> BaseGeometry:
    """A place about `metres` from a corner of the park: a point, an outline or a line of any length."""
    corners = list(park.exterior.coords) if park.geom_type == "Polygon" else list(park.coords)
    corner = corners[rng.integers(len(corners))]
    lon, lat, _ = GEOD.fwd(*corner, rng.uniform(0, 360), metres * rng.normal(1, 0.01) + rng.normal(0, 0.3))
    size = 10 ** rng.uniform(-4, -0.5)
    drawn = (Point(lon, lat), box(lon, lat, lon + size, lat + size), LineString([(lon, lat), (lon + size, lat)]))
    return drawn[rng.choice(3, p=(0.6, 0.2, 0.2))]


@pytest.mark.parametrize("metres", [5, 50_000])
def test_every_place_counts_as_it_is_measured_on_the_ellipsoid(
    database: Database, admin: Actor, metres: float
) -> None:
    rng = np.random.default_rng(int(metres))
    rows = []
    for number, latitude in enumerate(np.linspace(18.2, 53.4, 12)):
        lon, size = rng.uniform(75, 133), 10 ** rng.uniform(-3.5, -1)
        park = box(lon, latitude, lon + size, latitude + size) if number % 3 else Point(lon, latitude)
        rows.append(row("chemical_park", f"园区{number}", park))
        for place in range(60):
            residents = None if place % 9 == 0 else place
            rows.append(row(AMONG[place % 2], f"{number}-{place}", around(park, metres, rng), residents))
    with database.transaction(admin) as session:
        session.execute(insert(Site), rows)
        told = exposure_of_all(session, "chemical_park", metres, AMONG)
        measured = [tuple(each) for each in session.execute(EVERY_PAIR, {"metres": metres})]
    assert sorted(tuple(vars(each).values()) for each in told) == measured
    assert 0.2 < sum(each.near for each in told) / (12 * 60) < 0.9

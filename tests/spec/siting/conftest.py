"""A square county, and squares in it at distances that were measured by another library."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyproj import Geod
from shapely import LineString, Polygon, box, to_geojson
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.divisions.models import Division
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.models import Site
from tests.conftest import clone

EARTH = Geod(ellps="GRS80")
EAST, SOUTH, NORTH = 102.4, 24.9, 24.901  # the eastern edge of the project
SIZE = 0.001  # degrees
FAR = (
    ("settlement", "residents=9"),
    ("protected_target", "category=office;people=9"),
    ("river", ""),
    ("road", ""),
)
FAR += (("railway", ""),)
GROUND = "SRID=4490;MULTIPOLYGON(((101 24,104 24,104 26,101 26,101 24)))"


def footprint() -> Polygon:
    return box(EAST - SIZE, SOUTH, EAST, NORTH)


def away(metres: float) -> float:
    """The longitude so many metres east of the project, where its northern corner is nearest."""
    lon, _, _ = EARTH.fwd(EAST, NORTH, 90, metres)
    return float(lon)


def values(text: str) -> dict[str, Any]:
    return dict(part.split("=") for part in text.split(";") if part)


class Ground:
    """The county of a test: sites are put into it, projects asked of it."""

    def __init__(self, session: Session, actor: Actor, layers: Layers) -> None:
        self.session, self.actor, self.layers = session, actor, layers

    def put(self, layer: str, shape: Any, **fields: Any) -> Site:
        site = record.add(
            self.session, self.actor, self.layers[layer], json.loads(to_geojson(shape)), {"name": "邻居"} | fields
        )
        self.session.flush()
        return site

    def put_at(self, metres: float, layer: str, text: str = "") -> Site:
        """A site whose western edge lies so many metres east of the project."""
        west = away(metres)
        line = LineString([(west, SOUTH), (west, NORTH)])
        area = box(west, SOUTH, west + SIZE, NORTH)
        return self.put(layer, line if self.layers[layer].geometry == "line" else area, **values(text))


@pytest.fixture(scope="session")
def empty_map(cluster_url: str, template: str) -> Iterator[Database]:
    yield from clone(cluster_url, template)


@pytest.fixture
def ground(empty_map: Database, admin: Actor, layers: Layers) -> Iterator[Ground]:
    """An empty county; what a test puts there is gone afterwards."""
    with empty_map.transaction(admin) as session:
        name = {"name": "示例县", "full_name": "示例省示例市示例县", "source": "测试"}
        session.add(Division(id=530181000000, code="530181", level=3, geom=GROUND, **name))
        session.flush()
        found = Ground(session, admin, layers)
        for layer, fields in FAR:  # nobody has surveyed where nothing at all is registered
            found.put_at(4000, layer, fields)
        yield found
        session.rollback()

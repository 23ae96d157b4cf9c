"""What came after a signature: a small project was found in order, then a shop was registered beside it. Drawn
with its own random numbers and after everything else, far from it, so that nothing else moves."""

import json
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo_app.db import because, speak_as
from geo_app.demo.county import County, in_degrees
from geo_app.demo.ground import Place
from geo_app.demo.opinions import BUREAU, SIGN, SUBMIT, Wanted, ask_at
from geo_app.demo.shapes import away
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.siting.watch import recheck_due

SEED = 23
TRIED = 400
INSIDE_M = 600  # from the border
ASIDE_M = 35  # of the later shop; the rule asks for 50
WANTED = Wanted("演示新街烟花爆竹零售点", "fireworks_shop", 0, 0, 12, (SUBMIT, SIGN))
LATER: dict[str, object] = {"name": "演示新街二号烟花爆竹店", "category": "fireworks"}


def change_since(session: Session, layers: Layers, county: County, places: Sequence[Place]) -> None:
    """A signed opinion, a shop that is registered afterwards, and the news that the opinion reads otherwise."""
    spot, turn = _lonely(county, shapely.union_all([place.shape for place in places]))
    ask_at(session, layers, WANTED, spot)
    speak_as(session, BUREAU)
    because(session, "演示：新登记")
    place = json.loads(shapely.to_geojson(in_degrees(away(spot, ASIDE_M, turn))))
    later = record.draft(BUREAU, layers["risk_point"], place, LATER)
    later.demo = True
    session.add(later)
    session.flush()
    while recheck_due(session, layers):
        pass


def _lonely(county: County, others: BaseGeometry) -> tuple[Point, float]:
    """The place of some tried at random that lies farthest from everything, and a direction."""
    rng = np.random.default_rng(SEED)
    ground = county.area.buffer(-INSIDE_M)
    west, south, east, north = ground.bounds
    tried = [Point(*at) for at in rng.uniform((west, south), (east, north), (TRIED, 2))]
    inside = [place for place in tried if ground.covers(place)]
    return max(inside, key=others.distance), float(rng.uniform(0, 2 * np.pi))

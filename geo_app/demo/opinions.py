"""Opinions of the demonstration: a signed one, one that waits for its signature, one that is still a draft."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import context
from geo_app.demo.county import COUNTY, in_degrees
from geo_app.demo.ground import Place
from geo_app.layers import Layers
from geo_app.siting import opinion
from geo_app.siting.project import read_project

BUREAU = Actor("bureau", Role.EDITOR, (COUNTY,))
APPROVER = Actor("approver", Role.APPROVER, (COUNTY,))
SUBMIT, SIGN = (BUREAU, "submit"), (APPROVER, "sign")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to build, how many metres east and north of the first chemical plant, and its course."""

    name: str
    kind: str
    east: float
    north: float
    side: float
    course: tuple[tuple[Actor, str], ...] = ()
    answers: dict[str, object] = field(default_factory=dict)


WANTED = (
    Wanted("演示农机修配厂", "factory", -3200, -2600, 80, (SUBMIT, SIGN)),
    Wanted("演示县街加油站", "fuel_station", -2400, 1500, 50, (SUBMIT,), {"station_class": "3"}),
    Wanted("演示第三幼儿园", "kindergarten", 260, 120, 60, (), {"people": 180}),
)


def ask_for_some(session: Session, layers: Layers, places: Sequence[Place]) -> None:
    """Screen each by the rules, keep the answer, and let it go as far as it came."""
    plant = shapely.centroid(next(place.shape for place in places if place.layer == "chemical_plant"))
    for wanted in WANTED:
        ask_at(session, layers, wanted, Point(plant.x + wanted.east, plant.y + wanted.north))


def ask_at(session: Session, layers: Layers, wanted: Wanted, spot: Point) -> None:
    """A square around a place, in metres of the county."""
    half = wanted.side / 2
    ground = in_degrees(shapely.box(spot.x - half, spot.y - half, spot.x + half, spot.y + half))
    shape = json.loads(shapely.to_geojson(ground))
    project = read_project(layers, wanted.kind, shape, wanted.answers, name=wanted.name)
    _speak(session, BUREAU)
    kept = opinion.draft(session, BUREAU, layers, project)
    kept.demo = True
    session.flush()
    session.refresh(kept)
    for actor, action in wanted.course:
        _speak(session, actor)
        opinion.move(session, actor, kept.id, kept.version, opinion.Move(action=action))


def _speak(session: Session, actor: Actor) -> None:
    session.execute(select(*(func.set_config(*pair, True) for pair in context(actor, None, "演示数据"))))

"""The plan of a paper: what stands around a place, seen once and kept, to be drawn the same ever after."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo_app.db import SRID
from geo_app.geo.local import Local
from geo_app.layers import Layer, Layers

WIDTH_MM, HEIGHT_MM = 156, 100
SCALES = (1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
FILLED = 0.8  # of the frame is taken by what it has to hold
WIDER = 1.2  # than the frame is what is kept, so that no cut edge shows
MOST = 400  # things that a plan of this size can show


@dataclass(frozen=True)
class Kind:
    """How things of a layer look on the plan, as its file said when the plan was made."""

    title: str
    glyph: str
    colour: str
    dash: tuple[float, ...]


@dataclass(frozen=True)
class Thing:
    """Something on the plan; `shape` is GeoJSON, `colour` the standing grade."""

    kind: str
    name: str
    colour: str | None
    shape: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """A frame of WIDTH_MM by HEIGHT_MM around a place (degrees) in a round scale 1:`scale`, and what lies in it.
    `is_full`: more lies there than a plan can show, the farthest is left out."""

    lon: float
    lat: float
    scale: int
    kinds: dict[str, Kind]
    things: tuple[Thing, ...]
    is_full: bool

    def stored(self) -> dict[str, Any]:
        """The plan as JSON holds it."""
        return asdict(self)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Plan":
        """The plan that was stored."""
        kinds = {name: Kind(**kind | {"dash": tuple(kind["dash"])}) for name, kind in stored["kinds"].items()}
        things = tuple(Thing(**thing) for thing in stored["things"])
        return cls(**stored | {"kinds": kinds, "things": things})


def plan_around(session: Session, layers: Layers, place: BaseGeometry, held: Sequence[BaseGeometry]) -> Plan:
    """The plan of a place (degrees) that shows it and all that is `held` whole."""
    lon, lat, scale = framed(place, held)
    corner = shapely.Point(WIDTH_MM * scale / 2000 * WIDER, HEIGHT_MM * scale / 2000 * WIDER)
    box = Local(lon, lat).degrees(shapely.box(-corner.x, -corner.y, corner.x, corner.y)).bounds
    shown = {layer.name: layer for layer in layers if _is_shown(layer)}
    columns = (sql_column(name, String) for name in ("kind", "name", "colour", "shape"))
    around = func.plan_of(func.st_makeenvelope(*box, SRID), cast(list(shown), ARRAY(String)), MOST + 1)
    rows = session.execute(select(around.table_valued(*columns))).all()
    things = [Thing(row.kind, row.name, row.colour, json.loads(row.shape)) for row in rows[:MOST] if row.shape]
    kinds = {name: _kind(layer) for name, layer in shown.items() if any(each.kind == name for each in things)}
    return Plan(lon, lat, scale, kinds, tuple(things), len(rows) > MOST)


def framed(place: BaseGeometry, held: Sequence[BaseGeometry]) -> tuple[float, float, int]:
    """The middle (degrees) and the scale of a frame that holds these shapes with some air around.

    >>> framed(shapely.box(102.4, 24.9, 102.401, 24.901), [])
    (102.4005, 24.9005, 2000)
    """
    whole = shapely.union_all([shapely.envelope(each) for each in (place, *held)])
    middle = shapely.envelope(whole).centroid
    west, south, east, north = Local(middle.x, middle.y).metres(whole).bounds
    least = max((east - west) / WIDTH_MM, (north - south) / HEIGHT_MM) * 1000 / FILLED
    scale = next((scale for scale in SCALES if scale >= least), SCALES[-1])
    return round(middle.x, 7), round(middle.y, 7), scale


def _is_shown(layer: Layer) -> bool:
    return layer.name == "division" or (layer.source in ("site", "zone") and layer.group != "division")


def _kind(layer: Layer) -> Kind:
    return Kind(layer.title, layer.glyph, layer.colour, layer.dash)

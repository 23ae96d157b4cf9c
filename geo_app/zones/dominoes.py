"""Domino pairs: two hazards of which one's ring, zone or required distance reaches the other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, String, Text, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from geo_app.layers import Layers
from geo_app.reckoning.tables import MEMORY
from geo_app.zones.distances import is_verified
from geo_app.zones.gaps import rules

HAZARDS = ("chemical_plant", "hazard_source", "fuel_station", "mine", "tailings_pond", "pipeline")


@dataclass(frozen=True)
class Reach:
    """By what one hazard reaches another: a ring, a drawn zone, or a required distance that is not kept."""

    by: str
    name: str
    metres: float | None
    clause: str
    confidence: str

    @property
    def verified(self) -> bool:
        return is_verified(self.confidence)


@dataclass(frozen=True)
class End:
    """One hazard of a pair; beyond one's own divisions without number and colour."""

    id: int | None
    name: str
    layer: str
    colour: str | None


@dataclass(frozen=True)
class Pair:
    """Two hazards and the shortest line between them, the lower number first."""

    key: str
    a: End
    b: End
    distance_m: float
    a_reaches_b: list[Reach]
    b_reaches_a: list[Reach]
    geometry: dict[str, Any]

    @property
    def mutual(self) -> bool:
        return bool(self.a_reaches_b and self.b_reaches_a)


def domino_pairs(session: Session, layers: Layers, division: str, limit: int) -> list[Pair]:
    """The pairs of which one end lies in a division, the nearest first; at most `limit`."""
    low, high = (int(division.ljust(12, digit)) for digit in "09")
    kinds = cast(list(HAZARDS), ARRAY(String))
    found = func.domino_pairs(kinds, low, high, limit).table_valued(
        *(sql_column(name, JSONB) for name in ("ends", "reaches")),
        sql_column("metres", Float),
        sql_column("geojson", Text),
    )
    bases = {(layer.name, ring.metres): (ring.basis, ring.confidence) for layer in layers for ring in layer.rings}
    sure = {each.title: each.confidence for each in rules(session)}
    return [_pair(row, bases, sure) for row in session.execute(select(found))]


def _pair(row: Any, bases: Mapping[tuple[str, float], tuple[str, str]], sure: Mapping[str, str]) -> Pair:
    keys = [end.pop("key") for end in row.ends]
    ways: tuple[list[Reach], list[Reach]] = ([], [])
    for said in row.reaches:
        basis = bases.get((said["layer"], said["metres"]), ("", ""))
        clause, confidence = said["clause"] or basis[0], said["confidence"] or basis[1]
        if said["by"] == "gap" and confidence == MEMORY:
            confidence = sure.get(said["name"], MEMORY)
        ways[keys.index(said["of"])].append(
            Reach(said["by"], said["name"], said["metres"], clause, confidence),
        )
    a, b = (End(**end) for end in row.ends)
    return Pair(f"{keys[0]}-{keys[1]}", a, b, row.metres, *ways, json.loads(row.geojson))

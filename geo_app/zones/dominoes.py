"""Domino pairs: two hazards of which one's ring, zone or required distance reaches the other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, String, Text, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from geo_app.layers import Layers, Ring
from geo_app.numbers.confirmations import rings_of
from geo_app.reckoning.english import english
from geo_app.reckoning.tables import MEMORY
from geo_app.reckoning.words import Words, say
from geo_app.zones.distances import Distance, is_verified
from geo_app.zones.gaps import rules

HAZARDS = ("chemical_plant", "hazard_source", "fuel_station", "mine", "tailings_pond", "pipeline")


@dataclass(frozen=True)
class Reach:
    """By what one hazard reaches another: a ring, a drawn zone, or a required distance that is not kept."""

    by: str
    name: str
    name_en: str
    metres: float | None
    clause: str
    clause_en: str
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
    rings = {(layer.name, ring.metres): ring for layer in layers for ring in rings_of(session, layer)}
    ways = Ways(rings, {each.title: each for each in rules(session)})
    return [_pair(row, ways) for row in session.execute(select(found))]


@dataclass(frozen=True)
class Ways:
    """What the layer files say of a ring, and the standards of a distance, by the title of its rule."""

    rings: Mapping[tuple[str, float], Ring]
    rules: Mapping[str, Distance]

    def reach(self, said: Mapping[str, Any]) -> Reach:
        by, metres, clause, sure = (said[name] for name in ("by", "metres", "clause", "confidence"))
        if ring := self.rings.get((said["layer"], metres)) if by == "ring" else None:
            name = say("ring_named", ring=Words(ring.title, ring.title_en))
            words = Words(ring.basis, ring.basis_en or ring.basis)
            return Reach(by, name.zh, name.en, metres, words.zh, words.en, ring.confidence)
        rule = self.rules.get(said["name"]) if by == "gap" else None
        if rule and sure == MEMORY:
            sure = rule.confidence
        called = rule.title_en if rule else english(said["name"])
        return Reach(by, said["name"], called, metres, clause or "", english(clause or ""), sure or "")


def _pair(row: Any, ways: Ways) -> Pair:
    keys = [end.pop("key") for end in row.ends]
    reaches: tuple[list[Reach], list[Reach]] = ([], [])
    for said in row.reaches:
        reaches[keys.index(said["of"])].append(ways.reach(said))
    a, b = (End(**end) for end in row.ends)
    return Pair(f"{keys[0]}-{keys[1]}", a, b, row.metres, *reaches, json.loads(row.geojson))

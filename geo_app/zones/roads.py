"""Dangerous road segments: which roads and road risk points lie near water, a cliff, a school or a railway. Where
no layer can answer for a danger, it is said to be unchecked, never clear."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Text, and_, cast, column, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from geo_app.reckoning.tables import rows
from geo_app.reckoning.words import term
from geo_app.sites.models import Site
from geo_app.zones.distances import is_verified

State = Literal["near", "clear", "not_checked"]
road, other = aliased(Site), aliased(Site)


@dataclass(frozen=True)
class Danger:
    """One danger of one road: what it lies near, or that nothing is near, or that nobody could look."""

    danger: str
    title: str
    title_en: str
    state: State
    within_m: float
    basis: str
    basis_en: str
    confidence: str
    site_id: int | None = None
    what: str | None = None
    distance_m: float | None = None
    geometry: dict[str, Any] | None = None

    @property
    def verified(self) -> bool:
        return is_verified(self.confidence)


@dataclass(frozen=True)
class Road:
    id: int
    layer: str
    name: str
    division: int
    colour: str | None
    geometry: dict[str, Any]
    dangers: tuple[Danger, ...]

    @property
    def state(self) -> State:
        """Near something; else not checked where one danger was not; else clear."""
        states = {each.state for each in self.dangers}
        return "near" if "near" in states else "not_checked" if "not_checked" in states else "clear"

    @property
    def is_dangerous(self) -> bool:
        return self.state == "near"


@dataclass(frozen=True)
class Near:
    """What is nearest, and the shortest way there; beyond one's own divisions without number and way."""

    site_id: int | None
    what: str
    distance_m: float
    geometry: dict[str, Any] | None


def dangerous_roads(session: Session, division: str) -> list[Road]:
    """The roads of a division, drawn or entered as risk points, with their dangers, those near something first."""
    low, high = (int(division.ljust(12, digit)) for digit in "09")
    entered = and_(road.kind == "risk_point", road.attributes["category"].astext == "road")
    geojson = func.st_asgeojson(road.geom, 7, 0)
    chosen = select(road.id, road.kind, road.name, road.division, road.colour, geojson.label("geojson")).where(
        or_(entered, road.kind == "road"), ~road.retired, road.division.between(low, high)
    )
    sources = rows("zones/road_dangers")
    entries = session.execute(chosen).all()
    ids = [row.id for row in entries]
    near = {n: _nearest(session, ids, source) for n, source in enumerate(sources)}
    known = {n for n, source in enumerate(sources) if source["is_whole"] == "yes" and _exists(session, source)}
    names = dict.fromkeys(source["danger"] for source in sources)
    roads = [
        Road(
            row.id,
            row.kind,
            row.name,
            row.division,
            row.colour,
            json.loads(row.geojson),
            tuple(_danger(name, row.id, near, known) for name in names),
        )
        for row in entries
    ]
    return sorted(roads, key=lambda each: (-sum(d.state == "near" for d in each.dangers), each.id))


def _danger(name: str, road_id: int, near: dict[int, dict[int, Near]], known: set[int]) -> Danger:
    sources = [(n, source) for n, source in enumerate(rows("zones/road_dangers")) if source["danger"] == name]
    hits = [(near[n][road_id], source) for n, source in sources if road_id in near[n]]
    first = sources[0][1]
    if not hits:
        state: State = "clear" if any(n in known for n, _ in sources) else "not_checked"
        return _told(first, state, None)
    hit, source = min(hits, key=lambda pair: pair[0].distance_m)
    return _told(source, "near", hit)


def _told(source: dict[str, str], state: State, hit: Near | None) -> Danger:
    danger = Danger(
        danger=source["danger"],
        title=source["title"],
        title_en=source["title_en"],
        state=state,
        within_m=float(source["within_m"]),
        basis=source["clause"],
        basis_en=term(source["clause"]).en,
        confidence=source["confidence"],
    )
    return replace(danger, **vars(hit)) if hit else danger


def _nearest(session: Session, ids: Sequence[int], source: dict[str, str]) -> dict[int, Near]:
    """The nearest site of a source for each road that has one in reach, beyond one's own divisions too."""
    categories = cast(source["categories"].split(";") if source["categories"] else None, ARRAY(Text))
    found = func.nearest_of(cast(ids, ARRAY(BigInteger)), source["layer"], categories, float(source["within_m"]))
    columns: list[Any] = [column(name) for name in ("from_id", "id", "name", "distance_m", "way")]
    return {
        row.from_id: Near(
            row.id,
            row.name or "辖区外对象",
            round(row.distance_m, 1),
            json.loads(row.way) if row.way else None,
        )
        for row in session.execute(select(found.table_valued(*columns)))
    }


def _exists(session: Session, source: dict[str, str]) -> bool:
    return session.scalars(select(select(other.id).where(_is_source(source)).exists())).one()


def _is_source(source: dict[str, str]) -> ColumnElement[bool]:
    categories: Iterable[str] = source["categories"].split(";")
    named = other.attributes["category"].astext.in_(categories) if source["categories"] else true()
    return and_(other.kind == source["layer"], ~other.retired, named)

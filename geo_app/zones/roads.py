"""Dangerous road segments: which of the road risk points lie near water, a cliff, a school or a railway. Where no
layer can answer for a danger, it is said to be unchecked, never clear."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session, aliased

from geo_app.reckoning.tables import rows
from geo_app.sites.models import Site

State = Literal["near", "clear", "not_checked"]
NARROWEST_DEGREE_M = 60_000  # of longitude at 54°N: for the box that the index is asked with
road, other = aliased(Site), aliased(Site)


@dataclass(frozen=True)
class Danger:
    """One danger of one road: what it lies near, or that nothing is near, or that nobody could look."""

    danger: str
    title: str
    state: State
    within_m: float
    basis: str
    confidence: str
    site_id: int | None = None
    what: str | None = None
    distance_m: float | None = None


@dataclass(frozen=True)
class Road:
    id: int
    name: str
    division: int
    colour: str | None
    dangers: tuple[Danger, ...]

    @property
    def is_dangerous(self) -> bool:
        return any(each.state == "near" for each in self.dangers)


@dataclass(frozen=True)
class Near:
    site_id: int
    what: str
    distance_m: float


def dangerous_roads(session: Session, division: str) -> list[Road]:
    """The road risk points of a division with their dangers, those near something first."""
    low, high = (int(division.ljust(12, digit)) for digit in "09")
    chosen = select(road.id, road.name, road.division, road.colour).where(
        road.kind == "risk_point",
        road.attributes["category"].astext == "road",
        ~road.retired,
        road.division.between(low, high),
    )
    sources = rows("zones/road_dangers")
    near = {n: _nearest(session, chosen, source) for n, source in enumerate(sources)}
    known = {n for n, source in enumerate(sources) if source["is_whole"] == "yes" and _exists(session, source)}
    names = dict.fromkeys(source["danger"] for source in sources)
    roads = [
        Road(*row, tuple(_danger(name, row.id, near, known) for name in names)) for row in session.execute(chosen)
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
        state=state,
        within_m=float(source["within_m"]),
        basis=source["clause"],
        confidence=source["confidence"],
    )
    return replace(danger, **vars(hit)) if hit else danger


def _nearest(
    session: Session, roads: Select[int, str, int, str | None], source: dict[str, str]
) -> dict[int, Near]:
    """The nearest site of a source for each road that has one in reach."""
    chosen = roads.add_columns(road.geom).subquery()
    metres = float(source["within_m"])
    away = func.st_distance(func.geography(other.geom), func.geography(chosen.c.geom)).label("away")
    hit = (
        select(other.id, other.name, away)
        .where(_is_source(source), other.id != chosen.c.id)
        .where(other.geom.op("&&")(func.st_expand(chosen.c.geom, metres / NARROWEST_DEGREE_M)))
        .where(func.st_dwithin(func.geography(other.geom), func.geography(chosen.c.geom), metres))
        .order_by(away)
        .limit(1)
        .lateral()
    )
    found = session.execute(select(chosen.c.id, *hit.c).select_from(chosen).join(hit, true()))
    return {row[0]: Near(row[1], row[2], round(row[3], 1)) for row in found}


def _exists(session: Session, source: dict[str, str]) -> bool:
    return session.scalars(select(select(other.id).where(_is_source(source)).exists())).one()


def _is_source(source: dict[str, str]) -> ColumnElement[bool]:
    words: Iterable[str] = source["words"].split(";")
    named = other.attributes[source["field"]].astext.in_(words) if source["field"] else true()
    return and_(other.kind == source["layer"], ~other.retired, named)

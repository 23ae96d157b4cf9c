"""Joint prevention-and-control regions, proposed from the map: hazards of similar trade whose zones overlap or
that lie within a set distance of one another."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.colour import Colour
from geo_app.layers import Layers
from geo_app.reckoning.words import NOTHING, Words, joined, say
from geo_app.sites.models import Site
from geo_app.zones.models import JointRegion, JointRegionMember, Zone
from geo_app.zones.nearness import GEOD, Pairs, groups, near_pairs
from geo_app.zones.surroundings import ring_metres
from geo_app.zones.trades import LABELS, Level, Trade, form_of, telling_columns, title_of, trade_of, trade_words

Basis = Literal["distance", "zones", "both"]
PARTS = {"hazard_source", "risk_point", "pipeline", "chemical_park"}  # parts of places, lines, places of places
CONTROL_LINE = "park_line"  # says what may stand around a park, not how far harm reaches
HIGHEST = Words("取成员中的最高等级", "the highest of its members")


@dataclass(frozen=True)
class Wish:
    """What is looked for, and how near and how alike the members have to be."""

    division: str
    kinds: tuple[str, ...] = ()
    basis: Basis = "both"
    within_m: float = 500
    same_trade: Level = "division"
    same_form: bool = False
    least_members: int = 2

    @property
    def codes(self) -> tuple[int, int]:
        """The lowest and the highest division looked at, as twelve digits."""
        return int(self.division.ljust(12, "0")), int(self.division.ljust(12, "9"))


@dataclass(frozen=True)
class Hazard:
    """A site as far as it matters here."""

    id: int
    kind: str
    name: str
    division: int
    colour: str | None
    unit: str | None
    trade: Trade | None
    form: str | None
    place: shapely.Geometry

    @property
    def weight(self) -> tuple[int, float, int]:
        """The worst colour first, then the largest place, then the oldest record."""
        return (-Colour(self.colour).rank if self.colour else 0, -float(shapely.area(self.place)), self.id)


@dataclass(frozen=True)
class Proposal:
    """Members that belong together, the leading one first, and why."""

    members: tuple[Hazard, ...]
    name: str
    basis: Words
    extent_m: float
    already: int | None

    @property
    def lead_unit(self) -> str:
        """Suggested: the unit that answers for the worst member, or that member itself. A person decides."""
        return self.members[0].unit or self.members[0].name


@dataclass(frozen=True)
class Proposals:
    """`unknown_trade` hazards stand in regions with their own kind only, because nobody knows their trade."""

    sites: int
    unknown_trade: int
    regions: tuple[Proposal, ...]


def usual_kinds(layers: Layers) -> tuple[str, ...]:
    """The layers whose sites are enterprises or works of their own."""
    return tuple(layer.name for layer in layers if layer.group == "hazard" and layer.name not in PARTS)


def find_joint_regions(session: Session, layers: Layers, wish: Wish) -> Proposals:
    """Propose regions of a division, the worst colour and the most members first. Writes nothing."""
    hazards = read_hazards(session, layers, wish)
    found = sorted(_together(session, layers, wish, hazards), key=lambda each: (each[0].weight[0], -len(each)))
    taken = _taken(session)
    unknown = sum(hazard.trade is None or hazard.trade.key(wish.same_trade) is None for hazard in hazards)
    return Proposals(len(hazards), unknown, tuple(_proposal(wish, each, taken) for each in found))


def read_hazards(session: Session, layers: Layers, wish: Wish) -> list[Hazard]:
    """The hazards that are looked at, with trade and form as their records tell."""
    telling = telling_columns()
    columns = (Site.id, Site.kind, Site.name, Site.division, Site.colour, Site.unit)
    rows = session.execute(
        select(*columns, func.st_asbinary(Site.geom), *telling.values())
        .where(Site.kind.in_(wish.kinds or usual_kinds(layers)), ~Site.retired)
        .where(Site.division.between(*wish.codes))
        .order_by(Site.id)
    ).all()
    places = shapely.from_wkb([bytes(row[6]) for row in rows])
    told: dict[tuple[Any, ...], tuple[Trade | None, str | None]] = {}  # few kinds of records, many sites
    hazards = []
    for row, place in zip(rows, places, strict=True):
        key = (row.kind, *row[7:])
        if key not in told:
            facts = {name: value for name, value in zip(telling, row[7:], strict=True) if value}
            told[key] = trade_of(row.kind, facts), form_of(layers, row.kind, facts)
        trade, form = told[key]
        plain = row.id, row.kind, row.name, row.division, row.colour, row.unit
        hazards.append(Hazard(*plain, trade, form, place))
    return hazards


def _together(session: Session, layers: Layers, wish: Wish, hazards: list[Hazard]) -> Iterator[list[Hazard]]:
    """Groups of hazards that are alike and near, each with its leading member first."""
    alike: dict[tuple[str, str | None], list[Hazard]] = defaultdict(list)
    for hazard in hazards:
        alike[_likeness(wish, hazard)].append(hazard)
    reaches = _reaches(session, wish) if wish.basis != "distance" else {}
    rings = {kind: ring_metres(layers, kind)[0] if _throws(layers, kind) else 0.0 for kind in _kinds(hazards)}
    for members in alike.values():
        pairs = _pairs(wish, members, reaches, rings)
        links = zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
        for group in groups(len(members), links):
            if len(group) >= wish.least_members:
                yield sorted((members[n] for n in group), key=lambda hazard: hazard.weight)


def _likeness(wish: Wish, hazard: Hazard) -> tuple[str, str | None]:
    """What members share. A hazard whose trade is not known so exactly goes with its own kind only."""
    key = hazard.trade.key(wish.same_trade) if hazard.trade else "" if wish.same_trade == "any" else None
    return (f"?{hazard.kind}" if key is None else key, hazard.form if wish.same_form else None)


def _pairs(
    wish: Wish, members: list[Hazard], reaches: dict[int, list[shapely.Geometry]], rings: dict[str, float]
) -> Pairs:
    """Which of the members are near: by distance, or because ring meets ring (their radii together), or because
    another area drawn from one of them (radius 0) meets ring or place of the other."""
    shapes = [(n, hazard.place, rings.get(hazard.kind, 0.0)) for n, hazard in enumerate(members)]
    sites = len(shapes)
    shapes += [(n, area, 0.0) for n, hazard in enumerate(members) for area in reaches.get(hazard.id, ())]
    radius = np.array([each[2] for each in shapes])
    by_zones = wish.basis != "distance"
    farthest = max(wish.within_m if wish.basis != "zones" else 0.0, 2 * float(radius.max()) if by_zones else 0.0)
    pairs = near_pairs([each[1] for each in shapes], farthest)
    meet = (pairs.metres <= radius[pairs.one] + radius[pairs.other]) & by_zones
    near = (pairs.metres <= wish.within_m) & (pairs.one < sites) & (pairs.other < sites)
    pairs = pairs.only(meet | near if wish.basis != "zones" else meet)
    owner = np.array([each[0] for each in shapes])
    return Pairs(owner[pairs.one], owner[pairs.other], pairs.metres)


def _reaches(session: Session, wish: Wish) -> dict[int, list[shapely.Geometry]]:
    """The areas drawn from sites beside their rings: scenarios, contours, flow paths."""
    areas: dict[int, list[shapely.Geometry]] = defaultdict(list)
    drawn = select(Zone.site_id, func.st_asbinary(Zone.geom)).where(
        Zone.kind != CONTROL_LINE, func.st_dimension(Zone.geom) == 2, Zone.division.between(*wish.codes)
    )
    for site_id, area in session.execute(drawn):
        areas[site_id].append(shapely.from_wkb(bytes(area)))
    return areas


def _taken(session: Session) -> dict[int, int]:
    """Which sites stand in a region already."""
    rows = select(JointRegionMember.site_id, JointRegionMember.region_id).join(
        JointRegion, (JointRegion.id == JointRegionMember.region_id) & ~JointRegion.retired
    )
    return dict(session.execute(rows).all())


def _proposal(wish: Wish, members: list[Hazard], taken: dict[int, int]) -> Proposal:
    already = next((taken[hazard.id] for hazard in members if hazard.id in taken), None)
    west, south, east, north = shapely.total_bounds([hazard.place for hazard in members])
    extent = float(GEOD.inv(west, south, east, north)[2])
    trade = _trade_in_words(wish, members)
    return Proposal(tuple(members), f"{trade.zh}联防联控区", _why(wish, trade), round(extent), already)


def _trade_in_words(wish: Wish, members: list[Hazard]) -> Words:
    first = members[0].trade
    code = (first.key(wish.same_trade) or first.code) if first else ""
    return trade_words(code) if title_of(code) else say("region_mixed")


def _why(wish: Wish, trade: Words) -> Words:
    """Why these belong together, in words that go on record."""
    zones, near = say("region_zones"), say("region_near", within_m=wish.within_m)
    told = {"distance": near, "zones": zones, "both": say("region_either", one=zones, other=near)}[wish.basis]
    level = Words(LABELS[wish.same_trade], wish.same_trade)
    alike = say("region_any_trade" if wish.same_trade == "any" else "region_trade", level=level, trade=trade)
    return joined(told, alike, say("region_form") if wish.same_form else NOTHING)


def _throws(layers: Layers, kind: str) -> bool:
    return any(layer.of == kind and layer.rings for layer in layers)


def _kinds(hazards: list[Hazard]) -> set[str]:
    return {hazard.kind for hazard in hazards}

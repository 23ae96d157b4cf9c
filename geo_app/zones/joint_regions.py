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
from geo_app.zones.nearness import GEOD, Metres, Numbers, groups, near_pairs
from geo_app.zones.surroundings import ring_metres
from geo_app.zones.trades import LABELS, Level, Trade, form_of, telling_columns, title_of, trade_of, trade_words

Basis = Literal["distance", "zones", "both"]
PARTS = {"hazard_source", "risk_point", "pipeline", "chemical_park"}  # parts of places, lines, places of places
CONTROL_LINE = "park_line"  # says what may stand around a park, not how far harm reaches
RANKS = {None: 0} | {colour.value: colour.rank for colour in Colour}
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
    def rank(self) -> int:
        return RANKS[self.colour]


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
    found = sorted(_together(session, layers, wish, hazards), key=lambda each: (-each[0].rank, -len(each)))
    taken = _taken(session)
    unknown = sum(hazard.trade is None or hazard.trade.key(wish.same_trade) is None for hazard in hazards)
    return Proposals(len(hazards), unknown, tuple(_proposals(wish, found, taken)))


def read_hazards(session: Session, layers: Layers, wish: Wish) -> list[Hazard]:
    """The hazards that are looked at, with trade and form as their records tell: the worst colour first, then the
    largest place, then the oldest record."""
    telling = telling_columns()
    columns = (Site.id, Site.kind, Site.name, Site.division, Site.colour, Site.unit)
    rows = session.execute(
        select(*columns, func.st_asbinary(Site.geom), *telling.values())
        .where(Site.kind.in_(wish.kinds or usual_kinds(layers)), ~Site.retired)
        .where(Site.division.between(*wish.codes))
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
    oldest, rank = np.array([row.id for row in rows]), np.array([hazard.rank for hazard in hazards])
    return [hazards[n] for n in np.lexsort((oldest, -shapely.area(places), -rank))]


def _together(session: Session, layers: Layers, wish: Wish, hazards: list[Hazard]) -> Iterator[list[Hazard]]:
    """Groups of hazards that are alike and near, each with its leading member first."""
    alike: dict[tuple[str, str | None], list[Hazard]] = defaultdict(list)
    for hazard in hazards:
        alike[_likeness(wish, hazard)].append(hazard)
    reaches = _reaches(session, wish) if wish.basis != "distance" else {}
    rings = {kind: ring_metres(layers, kind)[0] if _throws(layers, kind) else 0.0 for kind in _kinds(hazards)}
    for members in alike.values():
        for group in groups(len(members), *_pairs(wish, members, reaches, rings)):
            if len(group) >= wish.least_members:
                yield [members[n] for n in group]


def _likeness(wish: Wish, hazard: Hazard) -> tuple[str, str | None]:
    """What members share. A hazard whose trade is not known so exactly goes with its own kind only."""
    key = hazard.trade.key(wish.same_trade) if hazard.trade else "" if wish.same_trade == "any" else None
    return (f"?{hazard.kind}" if key is None else key, hazard.form if wish.same_form else None)


def _pairs(
    wish: Wish, members: list[Hazard], reaches: dict[int, list[shapely.Geometry]], rings: dict[str, float]
) -> tuple[Numbers, Numbers]:
    """Which of the members are near: by distance, or because ring meets ring (their radii together), or because
    another area drawn from one of them (radius 0) meets ring or place of the other."""
    areas = [(n, area) for n, hazard in enumerate(members) for area in reaches.get(hazard.id, ())]
    places = [*(hazard.place for hazard in members), *(area for _, area in areas)]
    owner = np.array([*range(len(members)), *(n for n, _ in areas)])
    is_site = np.arange(len(places)) < len(members)
    rung = np.array([*(rings.get(hazard.kind, 0.0) for hazard in members), *(0.0 for _ in areas)])
    radius = np.where(wish.basis != "distance", rung, -np.inf)
    within = np.where(is_site & (wish.basis != "zones"), wish.within_m, -np.inf)

    def limit(one: Numbers, other: Numbers) -> Metres:
        return np.maximum(radius[one] + radius[other], np.minimum(within[one], within[other]))

    one, other = near_pairs(places, np.maximum(radius + radius.max(), within), limit)
    return owner[one], owner[other]


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


def _proposals(wish: Wish, found: list[list[Hazard]], taken: dict[int, int]) -> Iterator[Proposal]:
    trades = [_trade_in_words(wish, members) for members in found]
    why = {trade: _why(wish, trade) for trade in set(trades)}
    for members, trade, extent in zip(found, trades, _extents_m(found), strict=True):
        already = next((taken[hazard.id] for hazard in members if hazard.id in taken), None)
        yield Proposal(tuple(members), f"{trade.zh}联防联控区", why[trade], round(extent), already)


def _extents_m(found: list[list[Hazard]]) -> list[float]:
    """From corner to corner of the box around each group."""
    corners = shapely.bounds([hazard.place for members in found for hazard in members]).reshape(-1, 4)
    starts = np.cumsum([0, *map(len, found)])[:-1]
    south_west = np.minimum.reduceat(corners[:, :2], starts)
    north_east = np.maximum.reduceat(corners[:, 2:], starts)
    return list(GEOD.inv(*south_west.T, *north_east.T)[2])


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

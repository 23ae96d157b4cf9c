"""Domino pairs: two hazards of which one's ring, zone or required distance reaches the other."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Float, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo_app.sites.card import SITE

HAZARDS = ("chemical_plant", "hazard_source", "fuel_station", "mine", "tailings_pond", "pipeline")


@dataclass(frozen=True)
class Reach:
    """By what one hazard reaches another: a ring, a drawn zone, or a required distance that is not kept."""

    by: str
    name: str
    metres: float | None


@dataclass(frozen=True)
class End:
    """One hazard of a pair."""

    id: int
    name: str
    layer: str
    colour: str | None


@dataclass(frozen=True)
class Pair:
    """Two hazards, the lower number first."""

    a: End
    b: End
    distance_m: float
    a_reaches_b: list[Reach]
    b_reaches_a: list[Reach]


def domino_pairs(session: Session, division: str, limit: int) -> list[Pair]:
    """The pairs of which one end lies in a division, the nearest first; at most `limit`."""
    low, high = (int(division.ljust(12, digit)) for digit in "09")
    kinds = cast(list(HAZARDS), ARRAY(String))
    reach = func.domino_reaches(kinds, low, high).table_valued(
        sql_column("from_id", BigInteger),
        sql_column("to_id", BigInteger),
        sql_column("by_what", String),
        sql_column("name", String),
        sql_column("metres", Float),
    )
    found: dict[tuple[int, int], tuple[list[Reach], list[Reach]]] = {}
    for row in session.execute(select(reach)):
        ends = (min(row.from_id, row.to_id), max(row.from_id, row.to_id))
        ways = found.setdefault(ends, ([], []))
        ways[row.from_id != ends[0]].append(Reach(row.by_what, row.name, row.metres))
    pairs = [Pair(a, b, metres, *found[a.id, b.id]) for a, b, metres in _measured(session, list(found))]
    pairs.sort(key=lambda pair: (pair.distance_m, pair.a.id, pair.b.id))
    return pairs[:limit]


def _measured(session: Session, ends: list[tuple[int, int]]) -> list[tuple[End, End, float]]:
    """Both sites of each pair and the metres between them."""
    a, b = SITE.alias("a"), SITE.alias("b")
    pair_ends = (cast(side, ARRAY(BigInteger)) for side in ([one for one, _ in ends], [two for _, two in ends]))
    wanted = func.unnest(*pair_ends).table_valued("one", "two").render_derived()
    metres = func.st_distance(func.geography(a.c.geom), func.geography(b.c.geom))
    names = ("id", "name", "kind", "colour")
    query = select(
        *(end.c[name].label(f"{end.name}_{name}") for end in (a, b) for name in names), metres.label("m")
    )
    rows = session.execute(query.join_from(wanted, a, a.c.id == wanted.c.one).join(b, b.c.id == wanted.c.two))
    return [(End(*row[:4]), End(*row[4:8]), round(row.m, 2)) for row in rows]

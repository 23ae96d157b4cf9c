"""The standing colour of an area: the sites in it counted, and read by a named method."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Float, and_, func, select
from sqlalchemy.orm import Session

from geo_app.colour import Colour
from geo_app.divisions import tree
from geo_app.divisions.code import LENGTHS
from geo_app.errors import BadInput
from geo_app.plugins import discover
from geo_app.sites.card import SITE
from geo_app.supervision import area_methods
from geo_app.supervision.area_method import AreaColour, AreaMethod, Tally

MOST_NAMED = 20


@dataclass(frozen=True)
class Area:
    """A division with its sites counted and its colour."""

    division: tree.Branch
    tally: Tally
    colour: AreaColour


@dataclass(frozen=True)
class Areas:
    """The divisions below one, and the sites that are known no deeper than that one."""

    children: tuple[Area, ...]
    unplaced: Tally


@dataclass(frozen=True)
class Deciding:
    """A site that decided the colour of its area."""

    id: int
    layer: str
    name: str
    colour: str


@cache
def all_area_methods() -> dict[str, AreaMethod]:
    """Every method by name, the usual one first.

    >>> list(all_area_methods())
    ['highest', 'count', 'area']
    """
    found = [method for method in discover(area_methods, "METHOD") if isinstance(method, AreaMethod)]
    return {method.name: method for method in sorted(found, key=lambda method: method.order)}


def area_method(name: str) -> AreaMethod:
    """One method. Raises BadInput with the names there are."""
    try:
        return all_area_methods()[name]
    except KeyError:
        raise BadInput(f"没有名为 {name} 的区域定色方法", f"可用：{'、'.join(all_area_methods())}") from None


def colour_of(session: Session, code: str, method: AreaMethod, kinds: Sequence[str]) -> Area:
    """The colour of a division by the sites of these layers. Raises NotFound for an unknown division."""
    division = tree.branch(session, code)
    tally = Tally()
    for each in _tallies(session, division.code, method, kinds).values():
        tally.add(each)
    return Area(division, tally, method.of(tally))


def colours_below(session: Session, code: str, method: AreaMethod, kinds: Sequence[str]) -> Areas:
    """The colours of the divisions directly below one."""
    parent = tree.branch(session, code)
    below = {child.code: (child, Tally()) for child in tree.children(session, parent.code)}
    unplaced = Tally()
    for number, tally in _tallies(session, parent.code, method, kinds).items():
        digits = f"{number:012}"
        home = next((below[digits[:n]][1] for n in LENGTHS if digits[:n] in below), unplaced)
        home.add(tally)
    return Areas(tuple(Area(child, tally, method.of(tally)) for child, tally in below.values()), unplaced)


def deciding(session: Session, code: str, colour: Colour, kinds: Sequence[str]) -> list[Deciding]:
    """The first sites of a colour in a division."""
    site = SITE.c
    query = select(site.id, site.kind, site.name, site.colour).where(_within(code, kinds), site.colour == colour)
    return [Deciding(*row) for row in session.execute(query.order_by(site.kind, site.id).limit(MOST_NAMED))]


def _within(code: str, kinds: Sequence[str]) -> ColumnElement[bool]:
    low, high = (int(code.ljust(12, digit)) for digit in "09")
    return and_(SITE.c.kind.in_(kinds), ~SITE.c.retired, SITE.c.division.between(low, high))


def _tallies(session: Session, code: str, method: AreaMethod, kinds: Sequence[str]) -> dict[int, Tally]:
    """The sites below a division, counted by the deepest division that each is known in."""
    site = SITE.c
    columns = [site.division, site.colour, func.count(), func.count().filter(site.review_on < func.as_of_day())]
    if method.measures:
        has_outline = func.st_dimension(site.geom) == 2
        columns += [
            func.coalesce(func.sum(func.st_area(func.geography(site.geom))).filter(has_outline), 0.0).cast(Float),
            func.count().filter(~has_outline),
        ]
    found: dict[int, Tally] = {}
    for row in session.execute(select(*columns).where(_within(code, kinds)).group_by(site.division, site.colour)):
        division, colour, number, stale, *measured = row
        tally = found.setdefault(division, Tally())
        if colour is None:
            tally.unassessed += number
            continue
        tally.counts[Colour(colour)] += number
        tally.stale += stale
        if measured:
            tally.areas_m2[Colour(colour)] += measured[0]
            tally.without_outline += measured[1]
    return found

"""Accidents of a division and what they cost, each with its grade by decree 493."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo_app.reckoning.tables import Band, band_of, bands, exact, rules
from geo_app.sites.card import SITE

LAYER = "accident"
MEASURES = {"deaths": "deaths", "serious": "serious", "loss": "loss_1e4yuan"}  # field -> its bands
HAPPENED_ON = cast(SITE.c.attributes["happened_on"].astext, Date)


@dataclass(frozen=True)
class Grade:
    """The worst grade among what is known; `is_least`: something is not known, so it may be worse."""

    band: Band
    decisive: str
    is_least: bool


@dataclass(frozen=True)
class Accident:
    """One accident of the register. A number that nobody wrote down is None, never 0."""

    id: int
    name: str
    township: int
    happened_on: date
    deaths: int | None
    serious: int | None
    loss: float | None
    counted: bool
    lon: float
    lat: float

    @property
    def grade(self) -> Grade | None:
        return grade_of(self.deaths, self.serious, self.loss)


@dataclass(frozen=True)
class Neighbour:
    """A site near an accident; without number and name where it is not this person's to see."""

    id: int | None
    kind: str
    name: str | None
    colour: str | None
    distance_m: float


def grade_of(deaths: int | None, serious: int | None, loss: float | None) -> Grade | None:
    """The grade by decree 493, article 3: the worst of what is known; None where nothing is.

    >>> grade_of(3, 0, 0).band.grade, grade_of(None, 9, None).is_least
    ('较大', True)
    """
    values = {"deaths": deaths, "serious": serious, "loss": loss}
    known = {name: value for name, value in values.items() if value is not None}
    if not known:
        return None
    ranges = {name: bands("accident/bands", MEASURES[name]) for name in known}
    found = {name: band_of(ranges[name], exact(value)) for name, value in known.items()}
    decisive = min(found, key=lambda name: ranges[name].index(found[name]))
    worst = ranges[decisive].index(found[decisive]) == 0
    return Grade(found[decisive], decisive, len(known) < len(values) and not worst)


def accidents(session: Session, since: date, until: date, bounds: tuple[int, int]) -> list[Accident]:
    """Accidents between two days below a division, the latest first. `counted`: in the indicator, unless the
    register says that it is not."""
    told = SITE.c.attributes
    place = func.st_centroid(SITE.c.geom)
    wanted = select(
        SITE.c.id,
        SITE.c.name,
        (SITE.c.division - SITE.c.division % 1000).label("township"),
        HAPPENED_ON.label("happened_on"),
        told["deaths"].as_integer().label("deaths"),
        told["serious"].as_integer().label("serious"),
        told["loss"].as_float().label("loss"),
        func.coalesce(told["counted"].as_boolean(), True).label("counted"),
        func.st_x(place).label("lon"),
        func.st_y(place).label("lat"),
    ).where(SITE.c.kind == LAYER, ~SITE.c.retired, SITE.c.division.between(*bounds))
    between = wanted.where(HAPPENED_ON.between(since, until)).order_by(HAPPENED_ON.desc(), SITE.c.id)
    return [Accident(**row._mapping) for row in session.execute(between)]


def near(session: Session, site_id: int, kinds: list[str]) -> list[Neighbour]:
    """Sites of these layers near an accident, the nearest first."""
    place = select(SITE.c.geom).where(SITE.c.id == site_id).scalar_subquery()
    reach = float(rules("situation/numbers")["near_m"].number)
    names = ("id", "kind", "name", "colour", "distance_m")
    found = func.sites_near(place, reach, cast(kinds, ARRAY(String))).table_valued(*map(sql_column, names))
    return [Neighbour(**row._mapping) for row in session.execute(select(found)) if row.id != site_id]

"""The one page: colours, towns, trades, the month's figures, accidents, indicators and the course of a year."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import BigInteger, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo_app.desk.month import NOWHERE, Line, Month, month_figures
from geo_app.divisions.models import Division
from geo_app.divisions.tree import full_names
from geo_app.instant import CHINA
from geo_app.reckoning.tables import rules
from geo_app.situation.accidents import Accident, accidents
from geo_app.situation.targets import Used, used
from geo_app.supervision.frequency import SHADES, Rule

COUNTED = ("found", "closed", "still_open", "overdue")


@dataclass(frozen=True)
class Asked:
    """Which month, by which visiting rules and graded layers; `at` is the instant that answers: its end or now."""

    month: Month
    table: tuple[Rule, ...]
    kinds: Sequence[str]
    at: datetime

    @property
    def until(self) -> date:
        """The last day of the answer."""
        return (self.at - timedelta(microseconds=1)).astimezone(CHINA).date()


@dataclass(frozen=True)
class Shades:
    """How many sites of a township, a layer or all have which colour."""

    name: str
    title: str
    colours: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.colours.values())


@dataclass(frozen=True)
class Town:
    """A township, or the sum of all (code empty): its sites by colour and its figures of the month. `short`: the
    name without those above it."""

    code: str
    name: str
    short: str
    colours: dict[str, int]
    figures: dict[str, float | None]
    accidents: int
    deaths: int


@dataclass(frozen=True)
class Point:
    """One month of the course. Colours are None where the records do not reach back."""

    month: str
    figures: dict[str, int]
    accidents: int
    deaths: int
    red: int | None
    orange: int | None


@dataclass(frozen=True)
class Situation:
    """All of the page."""

    asked: Asked
    towns: list[Town]
    trades: list[Shades]
    year: list[Accident]
    targets: list[Used]
    trend: list[Point]

    @property
    def total(self) -> Town:
        return self.towns[-1]

    @property
    def of_month(self) -> list[Accident]:
        return [each for each in self.year if each.happened_on >= self.asked.month.first]


def instant_of(month: Month, today: date, as_of: datetime | None) -> datetime:
    """The instant that a month is told as of: its end, or while it runs the end of today; never after `as_of`."""
    day = min(month.last, today)
    end = datetime.combine(day + timedelta(days=1), time(), CHINA)
    return min(end, as_of) if as_of else end


def situation(session: Session, asked: Asked) -> Situation:
    """The page of a month."""
    month = asked.month
    shades = _shades(session, asked, asked.at)
    lines = month_figures(session, month, asked.table, asked.kinds)
    year = accidents(session, month.first.replace(month=1), asked.until, month.bounds)
    return Situation(
        asked,
        _towns(session, shades, lines, [each for each in year if each.happened_on >= month.first]),
        _trades(shades, asked.kinds),
        year,
        used(session, month.first.year, month.bounds, year),
        _trend(session, asked),
    )


def _shades(session: Session, asked: Asked, at: datetime) -> Counter[tuple[int, str, str]]:
    columns = (("township", BigInteger), ("kind", String), ("colour", String), ("number", BigInteger))
    found = func.sites_at(at, cast(list(asked.kinds), ARRAY(String)), *asked.month.bounds)
    rows = session.execute(select(found.table_valued(*(sql_column(*each) for each in columns))))
    return Counter({(row.township, row.kind, row.colour): row.number for row in rows})


def _towns(
    session: Session, shades: Counter[tuple[int, str, str]], lines: list[Line], happened: list[Accident]
) -> list[Town]:
    told = {int(line.code.ljust(12, "0")): line for line in lines if line.code}
    codes = sorted({code for code, _, _ in shades} | set(told) | {each.township for each in happened})
    names = full_names(session, codes)
    named = session.execute(select(Division.id, Division.name).where(Division.id.in_(codes)))
    shorts = {row.id: row.name for row in named}
    empty: dict[str, float | None] = dict.fromkeys(lines[-1].figures, 0.0)
    empty.update(closing_rate=None, done_rate=None)
    towns = [
        Town(
            f"{code:012d}"[:9],
            names.get(code, NOWHERE),
            shorts.get(code, NOWHERE),
            {shade: sum(n for (t, _, c), n in shades.items() if t == code and c == shade) for shade in SHADES},
            told[code].figures if code in told else empty,
            *_cost([each for each in happened if each.township == code]),
        )
        for code in codes
    ]
    whole = {shade: sum(town.colours[shade] for town in towns) for shade in SHADES}
    return [*towns, Town("", "合计", "合计", whole, lines[-1].figures, *_cost(happened))]


def _trades(shades: Counter[tuple[int, str, str]], kinds: Sequence[str]) -> list[Shades]:
    def counted(kind: str) -> dict[str, int]:
        return {shade: sum(n for (_, k, c), n in shades.items() if k == kind and c == shade) for shade in SHADES}

    return [each for kind in kinds if (each := Shades(kind, "", counted(kind))).total]


def _trend(session: Session, asked: Asked) -> list[Point]:
    """The months up to this one, each from what was recorded of it."""
    months = [asked.month]
    while len(months) < int(rules("situation/numbers")["trend_months"].number):
        before = (months[0].first - timedelta(days=1)).replace(day=1)
        months.insert(0, Month(before, asked.month.division))
    happened = accidents(session, months[0].first, asked.until, asked.month.bounds)
    return [_point(session, asked, month, happened) for month in months]


def _point(session: Session, asked: Asked, month: Month, happened: list[Accident]) -> Point:
    rows = func.month_of_dangers(month.first, *month.bounds).table_valued(
        *(sql_column(name, BigInteger) for name in ("township", *COUNTED))
    )
    sums = session.execute(select(*(func.coalesce(func.sum(rows.c[name]), 0) for name in COUNTED))).one()
    end = datetime.combine(month.last + timedelta(days=1), time(), CHINA)
    shades = _shades(session, asked, min(end, asked.at))
    red, orange = (sum(n for (_, _, c), n in shades.items() if c == name) for name in ("red", "orange"))
    here = [each for each in happened if month.first <= each.happened_on <= month.last]
    known = bool(shades)
    figures = dict(zip(COUNTED, map(int, sums), strict=True))
    return Point(f"{month.first:%Y-%m}", figures, *_cost(here), red if known else None, orange if known else None)


def _cost(happened: Sequence[Accident]) -> tuple[int, int]:
    return len(happened), sum(each.deaths or 0 for each in happened)

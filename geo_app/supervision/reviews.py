"""Sites whose review has passed or comes soon: an old colour is listed, not silently kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.errors import BadInput
from geo_app.sites.card import SITE

TOWNSHIP = 1000  # a township's number ends with three zeros
EVERYTHING = 1_000_000


class Due(StrEnum):
    """Which reviews: passed, or coming within so many days from today on."""

    OVERDUE = "overdue"
    IN_30D = "30d"
    IN_90D = "90d"

    @property
    def days(self) -> int:
        return 0 if self is Due.OVERDUE else int(self.removesuffix("d"))


@dataclass(frozen=True)
class Wanted:
    """Whose reviews: those of these layers below a division (empty: everywhere)."""

    kinds: Sequence[str]
    division: str = ""

    def condition(self) -> ColumnElement[bool]:
        low, high = (int(self.division.ljust(12, digit)) for digit in "09")
        return and_(SITE.c.kind.in_(self.kinds), ~SITE.c.retired, SITE.c.division.between(low, high))


@dataclass(frozen=True)
class Review:
    """A site and its review; `days` until it, negative where it has passed."""

    id: int
    layer: str
    name: str
    code: str | None
    division_code: str | None
    division_name: str | None
    colour: str | None
    method: str | None
    assessed_on: date
    review_on: date
    days: int
    unit: str | None
    person: str | None


@dataclass(frozen=True)
class Township:
    """How many reviews of a township have passed or come; `in_90d` includes `in_30d`."""

    code: str
    name: str
    overdue: int
    in_30d: int
    in_90d: int


def as_of_day(session: Session) -> date:
    """The day that is asked about: today in China, or that of `as_of`."""
    day = session.scalar(select(func.as_of_day()))
    assert isinstance(day, date)
    return day


def count_reviews(session: Session, wanted: Wanted, due: Due) -> int:
    counted = select(func.count()).select_from(SITE).where(wanted.condition(), _due(due, as_of_day(session)))
    return session.scalar(counted) or 0


def list_reviews(session: Session, wanted: Wanted, due: Due, limit: int, after: str = "") -> list[Review]:
    """One page of reviews, the longest overdue first, behind the place that `after` names."""
    day = as_of_day(session)
    page = _lines().where(wanted.condition(), _due(due, day))
    if after:
        page = page.where(tuple_(SITE.c.review_on, SITE.c.id) > tuple_(*_place(after)))
    rows = session.execute(page.order_by(SITE.c.review_on, SITE.c.id).limit(limit))
    return [Review(**row._mapping, days=(row.review_on - day).days) for row in rows]


def all_reviews(session: Session, wanted: Wanted, due: Due) -> list[Review]:
    """The whole list, for a file."""
    return list_reviews(session, wanted, due, EVERYTHING)


def place_of(review: Review) -> str:
    """The place of a review in the list, to go on behind it."""
    return f"{review.review_on}.{review.id}"


def reviews_by_township(session: Session, wanted: Wanted) -> list[Township]:
    """How many there are in each township; what is known only down to the county stands under the county."""
    day = as_of_day(session)
    township = (SITE.c.division // TOWNSHIP * TOWNSHIP).label("township")
    counts = (func.count().filter(_due(due, day)).label(due) for due in Due)
    late = SITE.c.review_on <= day + timedelta(days=Due.IN_90D.days)
    found = select(township, *counts).where(wanted.condition(), late).group_by(township).subquery()
    joined = select(found, Division.code, Division.name).join(
        Division, Division.id == found.c.township, isouter=True
    )
    return [
        Township(row.code or "", row.name or "区划以外", row.overdue, getattr(row, "30d"), getattr(row, "90d"))
        for row in session.execute(joined.order_by(found.c.township))
    ]


def due_condition(session: Session, due: Due) -> ColumnElement[bool]:
    """Which sites these reviews are of."""
    return _due(due, as_of_day(session))


def _due(due: Due, day: date) -> ColumnElement[bool]:
    if due is Due.OVERDUE:
        return SITE.c.review_on < day
    return SITE.c.review_on.between(day, day + timedelta(days=due.days))


def _lines() -> Select:
    site = SITE.c
    return select(
        *(site.id, site.kind.label("layer"), site.name, site.code, site.colour, site.method),
        *(site.assessed_on, site.review_on, site.unit, site.person),
        Division.code.label("division_code"),
        Division.full_name.label("division_name"),
    ).join_from(SITE, Division, Division.id == site.division, isouter=True)


def _place(after: str) -> Iterator[date | int]:
    """The place that `place_of` wrote. Raises BadInput."""
    day, _, number = after.partition(".")
    try:
        yield date.fromisoformat(day)
        yield int(number)
    except ValueError as error:
        raise BadInput("翻页位置 after 不对", "请使用上一页答复中的 next") from error

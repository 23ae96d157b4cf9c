"""The supervision plan: which visits fall due between two days, by the colour of each site and who visits it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, Row, TableValuedAlias, Text, cast, func, select, tuple_
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.errors import BadInput
from geo_app.sites.card import SITE
from geo_app.supervision.frequency import SHADES, Rule, holding

MOST_DAYS = 732


@dataclass(frozen=True)
class Span:
    """From one day to another, both included, below a division."""

    first: date
    last: date
    division: str = ""

    def __post_init__(self) -> None:
        if not 0 <= (self.last - self.first).days <= MOST_DAYS:
            raise BadInput(f"计划期间 {self.first} 至 {self.last} 不成立", "结束不早于开始，且不超过两年")


@dataclass(frozen=True)
class Visit:
    """The next visit of one visitor to one site, and how many fall into the span."""

    id: int
    layer: str
    name: str
    code: str | None
    division_code: str | None
    division_name: str | None
    colour: str
    next_due: date
    visits: int
    assessed_on: date | None
    rule: Rule
    number: int  # of the rule
    last_visit: date | None

    @property
    def basis(self) -> str:
        """What the due day is reckoned from."""
        if self.last_visit:
            return f"自上次巡查 {self.last_visit} 起按周期推算"
        if self.assessed_on:
            return f"没有巡查记录，自评估日 {self.assessed_on} 起按周期推算"
        return "没有巡查记录，也未评估，按自然周期的末日推算"

    @property
    def place(self) -> str:
        """Its place in the list, to go on behind it."""
        return f"{self.next_due}.{self.id}.{self.number}"


@dataclass(frozen=True)
class Load:
    """How much work a visitor has with the sites of one colour."""

    rule: Rule
    colour: str
    sites: int
    visits: int


def loads(session: Session, span: Span, table: tuple[Rule, ...], kinds: Sequence[str]) -> list[Load]:
    """The work of each visitor by colour, in the order of the table and from red down."""
    due = due_visits(span, table, kinds)
    counted = select(due.c.rule, due.c.colour, func.count(), func.sum(due.c.visits))
    sites: Counter[tuple[str, str]] = Counter()
    visits: Counter[tuple[str, str]] = Counter()
    for number, colour, places, times in session.execute(counted.group_by(due.c.rule, due.c.colour)):
        sites[table[number].visitor, colour] += places
        visits[table[number].visitor, colour] += int(times)
    first = {rule.visitor: rule for rule in reversed(table)}
    return [
        Load(first[visitor], colour, sites[visitor, colour], visits[visitor, colour])
        for visitor in dict.fromkeys(rule.visitor for rule in table)
        for colour in SHADES
        if sites[visitor, colour]
    ]


def list_visits(
    session: Session, span: Span, table: tuple[Rule, ...], kinds: Sequence[str], limit: int, after: str = ""
) -> list[Visit]:
    """One page of the visits that fall due, the soonest first, behind the place that `after` names."""
    due = soonest(session, due_visits(span, table, kinds), limit, after)
    page = (
        select(
            *(SITE.c.id, SITE.c.kind.label("layer"), SITE.c.name, SITE.c.code, SITE.c.assessed_on),
            Division.code.label("division_code"),
            Division.full_name.label("division_name"),
        )
        .join(Division, Division.id == SITE.c.division, isouter=True)
        .where(SITE.c.id.in_(row.site_id for row in due))
    )
    sites = {row.id: row._mapping for row in session.execute(page)}
    return [
        Visit(
            **sites[row.site_id],
            **{name: row._mapping[name] for name in ("colour", "next_due", "visits", "last_visit")},
            rule=table[row.rule],
            number=row.rule,
        )
        for row in due
        if row.site_id in sites  # not moved to another division in between
    ]


def soonest(session: Session, due: TableValuedAlias, limit: int, after: str = "") -> Sequence[Row[Any]]:
    """The first of the visits that fall due, behind the place that `after` names. Their sites are to be read by
    number afterwards: joined at once, the database reads all sites anew for each."""
    order = (due.c.next_due, due.c.site_id, due.c.rule)
    page = select(due).order_by(*order).limit(limit)
    if after:
        page = page.where(tuple_(*order) > tuple_(*_place(after)))
    return session.execute(page).all()


def due_visits(span: Span, table: tuple[Rule, ...], kinds: Sequence[str]) -> TableValuedAlias:
    """The visits that the rules ask for until the end of the span: site_id, colour, rule (its number in the
    table), next_due, visits, last_visit."""
    low, high = (int(span.division.ljust(12, digit)) for digit in "09")
    return func.planned_visits(cast(ruled(table, kinds), JSONB), span.first, span.last, low, high).table_valued(
        sql_column("site_id", BigInteger),
        sql_column("colour", Text),
        sql_column("rule", Integer),
        sql_column("next_due", Date),
        sql_column("visits", Integer),
        sql_column("last_visit", Date),
    )


def ruled(table: tuple[Rule, ...], kinds: Sequence[str]) -> list[dict[str, Any]]:
    """The rules as the database wants them: kind, colour, visitor, rule (its number in the table), months."""
    numbers = {id(rule): number for number, rule in enumerate(table)}
    return [
        {"kind": kind, "colour": colour, "visitor": rule.visitor, "rule": numbers[id(rule)], "months": rule.months}
        for kind, colour, rule in holding(table, kinds)
        if rule.months
    ]


def _place(after: str) -> Iterator[date | int]:
    """The place that `Visit.place` wrote. Raises BadInput."""
    parts = after.split(".")
    try:
        day, site_id, rule = parts
        yield date.fromisoformat(day)
        yield int(site_id)
        yield int(rule)
    except ValueError as error:
        raise BadInput("翻页位置 after 不对", "请使用上一页答复中的 next") from error

"""What is overdue: visits and rectifications, counted by township, colour and trade, and one by one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Select,
    Subquery,
    Text,
    Uuid,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from geo_app.divisions.tree import full_names
from geo_app.patrol.checklists import checklist_of
from geo_app.patrol.models import Finding
from geo_app.patrol.reading import is_late
from geo_app.sites.card import SITE
from geo_app.supervision.frequency import SHADES, Rule
from geo_app.supervision.plan import Span, due_visits

TOWNSHIP = 1000  # a township's number ends with three zeros
NO_COLOUR = "none"
ELSEWHERE = ""  # the trade of a hidden danger that is at no site


@dataclass(frozen=True)
class Asked:
    """Overdue on which day, below which division, of which layers by which rules."""

    day: date
    division: str
    table: tuple[Rule, ...]
    kinds: Sequence[str]


@dataclass(frozen=True)
class Chosen:
    """Which of them: of one kind (visit or finding), one township (nine digits), one colour, one trade."""

    what: str = ""
    township: str = ""
    colour: str = ""
    trade: str = ""


@dataclass(frozen=True)
class Late:
    """Something overdue: where, since which day, and whose visit it is or which hidden danger."""

    what: str
    site_id: int | None
    uid: UUID | None
    name: str
    words: str
    visitor: str
    colour: str
    trade: str
    township: str
    since: date
    days: int


@dataclass(frozen=True)
class Pile:
    """How many visits and rectifications of a township, colour or trade are overdue."""

    name: str
    visits: int
    findings: int


@dataclass(frozen=True)
class Counts:
    townships: list[Pile]
    colours: list[Pile]
    trades: list[Pile]
    total: Pile


def counts(session: Session, asked: Asked) -> Counts:
    """How much is overdue, from three sides; the longest pile of townships and trades first."""
    late = _late(asked)
    keys = (late.c.what, late.c.township, late.c.colour, late.c.kind, late.c.category)
    piles: dict[str, Counter[tuple[str, str]]] = {
        side: Counter() for side in ("township", "colour", "trade", "all")
    }
    for what, township, colour, kind, category, n in session.execute(select(*keys, func.count()).group_by(*keys)):
        code = f"{township:012d}"[:9]
        for side, name in (("township", code), ("colour", colour), ("trade", _trade(kind, category)), ("all", "")):
            piles[side][name, what] += n
    return Counts(
        townships=_longest(piles["township"]),
        colours=[_pile(piles["colour"], colour) for colour in SHADES],
        trades=_longest(piles["trade"]),
        total=_pile(piles["all"], ""),
    )


def overdue(session: Session, asked: Asked, chosen: Chosen, limit: int) -> list[Late]:
    """What is overdue one by one, the longest overdue first."""
    late = _late(asked)
    wanted = select(late).order_by(late.c.since, late.c.name).limit(limit)
    if chosen.what:
        wanted = wanted.where(late.c.what == chosen.what)
    if chosen.township:
        wanted = wanted.where(late.c.township == int(chosen.township.ljust(12, "0")))
    if chosen.colour:
        wanted = wanted.where(late.c.colour == chosen.colour)
    if chosen.trade:
        wanted = wanted.where(tuple_(late.c.kind, late.c.category).in_(_of_trade(session, late, chosen.trade)))
    return [_one(asked, dict(row._mapping)) for row in session.execute(wanted)]


def names_of(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """The full names of townships by their nine digits."""
    numbers = {int(code.ljust(12, "0")): code for code in codes}
    return {numbers[number]: name for number, name in full_names(session, set(numbers)).items()}


def _late(asked: Asked) -> Subquery:
    """The overdue as rows: what, site_id, uid, name, words, rule, colour, kind, category, township, since."""
    return union_all(_visits(asked), _findings(asked)).subquery("late")


def _visits(asked: Asked) -> Select[Any]:
    due = due_visits(Span(asked.day, asked.day, asked.division), asked.table, asked.kinds)
    told = (literal("visit").label("what"), SITE.c.id.label("site_id"), cast(null(), Uuid).label("uid"))
    more = (SITE.c.name.label("name"), literal("").label("words"), due.c.rule.label("rule"))
    wanted = select(*told, *more, *_of_site(due.c.colour, SITE.c.division), due.c.next_due.label("since"))
    return wanted.join_from(due, SITE, SITE.c.id == due.c.site_id).where(due.c.next_due < asked.day)


def _findings(asked: Asked) -> Select[Any]:
    low, high = (int(asked.division.ljust(12, digit)) for digit in "09")
    told = (literal("finding").label("what"), Finding.site_id, Finding.uid, Finding.name)
    more = (Finding.what.label("words"), cast(null(), Integer).label("rule"))
    colour = func.coalesce(SITE.c.colour, NO_COLOUR)
    wanted = select(
        *told, *more, *_of_site(colour, Finding.division), cast(Finding.deadline_on, Date).label("since")
    )
    joined = wanted.join_from(Finding, SITE, SITE.c.id == Finding.site_id, isouter=True)
    return joined.where(is_late(asked.day), Finding.division.between(low, high))


def _of_site(colour: Any, division: Any) -> tuple[Any, ...]:
    category = func.coalesce(SITE.c.attributes["category"].astext, "")
    kind = func.coalesce(SITE.c.kind, ELSEWHERE)
    township = cast(func.div(division, TOWNSHIP) * TOWNSHIP, BigInteger)
    return (
        cast(colour, Text).label("colour"),
        kind.label("kind"),
        category.label("category"),
        township.label("township"),
    )


def _of_trade(session: Session, late: Subquery, trade: str) -> list[tuple[str, str]]:
    pairs = session.execute(select(late.c.kind, late.c.category).distinct())
    return [(kind, category) for kind, category in pairs if _trade(kind, category) == trade]


def _trade(kind: str, category: str) -> str:
    """A trade is what has a checklist of its own."""
    return checklist_of(kind, {"category": category}) if kind else ELSEWHERE


def _one(asked: Asked, row: dict[str, Any]) -> Late:
    rule, kind, category = row.pop("rule"), row.pop("kind"), row.pop("category")
    row["township"] = f"{row['township']:012d}"[:9]
    visitor = asked.table[rule].visitor if rule is not None else ""
    return Late(**row, visitor=visitor, trade=_trade(kind, category), days=(asked.day - row["since"]).days)


def _longest(counted: Counter[tuple[str, str]]) -> list[Pile]:
    piles = [_pile(counted, name) for name in {name for name, _ in counted}]
    return sorted(piles, key=lambda pile: (-pile.visits - pile.findings, pile.name))


def _pile(counted: Counter[tuple[str, str]], name: str) -> Pile:
    return Pile(name, counted[name, "visit"], counted[name, "finding"])

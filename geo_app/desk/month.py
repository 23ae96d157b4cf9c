"""The figures of a month that the reports ask for, from the same records that every list shows."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from geo_app.divisions.tree import full_names
from geo_app.errors import BadInput
from geo_app.reckoning.tables import rows
from geo_app.supervision.frequency import Rule
from geo_app.supervision.plan import ruled

DANGERS = ("found", "major", "rectified", "closed", "found_closed", "listed", "still_open", "overdue")
VISITS = ("made", "due", "done")
NOWHERE = "未定区划"


@dataclass(frozen=True)
class Figure:
    """One of the figures: `kind` is count or share; `meaning` is what exactly is counted."""

    figure: str
    title: str
    title_en: str
    kind: str
    meaning: str
    meaning_en: str


@dataclass(frozen=True)
class Line:
    """The figures of a township, or of all (code empty). A share of nothing is None, never 0."""

    code: str
    name: str
    figures: dict[str, float | None]


@dataclass(frozen=True)
class Month:
    """A calendar month below a division."""

    first: date
    division: str = ""

    @property
    def last(self) -> date:
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def bounds(self) -> tuple[int, int]:
        low, high = (int(self.division.ljust(12, digit)) for digit in "09")
        return low, high


def month_of(text: str, division: str, today: date) -> Month:
    """A month as it is written, this one where nothing is. Raises BadInput.

    >>> month_of("2026-02", "", date(2026, 11, 22)).last
    datetime.date(2026, 2, 28)
    """
    try:
        first = date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        raise BadInput(f"月份 {text} 写法不对", "请写成 2026-11", field="month") from None
    if first > today:
        raise BadInput(f"{text} 还没有到", "请选本月或以前的月份", field="month")
    return Month(first, division)


def figures() -> list[Figure]:
    """The figures in the order of the table."""
    return [Figure(**{name: row[name] for name in Figure.__dataclass_fields__}) for row in rows("desk/figures")]


def month_figures(session: Session, month: Month, table: tuple[Rule, ...], kinds: Sequence[str]) -> list[Line]:
    """A line for each township where there is anything to count, and the sum of all at the end."""
    asked = cast(ruled(table, kinds), JSONB)
    counted: dict[int, dict[str, int]] = {}
    for found, names in (
        (func.month_of_dangers(month.first, *month.bounds), DANGERS),
        (func.month_of_visits(asked, month.first, *month.bounds), VISITS),
    ):
        rows_of = found.table_valued(*(sql_column(name, BigInteger) for name in ("township", *names)))
        for row in session.execute(select(rows_of)):
            told = dict(row._mapping)
            counted.setdefault(told.pop("township"), dict.fromkeys((*DANGERS, *VISITS), 0)).update(told)
    named = full_names(session, set(counted))
    lines = [_line(f"{code:012d}"[:9], named.get(code, NOWHERE), each) for code, each in sorted(counted.items())]
    total = {name: sum(each[name] for each in counted.values()) for name in (*DANGERS, *VISITS)}
    return [*lines, _line("", "合计", total)]


def _line(code: str, name: str, counts: dict[str, int]) -> Line:
    told: dict[str, Any] = dict(counts)
    told["closing_rate"] = _share(told.pop("found_closed"), told["found"])
    told["done_rate"] = _share(told["done"], told["due"])
    return Line(code, name, told)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

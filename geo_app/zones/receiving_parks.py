"""May a park take a plant that has to move? Its grade, room, capacity, control line and distances, one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column as sql_column
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.numbers.confirmations import as_confirmed
from geo_app.reckoning.tables import rows
from geo_app.reckoning.words import Words, joined, say, terms
from geo_app.zones.distances import is_verified

COLUMNS = ("id", "name", "attributes", "has_outline", "distance_m", "wanted_m2", "free_m2", "clear_m2")
MORE = ("unsurveyed", "members", "inside_line")
Answer = tuple[str, str, Words]  # check, verdict, text
CLOSED = "A"  # the grade of parks that may take nobody


@dataclass(frozen=True)
class Check:
    """One question to a park, and its answer: kept, short or unchecked."""

    check: str
    title: str
    title_en: str
    verdict: str
    text: str
    text_en: str
    asks: str
    asks_en: str
    clause: str
    confidence: str

    @property
    def verified(self) -> bool:
        return is_verified(self.confidence)


@dataclass(frozen=True)
class Park:
    """A park that might take the plant. `may_take` is None where not everything could be checked."""

    id: int
    name: str
    distance_km: float
    checks: tuple[Check, ...]

    @property
    def may_take(self) -> bool | None:
        verdicts = {each.verdict for each in self.checks}
        return False if "short" in verdicts else None if "unchecked" in verdicts else True

    @property
    def score(self) -> int:
        """How many checks it passes; one that fails outweighs them all."""
        kept = sum(each.verdict == "kept" for each in self.checks)
        return kept - len(self.checks) * sum(each.verdict == "short" for each in self.checks)


def receiving_parks(session: Session, site_id: int) -> list[Park]:
    """The parks that one may see, the best first, then the nearest."""
    found = func.receiving_parks(site_id).table_valued(*map(sql_column, (*COLUMNS, *MORE)))
    parks = as_confirmed(session, [_park(row) for row in session.execute(select(found))])
    return sorted(parks, key=lambda park: (-park.score, park.distance_km))


def _park(row: Any) -> Park:
    said = {line["check"]: line for line in rows("relocation/park_checks")}
    words = ("title", "title_en", "asks", "asks_en", "clause", "confidence")
    checks = (
        Check(name, verdict=verdict, text=text.zh, text_en=text.en, **{word: said[name][word] for word in words})
        for name, verdict, text in _answers(row)
    )
    return Park(row.id, row.name, round(row.distance_m / 1000, 2), tuple(checks))


def _answers(row: Any) -> Iterator[Answer]:
    yield _grade(row.attributes.get("grade"))
    yield _room("room", row, row.free_m2, "")
    yield _capacity(row.attributes.get("capacity"), row.members)
    yield _control_line(row.inside_line)
    yield _room("gaps", row, row.clear_m2, row.unsurveyed or "")


def _grade(grade: str | None) -> Answer:
    if not grade:
        return "grade", "unchecked", say("park_no_grade")
    return "grade", "short" if grade == CLOSED else "kept", say("park_grade", grade=grade)


def _capacity(capacity: int | None, members: int) -> Answer:
    if capacity is None:
        return "capacity", "unchecked", say("park_no_capacity", members=members)
    verdict = "kept" if members + 1 <= capacity else "short"
    return "capacity", verdict, say("park_capacity", capacity=capacity, members=members)


def _control_line(inside: int | None) -> Answer:
    if inside is None:
        return "control_line", "unchecked", say("park_no_line")
    return "control_line", "short" if inside else "kept", say("park_line", n=inside)


def _room(check: str, row: Any, left_m2: float, unsurveyed: str) -> Answer:
    if not row.has_outline or not row.wanted_m2:
        return check, "unchecked", say("park_no_outline")
    text = say("park_room", wanted=row.wanted_m2 / 1e4, left=left_m2 / 1e4)
    if left_m2 < row.wanted_m2:
        return check, "short", text
    if unsurveyed:
        return check, "unchecked", joined(text, say("park_unsurveyed", layers=terms(unsurveyed)))
    return check, "kept", text

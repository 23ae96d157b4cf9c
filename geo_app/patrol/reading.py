"""Hidden dangers as they are read: lists by state, and one with its course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import Session

from geo_app.patrol.lifecycle import states
from geo_app.patrol.models import Finding, FindingStep

OPEN = "open"


@dataclass(frozen=True)
class Asked:
    """Which findings: below a division, of one state (or `open`: all that are not over), one grade, one site;
    overdue ones alone."""

    division: str = ""
    state: str = OPEN
    grade: str = ""
    site_id: int | None = None
    overdue: bool = False

    def conditions(self, today: date, with_state: bool = True) -> ColumnElement[bool]:
        tests: list[ColumnElement[bool]] = []
        if self.division:
            low, high = (int(self.division.ljust(12, digit)) for digit in "09")
            tests.append(Finding.division.between(low, high))
        if with_state and self.state == OPEN:
            tests.append(~Finding.retired)
        elif with_state and self.state:
            tests.append(Finding.state == self.state)
        if self.grade:
            tests.append(Finding.grade == self.grade)
        if self.site_id:
            tests.append(Finding.site_id == self.site_id)
        if self.overdue:
            tests.append(is_late(today))
        return and_(True, *tests)


def is_late(today: date) -> ColumnElement[bool]:
    """Its deadline has passed and it is still being rectified."""
    return and_(Finding.deadline_on < today, Finding.state.in_(("registered", "rectifying")))


def findings(
    session: Session, asked: Asked, today: date, limit: int, after: int = 0
) -> Sequence[Row[Finding, float, float]]:
    """One page: the nearest deadline first, those without one behind, with longitude and latitude."""
    place = func.st_pointonsurface(Finding.geom)
    page = select(Finding, func.st_x(place), func.st_y(place)).where(asked.conditions(today))
    ordered = page.order_by(Finding.deadline_on.nulls_last(), Finding.id.desc())
    return session.execute(ordered.offset(after).limit(limit)).all()


def by_state(session: Session, asked: Asked, today: date) -> tuple[dict[str, int], int]:
    """How many findings are in each state, and how many are overdue, whatever state was asked for."""
    counted = select(Finding.state, func.count(), func.count().filter(is_late(today)))
    found = session.execute(counted.where(asked.conditions(today, with_state=False)).group_by(Finding.state)).all()
    return dict.fromkeys(states(), 0) | {state: n for state, n, _ in found}, sum(late for *_, late in found)


def course_of(session: Session, uid: UUID) -> Sequence[FindingStep]:
    """Its steps in the order in which they happened."""
    wanted = select(FindingStep).where(FindingStep.finding_uid == uid)
    return session.scalars(wanted.order_by(FindingStep.id)).all()


def place_of(session: Session, found: Finding) -> tuple[float, float]:
    """Longitude and latitude."""
    place = func.st_pointonsurface(Finding.geom)
    wanted = select(func.st_x(place), func.st_y(place)).where(Finding.id == found.id)
    lon, lat = session.execute(wanted).one()
    return lon, lat

"""My work: what is due for a visit where I answer for it, and the hidden dangers that wait there."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.layers import Layers
from geo_app.patrol.checklists import checklist_of
from geo_app.patrol.models import Finding
from geo_app.sites.card import SITE
from geo_app.supervision.frequency import Rule
from geo_app.supervision.plan import Span, due_visits

MOST = 500


@dataclass(frozen=True)
class Due:
    """A site that is due: until when, since when not visited, with which checklist, and where it is."""

    id: int
    layer: str
    name: str
    colour: str
    next_due: date
    last_visit: date | None
    months: int
    clause: str
    confidence: str
    checklist: str
    address: str | None
    division_name: str | None
    lon: float
    lat: float
    findings: int  # open ones
    days: int  # until it is due; negative: overdue


@dataclass(frozen=True)
class Wanted:
    """Whose work, on which day, how many days ahead."""

    visitor: str
    today: date
    ahead: int


def due_work(session: Session, layers: Layers, table: tuple[Rule, ...], wanted: Wanted) -> list[Due]:
    """What is due for a visitor below their divisions, the soonest first; row-level security draws the border."""
    own = tuple(rule for rule in table if rule.visitor == wanted.visitor)
    kinds = [layer.name for layer in layers if layer.graded]
    due = due_visits(Span(wanted.today, wanted.today + timedelta(wanted.ahead)), own, kinds)
    place = func.st_pointonsurface(SITE.c.geom)
    waiting = select(func.count()).where(Finding.site_id == SITE.c.id, ~Finding.retired).scalar_subquery()
    page = (
        select(
            *(due.c.rule, due.c.colour, due.c.next_due, due.c.last_visit),
            *(SITE.c.id, SITE.c.kind.label("layer"), SITE.c.name, SITE.c.address, SITE.c.attributes),
            Division.full_name.label("division_name"),
            func.st_x(place).label("lon"),
            func.st_y(place).label("lat"),
            waiting.label("findings"),
        )
        .join_from(due, SITE, SITE.c.id == due.c.site_id)
        .join(Division, Division.id == SITE.c.division, isouter=True)
        .order_by(due.c.next_due, SITE.c.id)
    )
    return [_due(row, own, wanted.today) for row in session.execute(page.limit(MOST))]


def _due(row: Row[Any], table: tuple[Rule, ...], today: date) -> Due:
    rule, told = table[row.rule], dict(row._mapping)
    fields = told.pop("attributes")
    told["checklist"] = checklist_of(row.layer, fields)
    del told["rule"]
    days = (row.next_due - today).days
    return Due(**told, months=rule.months or 0, clause=rule.clause, confidence=rule.confidence, days=days)

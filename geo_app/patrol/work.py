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
from geo_app.supervision.plan import Span, due_visits, soonest

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
    first = soonest(session, due, MOST)
    place = func.st_pointonsurface(SITE.c.geom)
    waiting = select(func.count()).where(Finding.site_id == SITE.c.id, ~Finding.retired).scalar_subquery()
    page = (
        select(
            *(SITE.c.id, SITE.c.kind.label("layer"), SITE.c.name, SITE.c.address, SITE.c.attributes),
            Division.full_name.label("division_name"),
            func.st_x(place).label("lon"),
            func.st_y(place).label("lat"),
            waiting.label("findings"),
        )
        .join(Division, Division.id == SITE.c.division, isouter=True)
        .where(SITE.c.id.in_(row.site_id for row in first))
    )
    sites = {row.id: row._mapping for row in session.execute(page)}
    return [_due(row, dict(sites[row.site_id]), own, wanted.today) for row in first if row.site_id in sites]


def _due(row: Row[Any], site: dict[str, Any], table: tuple[Rule, ...], today: date) -> Due:
    rule, fields = table[row.rule], site.pop("attributes")
    return Due(
        **site,
        **{name: row._mapping[name] for name in ("colour", "next_due", "last_visit")},
        months=rule.months or 0,
        clause=rule.clause,
        confidence=rule.confidence,
        checklist=checklist_of(site["layer"], fields),
        days=(row.next_due - today).days,
    )

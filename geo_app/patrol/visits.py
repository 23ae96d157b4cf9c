"""Visits: what was asked at a site, and what was answered."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import ScalarSelect, exists, func, select
from sqlalchemy.orm import Session

from geo_app.db import SRID
from geo_app.errors import NotFound
from geo_app.instant import CHINA
from geo_app.patrol.checklists import all_checklists
from geo_app.patrol.limits import limit
from geo_app.patrol.models import Visit
from geo_app.patrol.recorded import LonLat, Made, Note, Placed
from geo_app.sites.models import Site

KIND = "visit"


class Answer(BaseModel):
    """The answer to one question, with the question as it was read: a list may have changed since."""

    key: Annotated[str, Field(max_length=60)]
    question: Annotated[str, Field(max_length=300)]
    answer: Literal["yes", "no", "unseen"]


class VisitBody(Placed):
    """A visit as a device sends it."""

    site_id: int
    checklist: Annotated[str, Field(max_length=60)]
    version: Annotated[str, Field(max_length=20)]
    answers: Annotated[list[Answer], Field(min_length=1, max_length=60)]
    note: Annotated[str, Field(max_length=500)] = ""
    site_at: LonLat | None = None


def write_visit(session: Session, made: Made, body: VisitBody) -> list[Note]:
    """Write it down, also where the site was retired meanwhile; what is to be told of that."""
    site = seen_site(session, body.site_id)
    visit = Visit(kind=KIND, site_id=site.id, name=site.name, division=site.division, demo=site.demo)
    made.sign(visit, body)
    visit.visitor, visit.visited_on = made.by.visitor, visit.happened_at.astimezone(CHINA).date()
    visit.checklist, visit.checklist_version = body.checklist, body.version
    visit.answers = [answer.model_dump() for answer in body.answers]
    visit.asked, visit.wrong = len(body.answers), sum(answer.answer == "no" for answer in body.answers)
    visit.note = body.note
    visit.geom = place_of(site.id)
    visit.distance_m = _distance(session, site.id, body.fix) if body.fix else None
    session.add(visit)
    session.flush()
    return _notes(session, visit, site, body)


def _notes(session: Session, visit: Visit, site: Site, body: VisitBody) -> list[Note]:
    """What has changed since the phone last heard of the site."""
    moved = _distance(session, site.id, body.site_at) if body.site_at else None
    asked = all_checklists().get(body.checklist)
    others = Visit.site_id == site.id, Visit.visited_on == visit.visited_on, Visit.made_by != visit.made_by
    told: dict[Note, bool] = {
        "site_retired": site.retired,
        "site_moved": moved is not None and moved > limit("moved_m"),
        "checklist": asked is None or asked.version != body.version,
        "also_visited": bool(session.scalar(select(exists().where(*others)))),
    }
    return [note for note, holds in told.items() if holds]


def seen_site(session: Session, site_id: int) -> Site:
    """Raises NotFound where this person may not see it."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound(f"没有编号为 {site_id} 的点位，或不在您的管辖区划内", "点位可能已移到别的辖区，请联系乡镇")
    return site


def place_of(site_id: int) -> ScalarSelect[Any]:
    """One point of a site, to be written by the statement itself."""
    return select(func.st_pointonsurface(Site.geom)).where(Site.id == site_id).scalar_subquery()


def _distance(session: Session, site_id: int, fix: LonLat) -> float | None:
    device = func.geography(func.st_setsrid(func.st_makepoint(fix.lon, fix.lat), SRID))
    return session.scalar(select(func.st_distance(device, func.geography(Site.geom))).where(Site.id == site_id))


def visits_of(session: Session, site_id: int, limit: int) -> Sequence[Visit]:
    """The visits to a site, the last one first."""
    wanted = select(Visit).where(Visit.site_id == site_id).order_by(Visit.happened_at.desc(), Visit.id.desc())
    return session.scalars(wanted.limit(limit)).all()


def wrong_answers(visit: Visit) -> list[str]:
    """The questions that were answered with no."""
    if not visit.wrong:
        return []
    return [each["question"] for each in visit.answers if each["answer"] == "no"]

"""Hidden dangers as a device reports them, and where each of them stands."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.errors import BadInput, NotFound
from geo_app.notices.tell import News, tell
from geo_app.patrol.models import Finding, FindingStep
from geo_app.patrol.recorded import Made, Note, Placed, in_scope, own_division
from geo_app.patrol.visits import place_of, seen_site

KIND = "finding"
FIRST = "found"
SHORT = 24  # letters of a text in the title of a notice


class FindingBody(Placed):
    """A hidden danger as a device sends it: at a site, or at a place alone."""

    site_id: int | None = None
    visit: UUID | None = None
    what: Annotated[str, Field(min_length=1, max_length=500)]
    question: Annotated[str, Field(max_length=60)] = ""


def write_finding(session: Session, made: Made, body: FindingBody) -> list[Note]:
    """Write it down as found, and tell those whose division it is in."""
    finding = Finding(kind=KIND, state=FIRST, grade="general", what=body.what.strip(), question=body.question)
    made.sign(finding, body)
    finding.visit_uid = body.visit
    notes = _place(session, made, finding, body)
    session.add(finding)
    first = FindingStep(kind=KIND, division=finding.division, finding_uid=made.uid, action="find", before="")
    made.sign(first, body)
    first.after, first.words = FIRST, finding.what
    session.add(first)
    session.flush()
    tell(session, news_of(finding, "finding_found", f"新上报隐患：{finding.name}", finding.what))
    return notes


def one(session: Session, uid: UUID, to_change: bool = False) -> Finding | None:
    """A finding by its number; locked where it is to be changed."""
    wanted = select(Finding).where(Finding.uid == uid)
    return session.scalar(wanted.with_for_update() if to_change else wanted)


def finding_named(session: Session, uid: UUID) -> Finding:
    """Raises NotFound where there is none that this person may see."""
    found = one(session, uid)
    if found is None:
        raise NotFound("没有这条隐患，或不在您的管辖区划内")
    return found


def news_of(finding: Finding, kind: str, title: str, text: str, division: int | None = None) -> News:
    """What is told of a finding, with the way to it."""
    link = f"/hidden-dangers/{finding.uid}"
    return News(kind, division or finding.division, title, text, KIND, finding.site_id, link)


def _place(session: Session, made: Made, finding: Finding, body: FindingBody) -> list[Note]:
    """At its site; else where the device was, in the division there or, outside one's own, in one's own."""
    if body.site_id is not None:
        site = seen_site(session, body.site_id)
        finding.site_id, finding.name, finding.division, finding.demo = (
            site.id,
            site.name,
            site.division,
            site.demo,
        )
        finding.geom = place_of(site.id)
        return ["site_retired"] if site.retired else []
    if body.fix is None:
        raise BadInput("隐患没有点位也没有位置", "请选一个点位，或打开定位后再上报")
    spot = func.st_setsrid(func.st_makepoint(body.fix.lon, body.fix.lat), 4490)
    finding.geom, finding.name = spot, body.what.strip()[:SHORT]
    division = session.scalar(select(func.division_of(spot))) or 0
    inside = in_scope(made.by.actor, division)
    finding.division = division if inside else own_division(made.by.actor)
    return [] if inside else ["outside"]

"""Routes of hidden dangers: what the state table says, lists, and one with its course."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from geo_app.auth.door import CurrentActor, ReadSession
from geo_app.divisions.keeper import keeper_of
from geo_app.papers.files import format_named
from geo_app.patrol.card import (
    FindingCard,
    FindingPage,
    Lifecycle,
    SignCard,
    finding_line,
    lifecycle_card,
    offers,
    photo_cards,
    step_card,
    values_of,
)
from geo_app.patrol.findings import finding_named
from geo_app.patrol.limits import limit
from geo_app.patrol.papers import paper_of, papers_for
from geo_app.patrol.photo_uses import photos_of
from geo_app.patrol.reading import Asked, by_state, course_of, findings, place_of
from geo_app.patrol.signs import signs_at
from geo_app.supervision.api import Below
from geo_app.supervision.reviews import as_of_day

router = APIRouter(prefix="/api", tags=["patrol"])
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}


class FindingQuery(BaseModel):
    """Which findings; `state` is one of the state table, or `open`."""

    state: str = "open"
    grade: str = ""
    site: int | None = None
    overdue: bool = False
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    after: Annotated[int, Field(ge=0)] = 0


class PaperQuery(BaseModel):
    """Which file: pdf, docx or html."""

    format: str = "pdf"


@router.get("/findings/lifecycle", operation_id="read_lifecycle")
def read_lifecycle() -> Lifecycle:
    """States and fields of hidden dangers, the suggested days until a deadline, and what a poor fix is."""
    days = {grade: limit(f"{grade}_days") for grade in ("general", "major")}
    return lifecycle_card(days, limit("poor_fix_m"))


@router.get("/findings", operation_id="list_findings")
def list_findings(session: ReadSession, below: Below, query: Annotated[FindingQuery, Query()]) -> FindingPage:
    """Hidden dangers, the nearest deadline first."""
    today = as_of_day(session)
    asked = Asked(below, query.state, query.grade, query.site, query.overdue)
    rows = findings(session, asked, today, query.limit, query.after)
    counts, overdue = by_state(session, asked, today)
    return FindingPage(
        counts=counts,
        overdue=overdue,
        rows=[finding_line(found, (lon, lat), today) for found, lon, lat in rows],
        next=query.after + len(rows) if len(rows) == query.limit else None,
    )


@router.get("/findings/{uid}", operation_id="read_finding")
def read_finding(session: ReadSession, actor: CurrentActor, uid: UUID) -> FindingCard:
    """A hidden danger: its fields, its course, its photos, what may follow, and signs of a major one."""
    found = finding_named(session, uid)
    keeper = keeper_of(session, found.division, found.id)
    line = finding_line(found, place_of(session, found), as_of_day(session))
    return FindingCard(
        **dict(line),
        values=values_of(found),
        fix=found.fix,
        fix_reason=found.fix_reason,
        offers=[] if keeper else offers(found, actor),
        kept_by=keeper,
        steps=[step_card(step) for step in course_of(session, uid)],
        photos=photo_cards(photos_of(session, [uid])),
        signs=[SignCard.model_validate(sign) for sign in signs_at(session, found)],
        papers=papers_for(found),
        closed_on=found.closed_on,
        received_at=found.received_at,
    )


@router.get(
    "/findings/{uid}/papers/{paper}",
    operation_id="download_finding_paper",
    response_class=Response,
    responses=FILE,
)
def download_paper(
    session: ReadSession, uid: UUID, paper: str, wanted: Annotated[PaperQuery, Query()]
) -> Response:
    """The order to rectify, the opinion after the re-check, or the notice of listed supervision."""
    chosen, found = format_named(wanted.format), finding_named(session, uid)
    written = paper_of(session, found, paper)
    name = quote(f"{written.title}-{found.number}{chosen.extension}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(chosen.write(written), media_type=chosen.media_type, headers=headers)

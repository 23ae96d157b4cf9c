"""Routes of an opinion on paper: the file, its plan, and the way from the code on the paper to what is stored."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from sqlalchemy import select

from geo_app.auth.door import AllLayers, AppSettings, CurrentActor, ReadSession
from geo_app.errors import NotFound
from geo_app.papers.files import format_named
from geo_app.siting.card import OpinionLine, opinion_line
from geo_app.siting.compare import compare
from geo_app.siting.document import address_of, opinion_paper, plan_picture
from geo_app.siting.models import Opinion
from geo_app.siting.opinion import one

router = APIRouter(prefix="/api", tags=["siting"])
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}
DRAWING: dict[int | str, dict[str, Any]] = {200: {"content": {"image/svg+xml": {}}}}


class Wanted(BaseModel):
    """Which file: pdf, docx or html; with `now` an annex tells what reads otherwise now."""

    format: str = "pdf"
    now: bool = False


@router.get("/opinions/verify/{code}", operation_id="verify_opinion")
def verify_opinion(session: ReadSession, code: str) -> OpinionLine:
    """The stored opinion of the code that stands on a paper, as far as you may see it."""
    plain = code.replace("-", "").strip().lower()
    found = session.scalar(select(Opinion).where(Opinion.code == plain))
    if found is None:
        raise NotFound(f"没有校验码为 {code} 的选址意见，或不在您的管辖区划内", "请对照文书末尾的校验码重新输入")
    return opinion_line(found)


@router.get(
    "/opinions/{opinion_id}/document", operation_id="download_opinion", response_class=Response, responses=FILE
)
def download_opinion(
    session: ReadSession,
    actor: CurrentActor,
    settings: AppSettings,
    layers: AllLayers,
    opinion_id: int,
    wanted: Annotated[Wanted, Query()],
) -> Response:
    """The opinion as an official paper; the same opinion is the same file, byte by byte."""
    chosen, found = format_named(wanted.format), one(session, opinion_id)
    since = compare(session, found, actor) if wanted.now else None
    paper = opinion_paper(layers, found, address_of(settings, found), since)
    name = quote(f"选址意见-{found.number}{chosen.extension}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(chosen.write(paper), media_type=chosen.media_type, headers=headers)


@router.get("/opinions/{opinion_id}/plan", operation_id="draw_opinion", response_class=Response, responses=DRAWING)
def draw_opinion(session: ReadSession, opinion_id: int) -> Response:
    """The plan of the paper: footprint and neighbours with scale bar, north and legend."""
    return Response(plan_picture(one(session, opinion_id)).svg, media_type="image/svg+xml")

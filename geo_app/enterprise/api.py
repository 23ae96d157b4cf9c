"""Routes of an officer: invitations to an enterprise, the code on the spot, card and board, public reports."""

from datetime import datetime, time
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from geo_app.actor import Role
from geo_app.auth.door import AllLayers, AppSettings, CurrentActor, ReadSession, WriteSession
from geo_app.enterprise import cards, invitations, public_reports, spots
from geo_app.errors import Forbidden, NotFound
from geo_app.instant import CHINA, today_in_china
from geo_app.papers.check import qr_of
from geo_app.patrol.api import Folder
from geo_app.patrol.limits import limit
from geo_app.patrol.photos import picture
from geo_app.patrol.recorded import Sender, person_of
from geo_app.patrol.visits import seen_site

router = APIRouter(prefix="/api", tags=["enterprise"])
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}
TITLES = {"card": "安全风险告知卡", "board": "安全风险公告栏"}


def editor(actor: CurrentActor) -> None:
    if not actor.role.may(Role.EDITOR):
        raise Forbidden("您没有办理企业邀请和公众上报的权限", "需要“编辑”以上的人员办理")


Editing = Depends(editor)


def reached(request: Request, settings: AppSettings) -> str:
    """The address that a link or a code leads to: the one of this server that people know, or that was asked."""
    return settings.address() if settings.public_url else str(request.base_url).rstrip("/")


Reached = Annotated[str, Depends(reached)]


class Wish(BaseModel, extra="forbid"):
    """An invitation that an officer gives away."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    days: int = limit("guest_days")


class InvitationCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    name: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


class NewInvitation(InvitationCard):
    """`link` is told this once; its token stands behind #, so that no log on the way keeps it."""

    link: str


class SpotCard(BaseModel):
    """The code that hangs at a site, where it leads, and the drawing of it; empty where none hangs there."""

    code: str | None
    address: str
    svg: str


class ReportCard(BaseModel):
    """A report of the public; `contact` is there only for whoever looks at it."""

    uid: UUID
    site_id: int
    name: str
    layer: str
    what: str
    contact: str
    photos: int
    received_at: datetime
    state: str
    reviewed_by: str | None
    reviewed_at: datetime | None
    words: str


class ReviewWish(BaseModel, extra="forbid"):
    accept: bool
    words: Annotated[str, Field(max_length=500)] = ""


class SheetQuery(BaseModel):
    """`names`: with the responsible person and their telephone."""

    names: bool = False


@router.get("/sites/{site_id}/invitations", operation_id="list_invitations", dependencies=[Editing])
def list_invitations(session: ReadSession, site_id: int) -> list[InvitationCard]:
    """The invitations to a site that hold."""
    seen_site(session, site_id)
    return [InvitationCard.model_validate(each) for each in invitations.invitations(session, site_id)]


@router.post("/sites/{site_id}/invitations", operation_id="invite", status_code=201, dependencies=[Editing])
def invite(session: WriteSession, reached: Reached, site_id: int, wish: Wish) -> NewInvitation:
    """A link for self-inspection and rectification of this site."""
    row, token = invitations.invite(session, seen_site(session, site_id), wish.name.strip(), wish.days)
    card = InvitationCard.model_validate(row)
    return NewInvitation(**dict(card), link=f"{reached}/guest#{token}")


@router.delete(
    "/invitations/{invitation_id}", operation_id="revoke_invitation", status_code=204, dependencies=[Editing]
)
def revoke_invitation(session: WriteSession, invitation_id: int) -> None:
    """The link opens nothing any more."""
    invitations.revoke(session, invitation_id)


@router.get("/sites/{site_id}/spot", operation_id="read_spot")
def read_spot(session: ReadSession, reached: Reached, site_id: int) -> SpotCard:
    """The code that hangs at a site."""
    seen_site(session, site_id)
    return _spot(reached, spots.code_of(session, site_id))


@router.put("/sites/{site_id}/spot", operation_id="hang_up_spot", dependencies=[Editing])
def hang_up_spot(session: WriteSession, reached: Reached, site_id: int) -> SpotCard:
    """Have a code for a site; the one that hangs there stays."""
    return _spot(reached, spots.hang_up(session, seen_site(session, site_id)))


@router.delete("/sites/{site_id}/spot", operation_id="take_down_spot", status_code=204, dependencies=[Editing])
def take_down_spot(session: WriteSession, site_id: int) -> None:
    """The code opens nothing any more."""
    seen_site(session, site_id)
    spots.take_down(session, site_id)


@router.get("/sites/{site_id}/sheets/{kind}", operation_id="print_sheet", response_class=Response, responses=PDF)
def print_sheet(
    session: ReadSession,
    reached: Reached,
    layers: AllLayers,
    site_id: int,
    kind: Literal["card", "board"],
    wanted: Annotated[SheetQuery, Query()],
) -> Response:
    """The risk notice card or the notice board, with the code that hangs there."""
    site = seen_site(session, site_id)
    code = spots.code_of(session, site_id)
    if code is None:
        raise NotFound("这个点位还没有现场码", "先生成现场码，再打印告知卡和公告栏")
    sheet = cards.Sheet(
        site,
        cards.risks_of(session, site) if kind == "board" else (),
        layers,
        f"{reached}/r/{code}",
        datetime.combine(today_in_china(), time(), CHINA),
        wanted.names,
    )
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{TITLES[kind]}-{site.name}.pdf')}"}
    return Response(cards.sheet_pdf(kind, sheet), media_type="application/pdf", headers=headers)


@router.get("/public-reports", operation_id="list_public_reports", dependencies=[Editing])
def list_public_reports(
    session: ReadSession, state: Literal["waiting", "accepted", "rejected"] = "waiting"
) -> list[ReportCard]:
    """Reports of the public that wait for a look, or what became of them."""
    return [
        ReportCard(
            **{
                name: getattr(report, name)
                for name in ReportCard.model_fields
                if name not in ("name", "layer", "photos")
            },
            name=name,
            layer=kind,
            photos=len(report.photos),
        )
        for report, name, kind in public_reports.reports(session, state)
    ]


@router.post(
    "/public-reports/{uid}/review", operation_id="review_public_report", status_code=204, dependencies=[Editing]
)
def review_public_report(
    session: WriteSession, actor: CurrentActor, layers: AllLayers, uid: UUID, wish: ReviewWish
) -> None:
    """Make a hidden danger of a report, under the same number, or turn it down."""
    by = Sender(actor, f"公众上报，{person_of(session, actor)}审核", layers, "", 0)
    found = public_reports.report_named(session, uid)
    public_reports.review(session, by, found, public_reports.Review(wish.accept, wish.words.strip()))


@router.get(
    "/public-reports/{uid}/photos/{number}",
    operation_id="read_public_photo",
    response_class=FileResponse,
    dependencies=[Editing],
)
def read_public_photo(session: ReadSession, folder: Folder, uid: UUID, number: int) -> FileResponse:
    """A photo of a report, for whoever looks at it."""
    hashes = public_reports.report_named(session, uid).photos
    if not 0 <= number < len(hashes):
        raise NotFound("没有这张照片", "请刷新列表")
    return FileResponse(picture(session, folder, hashes[number]), media_type="image/jpeg")


def _spot(reached: str, code: str | None) -> SpotCard:
    address = f"{reached}/r/{code}" if code else ""
    return SpotCard(code=code, address=address, svg=qr_of(address) if address else "")

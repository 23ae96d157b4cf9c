"""The doors without a login: an invitation opens one site, the code on the spot opens a form."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from geo_app.auth.door import AllLayers, AppDatabase, bounded, multipart, same_origin, writing
from geo_app.db import Database
from geo_app.enterprise import guests, invitations, spots
from geo_app.enterprise.invitations import Guest
from geo_app.enterprise.public_reports import Told, take_report
from geo_app.errors import BadInput, NotLoggedIn
from geo_app.patrol.api import Folder, Received, piece_of
from geo_app.patrol.card import ChecklistCard
from geo_app.patrol.checklists import checklist_named, checklist_of
from geo_app.patrol.photos import MOST_BYTES, Piece, progress, take_piece
from geo_app.patrol.sync import Batch, Fate
from geo_app.patrol.visits import seen_site
from geo_app.reckoning.tables import rows

router = APIRouter(prefix="/api", tags=["enterprise"])
HEADER = "x-invitation"
LONGEST, MOST_PHOTOS = 500, 3
FORM = multipart(
    "uid",
    "what",
    uid={"type": "string", "format": "uuid", "description": "made by whoever sends: sent twice it is one report"},
    what={"type": "string", "maxLength": LONGEST},
    contact={"type": "string", "description": "how to ask back; may be left out"},
)


def guest(request: Request, database: AppDatabase) -> Guest:
    """Whoever shows an invitation. Raises NotLoggedIn without one, Gone where it opens nothing any more."""
    token = request.headers.get(HEADER)
    if not token:
        raise NotLoggedIn("没有邀请链接", "请打开监管部门发来的完整链接")
    return invitations.guest_of(database, token)


Invited = Annotated[Guest, Depends(guest)]


def guest_session(request: Request, database: AppDatabase, invited: Invited) -> Iterator[Session]:
    yield from writing(request, database, invited.actor)


def guest_reading(database: AppDatabase, invited: Invited) -> Iterator[Session]:
    with database.transaction(invited.actor) as session:
        yield session


GuestReading = Annotated[Session, Depends(guest_reading, scope="function")]
GuestSession = Annotated[Session, Depends(guest_session, scope="function")]


class ToRectify(BaseModel):
    """A hidden danger that the enterprise rectifies."""

    uid: UUID
    number: str | None
    what: str
    state: str
    grade: str
    measure: str | None
    deadline_on: date | None


class Invitation(BaseModel):
    """What an invitation opens: the site, what is asked there, and what is to be rectified."""

    name: str
    expires_at: datetime
    site_id: int
    site: str
    colour: str | None
    checklist: ChecklistCard
    findings: list[ToRectify]


class Telephone(BaseModel):
    number: str
    title: str
    title_en: str


class Spot(BaseModel):
    """What a code on the spot tells a stranger."""

    site: str
    division: str | None
    telephones: list[Telephone]


@router.get("/guest", operation_id="read_invitation")
def read_invitation(session: GuestReading, invited: Invited) -> Invitation:
    """The site of an invitation, its questions and what is to be rectified."""
    site = seen_site(session, invited.site_id)
    return Invitation(
        name=invited.name,
        expires_at=invited.expires_at,
        site_id=site.id,
        site=site.name,
        colour=site.colour,
        checklist=ChecklistCard.model_validate(checklist_named(checklist_of(site.kind, site.attributes))),
        findings=[
            ToRectify(**{name: getattr(each, name) for name in ToRectify.model_fields})
            for each in guests.to_rectify(session, invited)
        ],
    )


@router.put("/guest/deltas", operation_id="send_guest_deltas")
def send_guest_deltas(session: GuestSession, invited: Invited, layers: AllLayers, batch: Batch) -> list[Fate]:
    """Self-inspections, hidden dangers and rectifications of this site, each applied once."""
    return guests.take_from(session, invited, layers, batch)


@router.get("/guest/photos/{sha256}/progress", operation_id="read_guest_photo_progress")
def read_guest_progress(session: GuestReading, invited: Invited, folder: Folder, sha256: str) -> Received:
    """Where to go on with the bytes of a photo."""
    return Received(**vars(progress(session, folder, sha256, invited.actor.name)))


@router.put("/guest/photos/{sha256}", operation_id="send_guest_photo")
def send_guest_photo(
    session: GuestSession, invited: Invited, folder: Folder, piece: Annotated[Piece, Depends(piece_of)]
) -> Received:
    """Send some bytes of a photo."""
    return Received(**vars(take_piece(session, folder, piece, invited.actor.name)))


@router.get("/spots/{code}", operation_id="open_spot")
def open_spot(database: AppDatabase, code: str) -> Spot:
    """The site where a code hangs, and whom to call."""
    place = spots.place_of(database, code)
    names = Telephone.model_fields
    told = [Telephone(**{name: row[name] for name in names}) for row in rows("enterprise/telephones")]
    return Spot(site=place.name, division=place.division_name, telephones=told)


@router.post("/spots/{code}/reports", operation_id="report_in_public", status_code=204, openapi_extra=FORM)
async def report_in_public(request: Request, database: AppDatabase, folder: Folder, code: str) -> None:
    """Report a hidden danger without a login; an officer looks at it first."""
    same_origin(request)
    address = request.client.host if request.client else ""
    async with bounded(request, MOST_PHOTOS * MOST_BYTES >> 20).form(max_files=MOST_PHOTOS, max_fields=4) as form:
        told = await run_in_threadpool(_told, form, address)
    await run_in_threadpool(_take, database, folder, code, told)


def _told(form: FormData, address: str) -> Told:
    what, contact = (str(form.get(name) or "").strip() for name in ("what", "contact"))
    if not what or len(what) > LONGEST or len(contact) > LONGEST:
        raise BadInput(f"请用 {LONGEST} 字以内说明看到了什么", "例如：安全出口被堵", field="what")
    try:
        uid = UUID(str(form.get("uid")))
    except ValueError:
        raise BadInput("上报没有编号", "请刷新页面后重试", field="uid") from None
    files = (each.file.read() for each in form.getlist("file") if isinstance(each, UploadFile))
    photos = tuple((hashlib.sha256(content).hexdigest(), content) for content in files)
    return Told(uid, what, contact, photos, address)


def _take(database: Database, folder: Folder, code: str, told: Told) -> None:
    place = spots.place_of(database, code)
    with database.transaction(place.stranger) as session:
        take_report(session, folder, place, told)

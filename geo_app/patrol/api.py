"""Routes of patrol: checklists, my work, visits, and what a device sends."""

from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from geo_app.actor import Role
from geo_app.auth.door import AppSettings, CurrentActor, ReadableLayers, ReadSession, WriteSession, bounded
from geo_app.errors import Forbidden
from geo_app.instant import CHINA
from geo_app.patrol.card import ChecklistCard, DueCard, PhotoCard, VisitCard, photo_cards, visit_card
from geo_app.patrol.checklists import all_checklists, checklist_named, checklist_of
from geo_app.patrol.devices import greet
from geo_app.patrol.photo_uses import photo_use, photos_of
from geo_app.patrol.photos import MOST_BYTES, Piece, picture, progress, take_piece
from geo_app.patrol.recorded import Sender, person_of
from geo_app.patrol.sync import Batch, Fate, settle, take_in
from geo_app.patrol.visits import seen_site, visits_of
from geo_app.patrol.work import Wanted, due_work
from geo_app.sites.card import must_see
from geo_app.supervision.api import Table
from geo_app.supervision.reviews import as_of_day

router = APIRouter(prefix="/api", tags=["patrol"])


def inspector(actor: CurrentActor) -> None:
    if not actor.role.may(Role.INSPECTOR):
        raise Forbidden("您只能查看，不能巡查和上报", "请联系管理员开通巡查权限")


Patrolling = Depends(inspector)


def photo_folder(settings: AppSettings) -> Path:
    return settings.data_dir / "photos"


Folder = Annotated[Path, Depends(photo_folder)]


class WorkPage(BaseModel):
    """What is due for `visitor` on `day`, and how many days ahead that looks."""

    day: str
    visitor: str
    ahead: int
    rows: list[DueCard]


class SiteVisit(VisitCard):
    photos: list[PhotoCard]


class Choice(BaseModel, extra="forbid"):
    """How a conflict is decided: `theirs` stands, or `mine` is taken after all."""

    choice: Literal["mine", "theirs"]


class Received(BaseModel):
    """How many bytes of a photo are here; `complete`: it is kept."""

    received: int
    complete: bool


class Bytes(BaseModel):
    """Where a piece of a photo begins, and how long the whole is."""

    offset: Annotated[int, Field(ge=0)]
    total: Annotated[int, Field(ge=1)]


@router.get("/checklists", operation_id="list_checklists")
def list_checklists() -> list[ChecklistCard]:
    """What is asked at each kind of place."""
    return [ChecklistCard.model_validate(each) for each in all_checklists().values()]


@router.get("/sites/{site_id}/checklist", operation_id="read_site_checklist")
def read_site_checklist(session: ReadSession, site_id: int) -> ChecklistCard:
    """What is asked at a site."""
    site = seen_site(session, site_id)
    return ChecklistCard.model_validate(checklist_named(checklist_of(site.kind, site.attributes)))


@router.get("/work", operation_id="read_work")
def read_work(
    session: ReadSession,
    actor: CurrentActor,
    layers: ReadableLayers,
    table: Table,
    ahead: Annotated[int, Query(ge=0, le=400)] = 31,
) -> WorkPage:
    """The visits that fall due for this person, the soonest first."""
    today = as_of_day(session)
    by = Sender(actor, "", layers, "", 0)
    rows = due_work(session, layers, table, Wanted(by.visitor, today, ahead))
    cards = [DueCard.model_validate(row) for row in rows]
    return WorkPage(day=today.isoformat(), visitor=by.visitor, ahead=ahead, rows=cards)


@router.get("/sites/{site_id}/visits", operation_id="list_visits")
def list_visits(
    session: ReadSession, site_id: int, limit: Annotated[int, Query(ge=1, le=200)] = 20
) -> list[SiteVisit]:
    """The visits to a site, the last one first."""
    must_see(session, site_id)
    found = visits_of(session, site_id, limit)
    photos = photos_of(session, [visit.uid for visit in found])
    return [
        SiteVisit(
            **dict(visit_card(visit)), photos=photo_cards([each for each in photos if each[0].of == visit.uid])
        )
        for visit in found
    ]


@router.put("/deltas", operation_id="send_deltas", dependencies=[Patrolling])
def send_deltas(session: WriteSession, actor: CurrentActor, layers: ReadableLayers, batch: Batch) -> list[Fate]:
    """Apply each delta exactly once, however often it is sent and in whatever order."""
    by = Sender(actor, person_of(session, actor), layers, batch.device, batch.skew_s())
    greet(session, by, batch.name)
    return take_in(session, by, batch.deltas)


@router.post("/deltas/{delta_id}/settle", operation_id="settle_delta", dependencies=[Patrolling])
def settle_delta(
    session: WriteSession, actor: CurrentActor, layers: ReadableLayers, delta_id: UUID, wish: Choice
) -> Fate:
    """Decide a conflict by hand."""
    return settle(session, Sender(actor, person_of(session, actor), layers, "", 0), delta_id, wish.choice)


@router.get("/photos/{sha256}/progress", operation_id="read_photo_progress", dependencies=[Patrolling])
def read_progress(session: ReadSession, actor: CurrentActor, folder: Folder, sha256: str) -> Received:
    """Where to go on with the bytes of a photo."""
    return Received(**vars(progress(session, folder, sha256, actor.name)))


async def piece_of(request: Request, sha256: str, at: Annotated[Bytes, Query()]) -> Piece:
    content = await bounded(request, MOST_BYTES >> 20).body()
    return Piece(sha256, at.offset, at.total, content)


@router.put("/photos/{sha256}", operation_id="send_photo", dependencies=[Patrolling])
def send_photo(
    session: WriteSession, actor: CurrentActor, folder: Folder, piece: Annotated[Piece, Depends(piece_of)]
) -> Received:
    """Send some bytes of a photo; what does not fit behind those that are here is not taken, only told."""
    return Received(**vars(take_piece(session, folder, piece, actor.name)))


@router.get("/photos/{uid}/picture", operation_id="read_picture", response_class=FileResponse)
def read_picture(session: ReadSession, folder: Folder, uid: UUID) -> FileResponse:
    """The picture, for whoever may see the record that it belongs to."""
    use = photo_use(session, uid)
    path = picture(session, folder, use.hash)
    name = f"{use.happened_at.astimezone(CHINA):%Y%m%d-%H%M%S}.jpg"
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return FileResponse(
        path, media_type="image/jpeg", filename=name, content_disposition_type="inline", headers=headers
    )

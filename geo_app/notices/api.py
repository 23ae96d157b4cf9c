"""Routes of notices: what an account should hear of, and the bell that counts it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from geo_app.auth.door import CurrentActor, ReadSession, WriteSession
from geo_app.notices import inbox
from geo_app.notices.inbox import Wanted
from geo_app.reckoning.english import in_english

router = APIRouter(prefix="/api/notices", tags=["notices"])


class NoticeCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    kind: str
    title: str
    title_en: str = in_english("title")
    text: str
    text_en: str = in_english("text")
    layer: str | None
    site_id: int | None
    link: str
    created_at: datetime
    created_by: str
    seen: bool = False


class Inbox(BaseModel):
    """`unseen` counts all that this account has not seen, whatever was asked for."""

    unseen: int
    notices: list[NoticeCard]


class UpTo(BaseModel, extra="forbid"):
    up_to: int


@router.get("", operation_id="list_notices")
def list_notices(
    session: ReadSession,
    actor: CurrentActor,
    unseen: bool = False,
    kind: str | None = None,
    before: Annotated[int | None, Query(description="The id of the last notice of the page before.")] = None,
    limit: Annotated[int, Query(ge=0, le=200)] = 50,
) -> Inbox:
    found = inbox.inbox(session, actor, Wanted(unseen, kind, before, limit))
    cards = [NoticeCard.model_validate(notice).model_copy(update={"seen": seen}) for notice, seen in found]
    return Inbox(unseen=inbox.count_unseen(session, actor), notices=cards)


@router.post("/{notice_id}/seen", operation_id="see_notice", status_code=204)
def see_notice(session: WriteSession, actor: CurrentActor, notice_id: int) -> None:
    inbox.see(session, actor, notice_id)


@router.post("/seen", operation_id="see_notices", status_code=204)
def see_notices(session: WriteSession, actor: CurrentActor, seen: UpTo) -> None:
    inbox.see_all(session, actor, seen.up_to)

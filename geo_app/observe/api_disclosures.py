"""Routes: who was told names and telephones of persons."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from geo_app.actor import Role
from geo_app.auth import disclosures
from geo_app.auth.door import AppSettings, CurrentActor, ReadSession
from geo_app.errors import Forbidden
from geo_app.observe.disclosing import titles

router = APIRouter(tags=["operations"])


class Told(BaseModel):
    """`token`: its name, where a program asked; `asked`: the address with what it selects."""

    id: int
    at: datetime
    username: str
    token: str
    address: str
    title: str
    title_en: str
    asked: str


class Disclosures(BaseModel):
    """The newest first; `next`: what `before` is for the page that follows; `days`: how long they are kept."""

    told: list[Told]
    next: int | None
    days: int


@router.get("/api/disclosures", operation_id="list_disclosures")
def list_disclosures(
    session: ReadSession,
    actor: CurrentActor,
    settings: AppSettings,
    q: Annotated[str, Query(max_length=100, description="In the user name, the token or what was asked.")] = "",
    before: Annotated[int | None, Query(ge=1, lt=1 << 63)] = None,
) -> Disclosures:
    """What was told to accounts within the administrator's own divisions."""
    if not actor.role.may(Role.ADMIN):
        raise Forbidden("只有管理员可以查看谁看过个人信息", "请联系管理员")
    found = disclosures.listed(session, q, before)
    told = []
    for each in found:
        title, title_en = titles().get((each.verb, each.door), (each.door, each.door))
        row = {name: getattr(each, name) for name in Told.model_fields if hasattr(each, name)}
        told.append(Told(**row, title=title, title_en=title_en))
    further = found[-1].id if len(found) == disclosures.PAGE else None
    return Disclosures(told=told, next=further, days=settings.disclosure_days)

"""Routes: what a neighbouring county fetches by its token, and what people are told of their neighbours."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from geo_app.auth.door import AllLayers, AppDatabase, ReadSession
from geo_app.auth.login import DOORKEEPER
from geo_app.auth.tokens import token_in
from geo_app.errors import NotLoggedIn
from geo_app.federation.border import PATH, BorderZones, border_zones
from geo_app.federation.neighbours import listed
from geo_app.reckoning.english import in_english

door = APIRouter(tags=["federation"])
router = APIRouter(prefix="/api/federation", tags=["federation"])


class NeighbourCard(BaseModel):
    """A neighbouring county: how many of its zones reach in here, as of when it last told, and what went wrong
    since. `fetched`: whether its zones come at all; `may_fetch`, `asked_at`: whether and when it takes ours."""

    model_config = ConfigDict(from_attributes=True)
    code: str
    name: str
    fetched: bool
    zones: int
    told_at: datetime | None
    may_fetch: bool
    asked_at: datetime | None
    fault: str
    fault_en: str = in_english("fault")


def shown_token(request: Request) -> str:
    shown = token_in(request.headers.get("authorization"))
    if not shown:
        raise NotLoggedIn("没有邻县令牌", "请用 geo-app federation neighbours fetch 取")
    return shown


@door.get(PATH, operation_id="read_border_zones")
def read_border_zones(
    database: AppDatabase, layers: AllLayers, shown: Annotated[str, Depends(shown_token)]
) -> BorderZones:
    """The parts of this county's zones that reach into the county that asks; nothing else opens by its token."""
    with database.transaction(DOORKEEPER) as session:
        return border_zones(session, layers, shown)


@router.get("/neighbours", operation_id="list_neighbours")
def list_neighbours(session: ReadSession) -> list[NeighbourCard]:
    """The neighbours of the counties that you see."""
    return [NeighbourCard.model_validate(each) for each in listed(session)]

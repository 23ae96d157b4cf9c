"""The route of "what if?"."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from geo_app.auth.door import AllLayers, ReadSession
from geo_app.siting.api import Asked
from geo_app.siting.api_feasible import shape_of
from geo_app.siting.card import ChangeCard, ScreeningCard, change_card, screening_card
from geo_app.siting.what_if import Elsewhere, Trial, Tried, try_out

router = APIRouter(prefix="/api", tags=["siting"])


class NeighbourTrial(BaseModel, extra="forbid"):
    """A neighbour that is gone, or stands at `geometry` instead."""

    site: int
    geometry: dict[str, Any] | None = None


class TrialAsked(BaseModel, extra="forbid"):
    """A project and what is tried with it."""

    project: Asked
    east_m: float = 0
    north_m: float = 0
    shrink_m: Annotated[float, Field(ge=0, le=10_000)] = 0
    fields: dict[str, Any] = {}
    neighbour: NeighbourTrial | None = None


class TriedCard(BaseModel):
    """`then` beside `base`: the lines that read otherwise."""

    base: ScreeningCard
    then: ScreeningCard
    changes: list[ChangeCard]


@router.post("/screenings/what-if", operation_id="screen_what_if")
def screen_what_if(session: ReadSession, layers: AllLayers, asked: TrialAsked) -> TriedCard:
    """Screen a project as it is and as tried; nothing is kept, no neighbour really moves."""
    given = asked.neighbour
    neighbour = Elsewhere(given.site, shape_of(given.geometry) if given.geometry else None) if given else None
    moved = {name: getattr(asked, name) for name in ("east_m", "north_m", "shrink_m", "fields")}
    return tried_card(try_out(session, layers, asked.project.project(layers), Trial(**moved, neighbour=neighbour)))


def tried_card(tried: Tried) -> TriedCard:
    changes = [change_card(each.key, each.then, each.now) for each in tried.changes]
    return TriedCard(base=screening_card(tried.base), then=screening_card(tried.then), changes=changes)

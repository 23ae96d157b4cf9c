"""Routes of random inspections: what the urn would hold, sealing, drawing, progress, the paper to publish."""

from collections import Counter
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from geo_app.actor import Role
from geo_app.auth.door import CurrentActor, ReadableLayers, ReadSession, WriteSession
from geo_app.divisions.keeper import keeper_of
from geo_app.divisions.tree import full_names
from geo_app.enforcement import draws
from geo_app.enforcement.models import EnforcementDraw
from geo_app.enforcement.paper import Name, Paper
from geo_app.errors import BadInput, Forbidden
from geo_app.layers import Layer
from geo_app.supervision.frequency import NONE

router = APIRouter(prefix="/api/enforcement-draws", tags=["enforcement"])
Shade = Literal["red", "orange", "yellow", "blue", "none"]
Slips = dict[Shade, Annotated[int, Field(ge=0, le=draws.MOST_SLIPS)]]
Words = Annotated[str, Field(min_length=1, max_length=200)]


def inspector(actor: CurrentActor) -> None:
    if not actor.role.may(Role.INSPECTOR):
        raise Forbidden("您没有查看双随机抽查的权限", "需要“巡查”以上的人员查看")


def approver(actor: CurrentActor) -> None:
    draws.may_draw(actor)


def graded(layers: ReadableLayers) -> dict[str, Layer]:
    return {layer.name: layer for layer in layers if layer.methods}


Graded = Annotated[dict[str, Layer], Depends(graded)]


class Urn(BaseModel, extra="forbid"):
    """Which sites are in the urn, and how many slips each has."""

    division: str
    layers: Annotated[list[str], Field(min_length=1)]
    slips: Slips

    @property
    def by_colour(self) -> dict[str, int]:
        return {str(shade): count for shade, count in self.slips.items()}


class InspectorWish(BaseModel, extra="forbid"):
    """Who may be sent; `withdraws` names units, divided by 、."""

    name: Name
    withdraws: Annotated[str, Field(max_length=2000)] = ""


class DrawWish(Urn, extra="forbid"):
    title: Words
    number: Annotated[int, Field(ge=1)]
    per_unit: Annotated[int, Field(ge=1, le=5)] = 2
    announced: Words
    inspectors: Annotated[list[InspectorWish], Field(min_length=1, max_length=500)]


class WordWish(BaseModel, extra="forbid"):
    word: Words


class UrnCard(BaseModel):
    """How many units of each colour, and their slips."""

    units: dict[Shade, int]
    slips: int


class ChoiceLine(BaseModel):
    """A drawn unit, who goes there, and the first inspection since."""

    site_id: int
    layer: str
    name: str
    code: str | None
    colour: str | None
    inspectors: list[str]
    visited_on: date | None
    wrong: int | None


class DrawCard(draws.DrawLine):
    """`slips`: of all units together; `inspectors`: how many may be sent; `kept_by` names the joined county in
    whose database alone it goes on."""

    seal: str
    announced: str
    commitment: str
    per_unit: int
    slips: int
    inspectors: int
    word: str | None
    secret: str | None
    drawn: list[ChoiceLine]
    kept_by: str | None


Reading, Drawing = Depends(inspector), Depends(approver)


@router.post("/urn", operation_id="count_urn", dependencies=[Reading])
def count_urn(session: ReadSession, chosen: Graded, urn: Urn) -> UrnCard:
    """What the urn would hold; nothing is written."""
    units = draws.pool_of(session, urn.division, _layers(urn, chosen), urn.by_colour)
    counted = Counter(unit.colour or NONE for unit in units)
    return UrnCard(units={shade: counted[shade] for shade in urn.slips}, slips=sum(unit.slips for unit in units))


@router.get("", operation_id="list_draws", dependencies=[Reading])
def list_draws(session: ReadSession) -> list[draws.DrawLine]:
    """The draws of one's divisions, the newest first."""
    return draws.lines(session)


@router.post("", operation_id="seal_draw", status_code=201, dependencies=[Drawing])
def seal_draw(session: WriteSession, chosen: Graded, wish: DrawWish) -> DrawCard:
    """Freeze the urn, the inspectors and the rules; its seal is to be published."""
    told = draws.Wish(
        title=wish.title.strip(),
        division=wish.division,
        layers=_layers(wish, chosen),
        slips=wish.by_colour,
        number=wish.number,
        per_unit=wish.per_unit,
        announced=wish.announced.strip(),
        inspectors=tuple((each.name.strip(), each.withdraws) for each in wish.inspectors),
    )
    return _card(session, draws.seal(session, told))


@router.get("/{draw_id}", operation_id="read_draw", dependencies=[Reading])
def read_draw(session: ReadSession, draw_id: int) -> DrawCard:
    return _card(session, draws.find(session, draw_id))


@router.post("/{draw_id}/draw", operation_id="draw_lots", dependencies=[Drawing])
def draw_lots(session: WriteSession, draw_id: int, wish: WordWish) -> DrawCard:
    """Draw with the public number, once."""
    return _card(session, draws.draw(session, draw_id, wish.word.strip()))


@router.get("/{draw_id}/paper", operation_id="read_draw_paper", dependencies=[Reading])
def read_draw_paper(session: ReadSession, draw_id: int) -> Paper:
    """What is to be published: before the draw the seal and the urn, afterwards all of it."""
    return draws.paper_of(draws.find(session, draw_id))


def _layers(urn: Urn, chosen: dict[str, Layer]) -> tuple[str, ...]:
    unknown = [name for name in urn.layers if name not in chosen]
    if unknown:
        raise BadInput(f"图层 {unknown[0]} 没有分级", f"请从 {'、'.join(chosen)} 中选", field="layers")
    return tuple(urn.layers)


def _card(session: ReadSession, row: EnforcementDraw) -> DrawCard:
    paper, done = draws.paper_of(row), draws.inspected(session, row.drawn, row.drawn_at)
    units = {unit.key: unit for unit in paper.sealed.pool}
    lines = []
    for choice in paper.drawn:
        unit, first = units[choice.key], done.get(choice.key)
        told = unit.model_dump(include={"layer", "name", "code", "colour"})
        visit = {"visited_on": first and first.visited_on, "wrong": first.wrong if first else None}
        lines.append(ChoiceLine(site_id=int(unit.key), inspectors=choice.inspectors, **told, **visit))
    return DrawCard(
        id=row.id,
        title=paper.sealed.title,
        division_name=full_names(session, [row.division]).get(row.division, paper.sealed.division),
        units=len(units),
        number=paper.sealed.number,
        sealed_at=paper.sealed.sealed_at,
        drawn_at=row.drawn_at,
        inspected=len(done),
        seal=row.seal,
        announced=paper.sealed.announced,
        kept_by=keeper_of(session, row.division, row.id),
        commitment=paper.sealed.commitment,
        per_unit=paper.sealed.per_unit,
        slips=sum(unit.slips for unit in paper.sealed.pool),
        inspectors=len(paper.sealed.inspectors),
        word=paper.word,
        secret=paper.secret,
        drawn=lines,
    )

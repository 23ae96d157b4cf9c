"""Routes of siting: what may be asked, a screening, and opinions from draft to signature."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.auth.door import AllLayers, CurrentActor, ReadSession, WriteSession
from geo_app.divisions.keeper import keeper_of
from geo_app.errors import PreconditionMissing
from geo_app.layers import Layers
from geo_app.siting import opinion
from geo_app.siting.card import (
    ComparisonCard,
    OpinionCard,
    OpinionLine,
    ScreeningCard,
    comparison_card,
    opinion_card,
    opinion_line,
    screening_card,
)
from geo_app.siting.compare import compare
from geo_app.siting.models import Opinion
from geo_app.siting.opinion import Move, Overruling
from geo_app.siting.project import ACTS, Project, ProjectType, project_types, read_project
from geo_app.siting.screen import screen

router = APIRouter(prefix="/api", tags=["siting"])


class Question(BaseModel):
    """A number or choice that the rules ask for, as the layer file of such sites describes it."""

    name: str
    title: str
    title_en: str
    type: str
    unit: str
    choices: list[tuple[str, str, str]]


class TypeCard(BaseModel):
    """A kind of project; `group` is hazard, people, industry or line; `layer` is where such sites are."""

    type: str
    layer: str
    title: str
    title_en: str
    group: str
    questions: list[Question]


class Act(BaseModel):
    act: str
    title: str
    title_en: str


class Catalogue(BaseModel):
    types: list[TypeCard]
    acts: list[Act]


class Asked(BaseModel, extra="forbid"):
    """A project: its footprint as GeoJSON geometry in CGCS2000 degrees; `own` are sites that it extends."""

    type: str
    act: str = "new"
    name: Annotated[str, Field(max_length=100)] = ""
    footprint: dict[str, Any]
    fields: dict[str, Any] = {}
    own: Annotated[list[int], Field(max_length=50)] = []

    def project(self, layers: Layers) -> Project:
        rest = {"act": self.act, "name": self.name.strip(), "own": tuple(self.own)}
        return read_project(layers, self.type, self.footprint, self.fields, **rest)


@dataclass(frozen=True)
class Hand:
    """Who changes an opinion, and which version of it they have read."""

    actor: Actor
    seen: int


def hand(actor: CurrentActor, if_match: Annotated[str | None, Header()] = None) -> Hand:
    number = (if_match or "").strip('" W/')
    if not number.isdigit():
        raise PreconditionMissing("没有说明修改的是哪个版本", "请刷新后再操作(If-Match)")
    return Hand(actor, int(number))


ByHand = Annotated[Hand, Depends(hand)]


class Sought(BaseModel):
    """Which opinions are listed, newest first; `after` is the number of the last one of the page before."""

    stage: str = ""
    changed: bool = False
    after: int = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/project-types", operation_id="list_project_types")
def list_project_types(layers: AllLayers) -> Catalogue:
    acts = [Act(act=row["act"], title=row["title"], title_en=row["title_en"]) for row in ACTS.values()]
    return Catalogue(types=[_type(layers, each) for each in project_types().values()], acts=acts)


@router.post("/screenings", operation_id="screen_project")
def screen_project(session: ReadSession, layers: AllLayers, asked: Asked) -> ScreeningCard:
    return screening_card(screen(session, asked.project(layers)))


@router.get("/opinions", operation_id="list_opinions")
def list_opinions(session: ReadSession, sought: Annotated[Sought, Query()]) -> list[OpinionLine]:
    wanted = select(Opinion).order_by(Opinion.id.desc()).limit(sought.limit)
    if sought.stage:
        wanted = wanted.where(Opinion.stage == sought.stage)
    if sought.changed:
        wanted = wanted.where(Opinion.changed != [])
    if sought.after:
        wanted = wanted.where(Opinion.id < sought.after)
    return [opinion_line(found) for found in session.scalars(wanted)]


@router.post("/opinions", operation_id="draft_opinion", status_code=201)
def draft_opinion(
    session: WriteSession, actor: CurrentActor, layers: AllLayers, asked: Asked, answer: Response
) -> OpinionCard:
    return _tagged(session, opinion.draft(session, actor, layers, asked.project(layers)), actor, answer)


@router.get("/opinions/{opinion_id}", operation_id="read_opinion")
def read_opinion(session: ReadSession, actor: CurrentActor, opinion_id: int, answer: Response) -> OpinionCard:
    return _tagged(session, opinion.one(session, opinion_id), actor, answer)


@router.get("/opinions/{opinion_id}/compare", operation_id="compare_opinion")
def compare_opinion(session: ReadSession, actor: CurrentActor, opinion_id: int) -> ComparisonCard:
    """The opinion as it was given beside what the map says now: each line that differs."""
    found = opinion.one(session, opinion_id)
    return comparison_card(found, compare(session, found, actor))


@router.post("/opinions/{opinion_id}/again", operation_id="screen_opinion_again")
def screen_again(
    session: WriteSession, by: ByHand, layers: AllLayers, opinion_id: int, answer: Response
) -> OpinionCard:
    return _tagged(session, opinion.ask_again(session, by.actor, layers, opinion_id, by.seen), by.actor, answer)


@router.post("/opinions/{opinion_id}/overrule", operation_id="overrule_line")
def overrule_line(
    session: WriteSession, by: ByHand, opinion_id: int, wish: Overruling, answer: Response
) -> OpinionCard:
    return _tagged(session, opinion.overrule(session, by.actor, opinion_id, by.seen, wish), by.actor, answer)


@router.post("/opinions/{opinion_id}/move", operation_id="move_opinion")
def move_opinion(session: WriteSession, by: ByHand, opinion_id: int, wish: Move, answer: Response) -> OpinionCard:
    return _tagged(session, opinion.move(session, by.actor, opinion_id, by.seen, wish), by.actor, answer)


def _type(layers: Layers, each: ProjectType) -> TypeCard:
    fields = each.questions(layers) if each.layer in layers.by_name else []
    questions = [
        Question(
            **{name: getattr(field, name) for name in ("name", "title", "title_en", "type", "unit")},
            choices=list(field.choices),
        )
        for field in fields
    ]
    said = {name: getattr(each, name) for name in ("title", "title_en", "group", "layer")}
    return TypeCard(type=each.name, questions=questions, **said)


def _tagged(session: Session, found: Opinion, actor: Actor, answer: Response) -> OpinionCard:
    answer.headers["ETag"] = f'"{found.version}"'
    return opinion_card(found, actor, keeper_of(session, found.division, found.id))

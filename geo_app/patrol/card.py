"""Checklists, work, visits and hidden dangers as a person sees them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from geo_app.actor import Actor
from geo_app.patrol.lifecycle import Step, fields, states, steps_from
from geo_app.patrol.models import Finding, FindingStep, PhotoUse, Visit
from geo_app.patrol.stepping import as_text


class QuestionCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    key: str
    question: str
    question_en: str
    sign: str
    clause: str
    confidence: str


class ChecklistCard(BaseModel):
    """A checklist; its version changes with what it asks."""

    model_config = ConfigDict(from_attributes=True)
    name: str
    title: str
    title_en: str
    version: str
    questions: list[QuestionCard]


class DueCard(BaseModel):
    """A site that is due; `days` until then, negative where it is overdue."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    layer: str
    name: str
    colour: str
    next_due: date
    last_visit: date | None
    months: int
    clause: str
    confidence: str
    checklist: str
    address: str | None
    division_name: str | None
    lon: float
    lat: float
    findings: int
    days: int


class PhotoCard(BaseModel):
    """A photo of a record; `here`: its bytes have come."""

    uid: UUID
    phase: str
    person: str
    happened_at: datetime
    fix: dict[str, Any] | None
    here: bool


class VisitCard(BaseModel):
    uid: UUID
    site_id: int
    name: str
    person: str
    visitor: str
    visited_on: date
    made_at: datetime
    received_at: datetime
    checklist: str
    checklist_version: str
    answers: list[dict[str, str]]
    asked: int
    wrong: int
    distance_m: float | None
    fix: dict[str, Any] | None
    fix_reason: str
    note: str


class FindingLine(BaseModel):
    """A hidden danger in a list; `days` until its deadline, negative where it has passed."""

    uid: UUID
    number: str | None
    site_id: int | None
    name: str
    what: str
    state: str
    grade: str
    deadline_on: date | None
    days: int | None
    supervise_level: str | None
    person: str
    happened_at: datetime
    lon: float
    lat: float


class FindingPage(BaseModel):
    """`next` is the `after` of the next page; `counts` are those of each state."""

    counts: dict[str, int]
    overdue: int
    rows: list[FindingLine]
    next: int | None


class Offer(BaseModel):
    """A step that may follow; `barred` says why this person cannot take it: rights, or own."""

    action: str
    title: str
    title_en: str
    to: str
    needs: list[str]
    photo: str
    needs_reason: bool
    is_grave: bool
    barred: str | None
    clause: str
    confidence: str


class StepCard(BaseModel):
    uid: UUID
    action: str
    before: str
    after: str
    words: str
    values: dict[str, Any]
    person: str
    happened_at: datetime
    made_at: datetime
    received_at: datetime


class SignCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    sign: str
    title: str
    title_en: str
    clause: str
    confidence: str
    why: str


class FindingCard(FindingLine):
    """A hidden danger with its course. `values` are its fields as a device sends them back; `kept_by` names the
    joined county whose database alone takes its next step."""

    values: dict[str, str | None]
    fix: dict[str, Any] | None
    fix_reason: str
    offers: list[Offer]
    kept_by: str | None
    steps: list[StepCard]
    photos: list[PhotoCard]
    signs: list[SignCard]
    papers: list[str]
    closed_on: date | None
    received_at: datetime


class StateCard(BaseModel):
    state: str
    title: str
    title_en: str
    is_over: bool


class FieldCard(BaseModel):
    """Something that a step asks for."""

    name: str
    title: str
    title_en: str
    type: str
    five: str
    choices: list[tuple[str, str, str]]


class Lifecycle(BaseModel):
    """What the state table says: states, fields, suggested days until a deadline, and what a poor fix is."""

    states: list[StateCard]
    fields: list[FieldCard]
    days: dict[str, int]
    poor_fix_m: int


def lifecycle_card(days: dict[str, int], poor_fix_m: int) -> Lifecycle:
    return Lifecycle(
        states=[
            StateCard(state=each.name, title=each.title, title_en=each.title_en, is_over=each.is_over)
            for each in states().values()
        ],
        fields=[FieldCard(**vars(each) | {"choices": list(each.choices)}) for each in fields().values()],
        days=days,
        poor_fix_m=poor_fix_m,
    )


def visit_card(visit: Visit) -> VisitCard:
    return VisitCard(**{name: getattr(visit, name) for name in VisitCard.model_fields})


def photo_cards(photos: Sequence[tuple[PhotoUse, bool]]) -> list[PhotoCard]:
    names = ("uid", "phase", "person", "happened_at", "fix")
    return [PhotoCard(**{name: getattr(use, name) for name in names}, here=here) for use, here in photos]


def finding_line(found: Finding, place: tuple[float, float], today: date) -> FindingLine:
    told = ("uid", "number", "site_id", "name", "what", "state", "grade", "deadline_on", "supervise_level")
    days = (found.deadline_on - today).days if found.deadline_on else None
    said = {name: getattr(found, name) for name in (*told, "person", "happened_at")}
    return FindingLine(**said, days=days, lon=place[0], lat=place[1])


def offers(found: Finding, actor: Actor) -> list[Offer]:
    return [_offer(step, found, actor) for step in steps_from(found.state, found.grade)]


def step_card(step: FindingStep) -> StepCard:
    return StepCard(**{name: getattr(step, name) for name in StepCard.model_fields})


def values_of(found: Finding) -> dict[str, str | None]:
    return {name: as_text(getattr(found, name)) for name in fields()}


def _offer(step: Step, found: Finding, actor: Actor) -> Offer:
    barred = None if actor.role.may(step.least_role) else "rights"
    if not barred and step.other_person and found.done_by == actor.name:
        barred = "own"
    names = ("action", "title", "title_en", "photo", "needs_reason", "is_grave", "clause", "confidence")
    said = {name: getattr(step, name) for name in names}
    return Offer(**said, to=step.leads_to(found.state), needs=list(step.needs), barred=barred)

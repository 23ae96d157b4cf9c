"""Routes of classification: the methods, the substances, and the assessments of a site."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import MetaData, Table, func, select

from geo_app.auth.door import AllLayers, CurrentActor, ReadSession, WriteSession
from geo_app.classification import assess
from geo_app.classification.assess import By, Wish
from geo_app.classification.card import AssessmentCard, assessment_card, draft_card
from geo_app.classification.catalogue import all_methods
from geo_app.classification.models import Assessment
from geo_app.classification.substances import search_substances
from geo_app.colour import Colour
from geo_app.errors import NotFound
from geo_app.numbers.confirmations import sayer
from geo_app.reckoning.english import in_english
from geo_app.reckoning.inputs import Input
from geo_app.sites.card import must_see

router = APIRouter(prefix="/api", tags=["classification"])
ASSESSMENT: Table = Assessment.metadata.tables["assessment"].to_metadata(MetaData(), name="assessment_as_of")


class ChoiceCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    value: str | int | float
    label: str
    label_en: str
    note: str
    confidence: str
    note_en: str = in_english("note")


class InputCard(BaseModel):
    """One question of a form; a table has columns of the same shape. `fact`: left empty, the map answers it;
    `source`: the question that must then be answered too."""

    model_config = ConfigDict(from_attributes=True)
    name: str
    title: str
    title_en: str
    type: str
    unit: str
    unit_en: str = in_english("unit")
    required: bool
    choices: list[ChoiceCard]
    columns: list["InputCard"]
    minimum: float
    maximum: float
    note: str
    fact: str
    source: str
    note_en: str = in_english("note")


class VariantCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    name: str
    title: str
    title_en: str


class MethodCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    name: str
    title: str
    title_en: str
    description: str
    description_en: str = in_english("description")
    clause: str
    version: str
    variants: list[VariantCard]
    inputs: list[InputCard]
    layers: list[str] = []  # the layers that it may grade, by their layer files


class SubstanceCard(BaseModel):
    name: str
    aliases: list[str]
    cas: str | None
    threshold_t: float
    beta: float
    clause: str
    confidence: str
    beta_clause: str
    beta_confidence: str


class NewAssessment(BaseModel, extra="forbid"):
    method: str
    variant: str | None = None
    inputs: dict[str, Any]
    assessed_on: date | None = None
    preview: bool = False


class NewOverride(BaseModel, extra="forbid"):
    colour: Colour
    reason: Annotated[str, Field(max_length=500)]


def by(actor: CurrentActor, layers: AllLayers) -> By:
    return By(actor, layers)


Assessor = Annotated[By, Depends(by)]


@router.get("/methods", operation_id="list_methods")
def list_methods(session: ReadSession, layers: AllLayers) -> list[MethodCard]:
    """The methods with their questions; each choice says how sure it is, and by whom it was confirmed."""
    methods = list(all_methods().values())
    say = sayer(session, (sure for method in methods for asked in method.inputs for sure in _doubts(asked)))
    cards = []
    for method in methods:
        card = MethodCard.model_validate(replace(method, inputs=tuple(_said(each, say) for each in method.inputs)))
        card.layers = [layer.name for layer in layers if card.name in layer.methods]
        cards.append(card)
    return cards


@router.get("/substances", operation_id="search_substances")
def list_substances(session: ReadSession, q: Annotated[str, Query(max_length=100)] = "") -> list[SubstanceCard]:
    found = search_substances(q)
    say = sayer(session, (number.confidence for each in found for number in (each.threshold, each.beta)))
    return [
        SubstanceCard(
            name=each.name,
            aliases=list(each.aliases),
            cas="、".join(each.cas) or None,
            threshold_t=float(each.threshold.value),
            beta=float(each.beta.value),
            clause=each.threshold.clause,
            confidence=say(each.threshold.confidence),
            beta_clause=each.beta.clause,
            beta_confidence=say(each.beta.confidence),
        )
        for each in found
    ]


def _doubts(asked: Input) -> Iterator[str]:
    """How sure each number is that one may choose in answer to a question."""
    yield from (choice.confidence for choice in asked.choices)
    for column in asked.columns:
        yield from _doubts(column)


def _said(asked: Input, say: Callable[[str], str]) -> Input:
    choices = tuple(replace(choice, confidence=say(choice.confidence)) for choice in asked.choices)
    return replace(asked, choices=choices, columns=tuple(_said(column, say) for column in asked.columns))


@router.get("/sites/{site_id}/assessments", operation_id="list_assessments")
def list_assessments(session: ReadSession, site_id: int) -> list[AssessmentCard]:
    must_see(session, site_id)
    table = ASSESSMENT.c
    newest = select(ASSESSMENT).where(table.site_id == site_id).order_by(table.assessed_on.desc(), table.id.desc())
    return [assessment_card(Assessment(**row)) for row in session.execute(newest).mappings()]


@router.post("/sites/{site_id}/assessments", operation_id="assess_site", status_code=201)
def assess_site(
    session: WriteSession, assessor: Assessor, site_id: int, new: NewAssessment, answer: Response
) -> AssessmentCard:
    wish = Wish(new.method, new.inputs, new.variant, new.assessed_on)
    if new.preview:
        answer.status_code = 200
        return draft_card(assess.preview(session, assessor, site_id, wish), assessor.actor)
    return assessment_card(assess.assess_site(session, assessor, site_id, wish))


@router.post("/assessments/{assessment_id}/override", operation_id="override_assessment")
def override_assessment(
    session: WriteSession, assessor: Assessor, assessment_id: int, new: NewOverride
) -> AssessmentCard:
    return assessment_card(assess.override(session, assessor, assessment_id, new.colour, new.reason))


@router.get("/assessments/{assessment_id}/area", operation_id="read_assessment_area")
def read_assessment_area(session: ReadSession, assessment_id: int) -> dict[str, Any]:
    """The area in which the map counted for an assessment, as a GeoJSON feature."""
    drawn = select(ASSESSMENT.c.counted, func.st_asgeojson(ASSESSMENT.c.counted_in, 7, 0))
    found = session.execute(drawn.where(ASSESSMENT.c.id == assessment_id)).one_or_none()
    if found is None or found[1] is None:
        raise NotFound(f"评估 {assessment_id} 没有统计范围，或不在您的管辖区划内", "只有按地图统计人口的评估才有")
    return {"type": "Feature", "geometry": json.loads(found[1]), "properties": found[0]}

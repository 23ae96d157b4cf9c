"""Routes of consequence screening: the equations with their forms, and what they answer. Screening, not design."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from geo_app.auth.door import ReadSession
from geo_app.numbers.confirmations import as_confirmed
from geo_app.reckoning.english import each_in_english, in_english
from geo_app.zones.consequences import WARNING, WARNING_EN, all_equations, screen
from geo_app.zones.equation import Reach, Screening

router = APIRouter(prefix="/api/consequences", tags=["zones"])


class Told(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ScreenChoice(Told):
    value: str | int | float
    label: str
    label_en: str
    note: str
    confidence: str
    note_en: str = in_english("note")


class ScreenInput(Told):
    """One question of the form, in the shape of the questions of a method."""

    name: str
    title: str
    title_en: str
    type: str
    unit: str
    unit_en: str = in_english("unit")
    required: bool
    choices: list[ScreenChoice]
    minimum: float
    maximum: float
    note: str
    note_en: str = in_english("note")


class ThresholdLine(Told):
    value: float
    unit: str
    level: int
    meaning: str
    meaning_en: str
    clause: str
    confidence: str
    of: str


class StepLine(Told):
    title: str
    text: str
    value: str | bool | int | float | None
    unit: str
    clause: str
    confidence: str
    title_en: str = in_english("title")
    text_en: str = in_english("text")
    unit_en: str = in_english("unit")


class EquationCard(Told):
    name: str
    title: str
    title_en: str
    description: str
    words: str
    source: str
    validity: list[str]
    description_en: str = in_english("description")
    words_en: str = in_english("words")
    validity_en: list[str] = each_in_english("validity")
    inputs: list[ScreenInput]
    thresholds: list[ThresholdLine]
    warning: str = WARNING
    warning_en: str = WARNING_EN


class ReachLine(BaseModel):
    """`distance_m` is null where the threshold lies outside the equation's range; `note` says why."""

    value: float
    unit: str
    level: int
    meaning: str
    meaning_en: str
    distance_m: float | None
    note: str
    clause: str
    confidence: str
    note_en: str = in_english("note")


class ScreeningCard(BaseModel):
    model: str
    title: str
    inputs: dict[str, Any]
    steps: list[StepLine]
    result: dict[str, Any]
    reaches: list[ReachLine]
    words: str
    source: str
    confidence: str
    warning: str = WARNING
    warning_en: str = WARNING_EN


class ScreenWish(BaseModel, extra="forbid"):
    inputs: dict[str, Any]


@router.get("", operation_id="list_equations")
def list_equations(session: ReadSession) -> list[EquationCard]:
    """The equations, each with its questions, its range of validity and its thresholds."""
    known = as_confirmed(session, list(all_equations().values()))
    return [EquationCard.model_validate(equation) for equation in known]


@router.post("/{model}", operation_id="screen_consequence")
def screen_consequence(session: ReadSession, model: str, wish: ScreenWish) -> ScreeningCard:
    """How far an accident reaches. Nothing is kept."""
    return screening_card(screen(session, model, wish.inputs))


def screening_card(screening: Screening) -> ScreeningCard:
    """An answer as a person sees it, on the screen or on the command line."""
    equation = screening.equation
    return ScreeningCard(
        model=equation.name,
        title=equation.title,
        inputs=dict(screening.inputs),
        steps=[StepLine.model_validate(step) for step in screening.steps],
        result=dict(screening.result),
        reaches=[_line(reach) for reach in screening.reaches],
        words=equation.words,
        source=equation.source,
        confidence=screening.confidence,
    )


def _line(reach: Reach) -> ReachLine:
    threshold = {name: value for name, value in vars(reach.threshold).items() if name != "of"}
    return ReachLine(**threshold, distance_m=reach.distance_m, note=reach.note)

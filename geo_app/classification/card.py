"""An assessment as a person sees it: what was asked, each step, what came out, and who answers for it."""

from datetime import date
from typing import Any

from pydantic import BaseModel, computed_field

from geo_app.actor import Actor
from geo_app.classification.assess import Draft
from geo_app.classification.catalogue import all_methods
from geo_app.classification.models import Assessment
from geo_app.colour import Colour
from geo_app.reckoning.english import in_english
from geo_app.reckoning.tables import MEMORY


class StepCard(BaseModel):
    title: str
    text: str
    value: str | bool | int | float | None
    unit: str
    clause: str
    confidence: str
    title_en: str = in_english("title")
    text_en: str = in_english("text")
    unit_en: str = in_english("unit")

    @computed_field
    def unverified(self) -> bool:
        """Whether the number is from memory only and nobody has confirmed it."""
        return self.confidence == MEMORY


class PackVersion(BaseModel):
    """The rule pack that was gone by."""

    name: str
    version: str


class CountedSettlement(BaseModel):
    """`id` is null, and the name is not told, beyond the divisions of whoever assessed."""

    id: int | None
    name: str
    residents: int | None
    share: float
    distance_m: float
    people_counted: float | None


class Counted(BaseModel):
    """What the map counted, and from which line."""

    metres: float
    measured_from: str
    from_boundary: bool
    people: int
    settlements: list[CountedSettlement]


class Override(BaseModel):
    reason: str
    by: str


class AssessmentCard(BaseModel):
    """`id` is null for a preview; `unfinished` says what a preview still lacks before it can be kept."""

    id: int | None
    method: str
    method_title: str
    method_title_en: str
    variant: str | None
    variant_title: str | None
    variant_title_en: str | None
    pack: PackVersion | None
    inputs: dict[str, Any]
    steps: list[StepCard]
    counted: Counted | None
    result: dict[str, Any]
    clause: str
    confidence: str
    computed_colour: Colour | None
    colour: Colour | None
    override: Override | None
    assessor: str
    assessed_on: date
    review_on: date
    standing: bool
    reason: str
    changed_by: str
    reason_en: str = in_english("reason")
    unfinished: str | None = None

    @computed_field
    def unverified(self) -> bool:
        """Whether any number that it rests on is unverified."""
        return self.confidence == MEMORY


SAME = [name for name in AssessmentCard.model_fields if name in Assessment.__table__.columns]


def assessment_card(row: Assessment, unfinished: str = "") -> AssessmentCard:
    """The card of an assessment. Titles are today's; a method that is gone keeps its name."""
    known = all_methods().get(row.method)
    variant = next((each for each in known.variants if each.name == row.variant), None) if known else None
    told = {name: getattr(row, name) for name in SAME}
    told["pack"] = PackVersion(name=row.pack, version=row.pack_version) if row.pack else None
    told |= {
        "variant": row.variant or None,
        "reason": row.reason or "",
        "changed_by": row.changed_by or row.assessor,
    }
    return AssessmentCard(
        **told,
        method_title=known.title if known else row.method,
        method_title_en=known.title_en if known else row.method,
        variant_title=variant.title if variant else row.variant or None,
        variant_title_en=variant.title_en if variant else row.variant or None,
        override=Override(reason=row.override_reason, by=row.overridden_by or "") if row.override_reason else None,
        unfinished=unfinished or None,
    )


def draft_card(draft: Draft, actor: Actor) -> AssessmentCard:
    """The card of what is not kept yet."""
    return assessment_card(draft.row(actor), draft.unfinished)

"""Routes of what people draw around a site: its own rings and screened scenarios."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from geo_app.auth.door import AllLayers, CurrentActor, ReadSession, WriteSession
from geo_app.db import because
from geo_app.reckoning.english import in_english
from geo_app.zones.api_consequence import StepLine
from geo_app.zones.drawings import POINT_NOTE, Draughtsman, Drawing, drawings_of

router = APIRouter(prefix="/api/sites/{site_id}", tags=["zones"])
Said = Annotated[str, Field(max_length=200)]
Reason = Annotated[str, Field(max_length=500, description="Why, for the history.")]


class DrawnZone(BaseModel):
    """`level`: of a scenario 1 (gravest) to 3; of a contour the risk a year."""

    id: int
    title: str
    metres: float | None
    level: float | None
    value: float | None
    unit: str
    meaning: str
    area_m2: float
    confidence: str
    title_en: str = in_english("title")
    meaning_en: str = in_english("meaning")


class DrawingCard(BaseModel):
    """One act of drawing with all that is needed to check it."""

    drawing: str
    layer: str
    title: str
    basis: str
    by: str
    at: str
    note: str
    source: str
    model: str | None
    inputs: dict[str, Any] | None
    steps: list[StepLine] | None
    confidence: str
    warning: str
    title_en: str = in_english("title")
    basis_en: str = in_english("basis")
    note_en: str = in_english("note")
    warning_en: str = in_english("warning")
    zones: list[DrawnZone]


class NewRing(BaseModel, extra="forbid"):
    metres: float
    title: Said = ""
    basis: Annotated[str, Field(max_length=500)]
    reason: Reason = ""


class NewScenario(BaseModel, extra="forbid"):
    model: str
    inputs: dict[str, Any]
    title: Said = ""
    reason: Reason = ""


def draughtsman(session: WriteSession, actor: CurrentActor, layers: AllLayers) -> Draughtsman:
    return Draughtsman(session, actor, layers)


Hand = Annotated[Draughtsman, Depends(draughtsman)]


@router.get("/zones", operation_id="list_drawings")
def list_drawings(session: ReadSession, site_id: int) -> list[DrawingCard]:
    """All that people have drawn around a site."""
    return [drawing_card(drawing) for drawing in drawings_of(session, site_id)]


@router.post("/rings", operation_id="add_ring", status_code=201)
def add_ring(hand: Hand, site_id: int, new: NewRing) -> DrawingCard:
    """A ring of its own for a site, from its true boundary; redrawn when that changes."""
    because(hand.session, new.reason or "划定环带")
    return drawing_card(hand.ring(site_id, new.metres, new.title, new.basis))


@router.post("/scenarios", operation_id="add_scenario", status_code=201)
def add_scenario(hand: Hand, site_id: int, new: NewScenario) -> DrawingCard:
    """Keep a screened accident: a zone for each threshold that it reaches."""
    because(hand.session, new.reason or "后果筛查")
    return drawing_card(hand.scenario(site_id, new.model, new.inputs, new.title))


@router.delete("/drawings/{drawing}", operation_id="erase_drawing", status_code=204)
def erase_drawing(
    hand: Hand, site_id: int, drawing: str, reason: Annotated[str, Query(max_length=500)] = ""
) -> None:
    """Take a ring, a scenario or an imported file of contours off the map; the history keeps it."""
    because(hand.session, reason or "删除")
    hand.erase(site_id, drawing)


def drawing_card(drawing: Drawing) -> DrawingCard:
    """A drawing as a person sees it."""
    told = drawing.told
    from_point = any(zone.from_point and zone.reach_m for zone in drawing.zones)
    return DrawingCard(
        drawing=drawing.drawing,
        layer=drawing.layer,
        **{name: told.get(name, "") for name in ("title", "basis", "by", "at", "confidence", "warning")},
        note=POINT_NOTE if from_point else "",
        source=told.get("origin", ""),
        **{name: told.get(name) for name in ("model", "inputs", "steps")},
        zones=[
            DrawnZone(
                id=zone.id,
                title=zone.attributes.get("label", ""),
                metres=zone.reach_m,
                level=zone.attributes.get("level"),
                value=zone.attributes.get("value"),
                **{name: zone.attributes.get(name, "") for name in ("unit", "meaning")},
                area_m2=round(zone.area_m2, 1),
                confidence=zone.attributes.get("threshold_confidence", ""),
            )
            for zone in drawing.zones
        ],
    )

"""What the map needs beside tiles: the layers, the style, and counts of what is in view."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy.orm import Session

from geo_app import features
from geo_app.auth.door import AppSettings, CurrentActor, ReadableLayers, ReadSession
from geo_app.features import Selection
from geo_app.filters import Filters
from geo_app.layers import FieldType, Layers, Look, Ring
from geo_app.numbers.confirmations import rings_of
from geo_app.ogc.style import Lang, map_style
from geo_app.reckoning.english import in_english
from geo_app.reckoning.tables import MEMORY

router = APIRouter(prefix="/api", tags=["map"])
CHINA = (73.5, 17.5, 135.1, 53.6)  # where an empty map opens


class FieldForm(BaseModel):
    name: str
    title: str
    title_en: str
    type: FieldType
    unit: str
    unit_en: str = in_english("unit")
    required: bool
    kept: bool
    ends: bool
    choices: list[tuple[str, str, str]]
    minimum: float | None
    maximum: float | None


class RingForm(Ring):
    """`unverified`: from memory only, and nobody has confirmed it yet."""

    unverified: bool


class LayerForm(BaseModel):
    """A layer as the browser needs it, made from its file."""

    name: str
    title: str
    title_en: str
    description: str
    description_en: str
    source: str
    geometry: str
    group: str
    order: int
    glyph: str
    colour: str
    graded: bool
    methods: list[str]
    review_months: int
    of: str | None
    rings: list[RingForm]
    dash: list[float]
    looks: list[Look]
    shown: bool
    can_edit: bool
    fields: list[FieldForm]
    count: int


class Basemap(BaseModel):
    url: str
    attribution: str


class MapSheet(BaseModel):
    style: dict[str, Any]
    bounds: tuple[float, float, float, float]
    basemap: Basemap | None


class Tally(BaseModel):
    layer: str
    total: int
    red: int
    orange: int
    yellow: int
    blue: int
    none: int
    stale: int


@router.get("/layers", operation_id="list_layers")
def list_layers(session: ReadSession, actor: CurrentActor, layers: ReadableLayers) -> list[LayerForm]:
    forms = []
    for layer in layers:
        plain = layer.model_dump(exclude={"fields", "see", "edit", "rings"})
        forms.append(
            LayerForm(
                **plain,
                graded=layer.graded,
                rings=[
                    RingForm(**vars(each), unverified=each.confidence == MEMORY)
                    for each in rings_of(session, layer)
                ],
                can_edit=layer.editable and actor.role.may(layer.edit),
                fields=[FieldForm(**field.model_dump()) for field in layer.fields if actor.role.may(field.see)],
                count=features.count(session, Selection(layer)),
            )
        )
    return forms


@router.get("/map", operation_id="read_map")
def read_map(session: ReadSession, layers: ReadableLayers, settings: AppSettings, lang: Lang = "zh") -> MapSheet:
    basemap = None
    if settings.basemap_url:
        basemap = Basemap(url=settings.basemap_url, attribution=settings.basemap_attribution)
    return MapSheet(style=map_style(layers, lang), bounds=_bounds(session, layers), basemap=basemap)


@router.get("/summary", operation_id="summarise")
def summarise(
    session: ReadSession,
    layers: ReadableLayers,
    filters: Annotated[Filters, Query()],
    names: Annotated[str, Query(alias="layers")] = "",
) -> list[Tally]:
    """Exact counts by colour inside the box, a row for each layer asked for (all where none is named)."""
    chosen = [layers[name] for name in names.split(",") if name] or list(layers)
    return [Tally(layer=layer.name, **features.tally(session, filters.select(layer))) for layer in chosen]


def _bounds(session: Session, layers: Layers) -> tuple[float, float, float, float]:
    """The box around all sites that this person sees, with a little air; China where there are none."""
    boxes = [features.bounds(session, Selection(layer)) for layer in layers if layer.source == "site"]
    known = [box for box in boxes if box]
    if not known:
        return CHINA
    west, south = min(box[0] for box in known), min(box[1] for box in known)
    east, north = max(box[2] for box in known), max(box[3] for box in known)
    return west - 0.01, south - 0.01, east + 0.01, north + 0.01

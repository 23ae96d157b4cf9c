"""Route of buffers at any distance."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from geo_app.auth.door import ReadableLayers, ReadSession
from geo_app.features import read_colours, read_division
from geo_app.zones.buffers import Wish, buffers

router = APIRouter(prefix="/api/zones", tags=["zones"])


class Asked(BaseModel):
    """Which sites, how far; `merge` dissolves the rings into one; `division` cuts them at its outline."""

    layer: str
    metres: float
    merge: bool = False
    division: Annotated[str, Field(max_length=12)] = ""
    colours: Annotated[str, Field(max_length=60)] = ""


class RingFeature(BaseModel):
    type: str
    id: int | None = None
    geometry: dict[str, Any]
    properties: dict[str, Any]


class RingCollection(BaseModel):
    """GeoJSON; properties hold metres and note, of a site also site_id, name, colour, from_point, of all together
    sites, from_points, area_m2."""

    type: str
    features: list[RingFeature]


@router.get("/buffers", operation_id="read_buffers", response_model_exclude_none=True)
def read_buffers(session: ReadSession, layers: ReadableLayers, asked: Annotated[Asked, Query()]) -> RingCollection:
    """Rings in true metres around the sites of a layer, from their boundaries."""
    division, colours = read_division(asked.division), read_colours(asked.colours)
    found = buffers(session, Wish(layers[asked.layer], asked.metres, asked.merge, division, colours))
    return RingCollection.model_validate(found)

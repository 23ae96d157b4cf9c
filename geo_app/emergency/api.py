"""Routes of the emergency look-up."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from geo_app.auth.door import CurrentActor, ReadableLayers, ReadSession
from geo_app.emergency import resources
from geo_app.errors import BadInput
from geo_app.geo.coordinates import EAST, NORTH, SOUTH, WEST
from geo_app.sites.card import card

router = APIRouter(prefix="/api/emergency", tags=["emergency"])


class ResourceCard(BaseModel):
    """Somebody or something that helps; `distance_m` only where a place was asked for."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    name: str
    lon: float
    lat: float
    telephone: str | None
    address: str | None
    category: str | None
    category_title: str
    category_title_en: str
    own: bool
    people: int | None
    capacity: int | None
    equipment: str | None
    speciality: str | None
    on_duty: bool | None
    response_minutes: float | None
    distance_m: float | None


class Where(BaseModel):
    """Longitude and latitude, or a site."""

    lon: Annotated[float | None, Field(ge=WEST, le=EAST)] = None
    lat: Annotated[float | None, Field(ge=SOUTH, le=NORTH)] = None
    site: int | None = None
    each: Annotated[int, Field(ge=1, le=20, description="so many of each category")] = 3


@router.get("/nearest", operation_id="list_nearest_resources")
def list_nearest_resources(
    session: ReadSession, actor: CurrentActor, layers: ReadableLayers, where: Annotated[Where, Query()]
) -> list[ResourceCard]:
    """The nearest teams, stores, shelters and others around a place or a site, category by category."""
    if where.site is not None:
        site = card(session, actor, layers, where.site)
        place = (site.lon, site.lat)
    elif where.lon is not None and where.lat is not None:
        place = (where.lon, where.lat)
    else:
        raise BadInput("没有说明位置", "请给出经纬度，或一个点位", field="lon")
    found = resources.nearest(session, actor, layers[resources.LAYER], place, where.each)
    return [ResourceCard.model_validate(each) for each in found]


@router.get("/resources", operation_id="list_resources")
def list_resources(session: ReadSession, actor: CurrentActor, layers: ReadableLayers) -> list[ResourceCard]:
    """All emergency resources of the counties that this person works in, to be taken along on a phone."""
    found = resources.all_resources(session, actor, layers[resources.LAYER])
    return [ResourceCard.model_validate(each) for each in found]

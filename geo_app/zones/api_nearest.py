"""The route of the nearest sites of each layer around a place."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import BigInteger, Float, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo_app.auth.door import ReadableLayers, ReadSession
from geo_app.geo.coordinates import EAST, NORTH, SOUTH, WEST

router = APIRouter(prefix="/api", tags=["zones"])
MOST = 50


class Near(BaseModel):
    """A site and how far it is, edge to place, on the ellipsoid."""

    id: int
    layer: str
    name: str
    colour: str | None
    distance_m: float


@router.get("/nearest", operation_id="list_nearest")
def list_nearest(
    session: ReadSession,
    layers: ReadableLayers,
    lon: Annotated[float, Query(ge=WEST, le=EAST)],
    lat: Annotated[float, Query(ge=SOUTH, le=NORTH)],
    each: Annotated[int, Query(ge=1, le=MOST, description="so many of each layer")] = 10,
) -> list[Near]:
    """The nearest sites of every layer around a place, layer by layer, the nearest first."""
    kinds = [layer.name for layer in layers if layer.source == "site"]
    return nearest(session, (lon, lat), kinds, each)


def nearest(session: Session, place: tuple[float, float], kinds: list[str], each: int) -> list[Near]:
    """So many of each kind, the nearest first. `place` is longitude and latitude."""
    point = func.st_setsrid(func.st_makepoint(*place), 4490)
    found = func.nearest_of_each(point, cast(kinds, ARRAY(String)), each).table_valued(
        sql_column("id", BigInteger),
        sql_column("kind", String),
        sql_column("name", String),
        sql_column("colour", String),
        sql_column("distance_m", Float),
    )
    return [
        Near(id=row.id, layer=row.kind, name=row.name, colour=row.colour, distance_m=round(row.distance_m, 1))
        for row in session.execute(select(found))
    ]

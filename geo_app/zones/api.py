"""Routes of zones: who lives near a site."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from geo_app.auth.door import ReadSession
from geo_app.zones.exposure import Settlement, residents_within

router = APIRouter(prefix="/api", tags=["zones"])


class NearSettlement(BaseModel):
    """`id` is null for a settlement beyond one's own divisions; it counts all the same."""

    id: int | None
    name: str
    residents: int | None
    distance_m: float
    people_counted: float | None
    share: float


class UncountedSettlement(BaseModel):
    id: int | None
    name: str
    distance_m: float


class Residents(BaseModel):
    """`people` is the sum over settlements with a number; it is the whole only where `is_complete`."""

    metres: float
    people: int
    is_complete: bool
    settlements: list[NearSettlement]
    without_residents: list[UncountedSettlement]
    note: str


@router.get("/sites/{site_id}/residents", operation_id="read_residents")
def read_residents(
    session: ReadSession, site_id: int, metres: Annotated[float, Query(gt=0, le=50_000)] = 500
) -> Residents:
    found = residents_within(session, site_id, metres)
    return Residents(
        metres=metres,
        people=found.people,
        is_complete=found.is_complete,
        settlements=[_near(each) for each in found.counted],
        without_residents=[
            UncountedSettlement(id=each.id, name=each.name, distance_m=each.distance_m)
            for each in found.without_residents
        ],
        note=found.note,
    )


def _near(each: Settlement) -> NearSettlement:
    return NearSettlement(
        id=each.id,
        name=each.name,
        residents=each.residents,
        distance_m=each.distance_m,
        people_counted=each.people_counted,
        share=round(each.share, 4),
    )

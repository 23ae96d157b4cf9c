"""Routes of zones: who lives near a site, and what stands there."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from geo_app.auth.door import CurrentActor, ReadableLayers, ReadSession
from geo_app.sites.card import card
from geo_app.zones.exposure import Settlement, residents_within
from geo_app.zones.surroundings import surroundings

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
    note_en: str


class NearTarget(BaseModel):
    """`id` is null for a target beyond one's own divisions; `people` is null where nobody has entered a number."""

    id: int | None
    name: str
    category: str | None
    protection_class: str | None
    people: int | None
    distance_m: float
    azimuth_deg: float


class Ring(BaseModel):
    """All within `metres` of the boundary, the smaller rings included."""

    metres: float
    people: int
    is_complete: bool
    note: str
    note_en: str
    targets: list[NearTarget]


@router.get("/sites/{site_id}/surroundings", operation_id="read_surroundings")
def read_surroundings(
    session: ReadSession, layers: ReadableLayers, actor: CurrentActor, site_id: int
) -> list[Ring]:
    """The rings of a site, smallest first."""
    kind = card(session, actor, layers, site_id).layer
    return [
        Ring(
            metres=ring.metres,
            people=ring.residents.people,
            is_complete=ring.residents.is_complete,
            note=ring.residents.note.text,
            note_en=ring.residents.note.text_en,
            targets=[NearTarget(**vars(target)) for target in ring.targets],
        )
        for ring in surroundings(session, layers, site_id, kind)
    ]


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
        note=found.note.text,
        note_en=found.note.text_en,
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

"""Routes of exposure: who is in a ring or a zone of a site, by class, by wind sector, by day and night."""

from collections import Counter
from math import isfinite, nan
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from geo_app.auth.door import ReadableLayers, ReadSession
from geo_app.errors import BadInput
from geo_app.layers import Layers
from geo_app.zones.api import NearTarget
from geo_app.zones.exposed import (
    NAMES,
    NAMES_EN,
    Count,
    Exposed,
    Home,
    Sector,
    exposed_in,
    exposed_within,
    sector_of,
)
from geo_app.zones.exposure_note import Origin
from geo_app.zones.surroundings import Target

router = APIRouter(prefix="/api", tags=["zones"])
FARTHEST_M, MOST_RINGS = 50_000, 10
Sectors = Annotated[int, Query(description="0: no sectors; 8 or 16, the first around north, clockwise.")]
Wind = Annotated[str, Query(max_length=400, description="Shares of wind FROM each sector, from north clockwise.")]


class PeopleCount(BaseModel):
    """`people` is the whole only where `is_complete`; `without` names those whose number nobody has entered."""

    people: int
    is_complete: bool
    without: list[str]


class ExposedHome(BaseModel):
    id: int | None
    name: str
    residents: int | None
    distance_m: float
    share: float
    people_counted: float | None


class ExposedTarget(NearTarget):
    sector: int | None


class TargetClass(BaseModel):
    """`people` counts those with a number; `without_people` is how many targets have none."""

    protection_class: str | None
    label: str
    label_en: str
    count: int
    people: int
    without_people: int


class WindSector(BaseModel):
    sector: int
    name: str
    name_en: str
    from_deg: float
    to_deg: float
    downwind_share: float | None
    people: PeopleCount
    settlements: list[str]
    targets: int


class ExposedRing(BaseModel):
    """All within `metres`, the smaller rings included; `metres` is null for a zone that is no ring."""

    metres: float | None
    people: PeopleCount
    day: PeopleCount
    night: PeopleCount
    slow: PeopleCount
    settlements: list[ExposedHome]
    targets: list[ExposedTarget]
    by_class: list[TargetClass]
    sectors: list[WindSector]
    downwind_people: float | None
    note: str
    note_en: str


class SiteExposure(BaseModel):
    site_id: int
    zone_id: int | None
    measured_from: str
    from_point: bool
    rings: list[ExposedRing]


@router.get("/sites/{site_id}/exposure", operation_id="read_site_exposure")
def read_site_exposure(
    session: ReadSession,
    layers: ReadableLayers,
    site_id: int,
    metres: Annotated[str, Query(max_length=100)] = "500,1000",
    sectors: Sectors = 0,
    wind: Wind = "",
) -> SiteExposure:
    """Who lives and gathers within distances of a site's boundary, edge to edge on the ellipsoid."""
    origin, rings = exposed_within(session, site_id, _distances(metres), sectors, _numbers(wind, "wind"))
    told = [_ring(ring, origin, layers) for ring in rings]
    return SiteExposure(
        site_id=site_id,
        zone_id=None,
        measured_from=origin.name,
        from_point=not origin.from_boundary,
        rings=told,
    )


@router.get("/zones/{zone_id}/exposure", operation_id="read_zone_exposure")
def read_zone_exposure(
    session: ReadSession, layers: ReadableLayers, zone_id: int, sectors: Sectors = 0, wind: Wind = ""
) -> SiteExposure:
    """Who lives and gathers in a zone: a ring, a scenario's reach, a contour, a strip."""
    origin, site_id, exposed = exposed_in(session, zone_id, sectors, _numbers(wind, "wind"))
    return SiteExposure(
        site_id=site_id,
        zone_id=zone_id,
        measured_from=origin.name,
        from_point=not origin.from_boundary,
        rings=[_ring(exposed, origin, layers)],
    )


def _distances(text: str) -> list[float]:
    distances = _numbers(text, "metres")
    if not 0 < len(distances) <= MOST_RINGS or not all(0 < metres <= FARTHEST_M for metres in distances):
        told = f"距离应为 1 至 {MOST_RINGS} 个大于 0、不超过 {FARTHEST_M} 的数"
        raise BadInput(told, "例如 metres=500,1000", field="metres")
    return distances


def _numbers(text: str, field: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",") if part.strip()]
    except ValueError:
        numbers = [nan]
    if not all(map(isfinite, numbers)):
        raise BadInput(f"{field} 应是用逗号隔开的数", f"例如 {field}=500,1000", field=field)
    return numbers


def _ring(exposed: Exposed, origin: Origin, layers: Layers) -> ExposedRing:
    return ExposedRing(
        metres=exposed.metres,
        people=_people(exposed.people),
        day=_people(exposed.day),
        night=_people(exposed.night),
        slow=_people(exposed.slow),
        settlements=[_home(home) for home in exposed.homes],
        targets=[_target(target, len(exposed.sectors)) for target in exposed.targets],
        by_class=_classes(exposed.targets, layers),
        sectors=[_sector(sector) for sector in exposed.sectors],
        downwind_people=exposed.downwind_people,
        note=exposed.note(origin).text,
        note_en=exposed.note(origin).text_en,
    )


def _people(count: Count) -> PeopleCount:
    return PeopleCount(people=count.people, is_complete=count.is_complete, without=list(count.without))


def _home(home: Home) -> ExposedHome:
    told = {name: getattr(home, name) for name in ("id", "name", "residents", "people_counted")}
    return ExposedHome(**told, distance_m=round(home.distance_m, 2), share=round(home.share, 4))


def _target(target: Target, sectors: int) -> ExposedTarget:
    return ExposedTarget(**vars(target), sector=sector_of(target.azimuth_deg, sectors) if sectors else None)


def _classes(targets: tuple[Target, ...], layers: Layers) -> list[TargetClass]:
    """The targets by protection class, the most sensitive first, those without a class last."""
    known = [*layers["protected_target"].field("protection_class").choices, (None, "未分级", "No class")]
    counts = Counter(target.protection_class for target in targets)
    return [
        TargetClass(
            protection_class=value,
            label=label,
            label_en=label_en,
            count=counts[value],
            people=sum(each.people or 0 for each in targets if each.protection_class == value),
            without_people=sum(each.people is None for each in targets if each.protection_class == value),
        )
        for value, label, label_en in known
        if counts[value]
    ]


def _sector(sector: Sector) -> WindSector:
    middle, half = sector.number * sector.width_deg, sector.width_deg / 2
    return WindSector(
        sector=sector.number,
        name=NAMES[sector.compass],
        name_en=NAMES_EN[sector.compass],
        from_deg=(middle - half) % 360,
        to_deg=middle + half,
        downwind_share=sector.downwind_share,
        people=_people(sector.people),
        settlements=list(sector.homes),
        targets=sector.targets,
    )

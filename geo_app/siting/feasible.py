"""Where could it stand? An area minus all ground that a rule excludes, and the best places on the rest."""

from dataclasses import dataclass, replace
from functools import cached_property

import shapely
from geoalchemy2.shape import to_shape
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.errors import BadInput, NotFound
from geo_app.geo.measure import area_m2
from geo_app.geo.plane import plane_at, to_degrees, to_plane
from geo_app.numbers.confirmations import as_confirmed
from geo_app.siting.places import best_spots
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Exclusion, Ground, Line
from geo_app.siting.screen import VERDICTS, Screening, all_rules, screen

LARGEST_M2 = 20_000_000_000
BEYOND_M = 3_000  # what keeps a place off is looked for so far beyond the area
BEST = 10
SMALLEST_M, WIDEST_M = 5, 20_000
KEEPS_OFF = ("refused", "demonstration")


@dataclass(frozen=True)
class Part:
    """Ground that is excluded, and the gravest rule that excludes it. The parts do not overlap."""

    exclusion: Exclusion
    shape: BaseGeometry
    area_m2: float


@dataclass(frozen=True)
class Place:
    """A proposed place: its margin to the nearest excluded ground, and all that the rules say to it."""

    footprint: BaseGeometry
    margin_m: float | None
    nearest: Exclusion | None
    screening: Screening


@dataclass(frozen=True)
class Feasible:
    """Shapes in degrees. `everywhere` are answers that no place changes."""

    project: Project
    area_m2: float
    shape: BaseGeometry
    parts: tuple[Part, ...]
    everywhere: tuple[Line, ...]
    best: tuple[Place, ...]

    @cached_property
    def feasible_m2(self) -> float:
        return area_m2(self.shape)


def division_area(session: Session, code: str) -> BaseGeometry:
    """The outline of a division in degrees. Raises NotFound, BadInput."""
    found = session.scalar(select(Division).where(Division.code == code))
    if found is None:
        raise NotFound(f"没有行政区划 {code}", "请核对区划代码")
    if found.geom is None:
        raise BadInput(f"“{found.name}”没有界线，不能在其中寻找", "请改用上级区划，或在地图上画出范围")
    return to_shape(found.geom)


def feasible(session: Session, project: Project, area: BaseGeometry, size: tuple[float, float]) -> Feasible:
    """Where in an area (degrees) a project may stand, and the best places for a rectangle of `size` (metres).

    The footprint of `project` is not read. Raises BadInput for an area or a size that cannot be.
    """
    _check(area, size)
    ground = _ground(area)
    everywhere = _everywhere(session, replace(project, footprint=area.representative_point()))
    found = [each for rule in all_rules() if rule.exclude for each in rule.exclude(session, project, ground)]
    taken = [
        each for each in as_confirmed(session, found) if each.verdict in KEEPS_OFF and not each.shape.is_empty
    ]
    refused = any(line.verdict == "refused" for line in everywhere)
    parts, free = _partition(ground, taken)
    best = () if refused else _best(session, project, ground, (free, taken, size))
    back = to_degrees(ground.plane)
    return Feasible(
        project,
        area_m2(area),
        Polygon() if refused else back(free),
        tuple(Part(each, degrees := back(shape), area_m2(degrees)) for each, shape in parts),
        everywhere,
        best,
    )


def _check(area: BaseGeometry, size: tuple[float, float]) -> None:
    if area.geom_type not in ("Polygon", "MultiPolygon") or area.is_empty or not area.is_valid:
        raise BadInput("寻找的范围应是不自相交的面", "请选择行政区划，或重新画出范围")
    if area_m2(area) > LARGEST_M2:
        raise BadInput(f"范围有 {area_m2(area) / 1e6:,.0f} 平方公里，过大", "请选择一个县，或画一个较小的范围")
    if not all(SMALLEST_M <= side <= WIDEST_M for side in size):
        raise BadInput("用地的长和宽应在 5 米到 20 公里之间", "请填写所需用地的长和宽(米)", field="size")


def _ground(area: BaseGeometry) -> Ground:
    plane = plane_at(area.centroid.x)
    flat = to_plane(plane)(area)
    everything = shapely.box(*flat.buffer(BEYOND_M).bounds)
    return Ground(flat, everything, shapely.box(*to_degrees(plane)(everything).bounds), plane)


def _everywhere(session: Session, project: Project) -> tuple[Line, ...]:
    """What rules without a place say, as far as it matters."""
    lines = (line for rule in all_rules() if rule.exclude is None for line in rule.check(session, project))
    return tuple(line for line in lines if line.verdict != "clear")


def _partition(
    ground: Ground, taken: list[Exclusion]
) -> tuple[list[tuple[Exclusion, BaseGeometry]], BaseGeometry]:
    """Each excluded part with the gravest rule that covers it, and the free rest of the area."""
    parts: list[tuple[Exclusion, BaseGeometry]] = []
    free = ground.area
    for each in sorted(taken, key=_gravity):
        part = _areal(free.intersection(each.shape))
        if not part.is_empty:
            parts.append((each, part))
            free = _areal(free.difference(each.shape))
    return parts, free


def _gravity(each: Exclusion) -> tuple[int, bool, str]:
    return -int(VERDICTS[each.verdict]["rank"]), each.answer is not Answer.FAILS, each.rule


def _best(
    session: Session,
    project: Project,
    ground: Ground,
    found: tuple[BaseGeometry, list[Exclusion], tuple[float, float]],
) -> tuple[Place, ...]:
    """The places that the rules, asked one by one, do not refuse."""
    free, taken, size = found
    back = to_degrees(ground.plane)
    places = []
    for spot in best_spots(free, shapely.union_all([each.shape for each in taken]), size, BEST):
        footprint = back(spot.shape)
        screening = screen(session, replace(project, footprint=footprint))
        if screening.verdict != "refused":
            nearest = min(taken, key=lambda each: spot.shape.distance(each.shape), default=None)
            places.append(Place(footprint, spot.margin_m, nearest, screening))
    return tuple(places)


def _areal(shape: BaseGeometry) -> BaseGeometry:
    """The areas of a shape; lines and points where two areas touch are nothing to stand on."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return MultiPolygon(parts) if len(parts) != 1 else parts[0]

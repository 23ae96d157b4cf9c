"""What if: the same project moved, shrunk, with other numbers, or with a neighbour gone or elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import atan2, degrees, hypot
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.errors import BadInput, NotFound
from geo_app.geo.measure import EARTH
from geo_app.geo.plane import plane_at, to_degrees, to_plane
from geo_app.layers import Layers
from geo_app.siting.compare import Change, differing
from geo_app.siting.footprint import ewkt, footprint_of
from geo_app.siting.opinion import as_stored
from geo_app.siting.project import Project, read_project
from geo_app.siting.screen import Screening, screen

FARTHEST_M = 50_000


@dataclass(frozen=True)
class Elsewhere:
    """A neighbour that is gone (no place), or stands at another one."""

    site: int
    place: BaseGeometry | None = None


@dataclass(frozen=True)
class Trial:
    """What is tried, all at once: metres east and north, metres off every edge, other numbers, a neighbour."""

    east_m: float = 0
    north_m: float = 0
    shrink_m: float = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    neighbour: Elsewhere | None = None


@dataclass(frozen=True)
class Tried:
    """The project as tried, its screening, and the lines that read otherwise than those of the base."""

    base: Screening
    then: Screening
    changes: tuple[Change, ...]


def try_out(session: Session, layers: Layers, project: Project, trial: Trial) -> Tried:
    """Screen a project as it is and as tried. Nothing is kept: a neighbour is moved in a savepoint that is undone.

    Raises BadInput where nothing of the footprint is left, NotFound for a neighbour that one does not see.
    """
    base = screen(session, project)
    wanted = _changed(layers, project, trial)
    if trial.neighbour is None:
        then = screen(session, wanted)
    else:
        with session.begin_nested() as savepoint:
            _put_elsewhere(session, trial.neighbour)
            then = screen(session, wanted)
            savepoint.rollback()
    return Tried(base, then, tuple(differing(as_stored(base.lines), as_stored(then.lines))))


def _changed(layers: Layers, project: Project, trial: Trial) -> Project:
    if max(abs(trial.east_m), abs(trial.north_m)) > FARTHEST_M:
        raise BadInput(f"移动超过 {FARTHEST_M // 1000} 公里", "请在地图上重新画出用地范围")
    footprint = footprint_of(_moved(project.footprint, trial))
    if not trial.fields:
        return replace(project, footprint=footprint)
    given = {name: value for name, value in project.fields.items() if name in project.type.asks}
    rest = {"act": project.act, "name": project.name, "own": project.own}
    return read_project(layers, project.type.name, footprint, {**given, **trial.fields}, **rest)


def _moved(shape: BaseGeometry, trial: Trial) -> BaseGeometry:
    """Shrunk in the plane of its zone, then moved as its middle moves on the ellipsoid."""
    if trial.shrink_m:
        plane = plane_at(shape.centroid.x)
        shape = to_degrees(plane)(to_plane(plane)(shape).buffer(-trial.shrink_m))
    if shape.is_empty:
        raise BadInput(f"每边缩进 {trial.shrink_m:g} 米后没有用地了", "请填写较小的米数", field="shrink_m")
    middle = shape.centroid
    lon, lat, _ = EARTH.fwd(
        middle.x, middle.y, degrees(atan2(trial.east_m, trial.north_m)), hypot(trial.east_m, trial.north_m)
    )
    return shapely.transform(shape, lambda xy: xy + np.array([lon - middle.x, lat - middle.y]))


def _put_elsewhere(session: Session, neighbour: Elsewhere) -> None:
    place = func.st_geomfromewkt(ewkt(footprint_of(neighbour.place))) if neighbour.place else None
    if not session.scalar(select(func.put_elsewhere(neighbour.site, place))):
        raise NotFound(f"没有编号为 {neighbour.site} 的点位，或不在您的管辖区划内", "请在地图上选择另一个点位")

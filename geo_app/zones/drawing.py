"""Zones that a person draws for a site: a flow path, the lines of a mine, the control line of a park."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shapely import from_geojson, to_wkt
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from geo_app.db import SRID
from geo_app.errors import BadInput, Forbidden
from geo_app.geo.coordinates import EAST, NORTH, SOUTH, WEST
from geo_app.geo.fault import fault_of
from geo_app.sites.models import Site
from geo_app.zones.models import Zone


@dataclass(frozen=True)
class Part:
    """One area or line of a drawing: `label` follows the name of the site, `facts` are the fields of the layer."""

    label: str
    geom: Any
    facts: dict[str, Any]


def shape_of(geometry: dict[str, Any], allowed: set[str]) -> BaseGeometry:
    """A drawn shape. Raises BadInput where it is no GeoJSON, of another type, crosses itself or lies abroad."""
    try:
        shape = from_geojson(json.dumps(geometry))
    except (GEOSException, TypeError, ValueError) as error:
        raise BadInput("不是有效的 GeoJSON 几何", "请在地图上重新绘制") from error
    if shape.is_empty or shape.geom_type not in allowed:
        raise BadInput(f"不能是 {shape.geom_type}", f"请画成 {'、'.join(sorted(allowed))}")
    west, south, east, north = shape.bounds
    if not (WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH):
        raise BadInput("位置不在中国范围内", "请检查经纬度是否颠倒或写错")
    if not shape.is_valid:
        raise BadInput(f"边界有误：{fault_of(shape)}", "请修正后再保存")
    return shape


def in_database(shape: BaseGeometry) -> Any:
    """A shape as the database takes it."""
    return func.st_geomfromtext(to_wkt(shape, rounding_precision=-1), SRID)


def draw(session: Session, site: Site, kind: str, drawing: str, parts: Iterable[Part]) -> list[Zone]:
    """Draw zones of a layer for a site in place of those of the same drawing before. Raises Forbidden."""
    zones = [
        Zone(
            kind=kind,
            name=f"{site.name} {part.label}",
            division=site.division,
            demo=site.demo,
            site_id=site.id,
            drawing=drawing,
            attributes={"label": part.label, **part.facts},
            geom=part.geom,
        )
        for part in parts
    ]
    wipe(session, site.id, kind, drawing)
    session.add_all(zones)
    try:
        session.flush()
    except ProgrammingError as error:
        if "row-level security" in str(error):
            raise Forbidden(f"您不能为“{site.name}”绘制", "请联系管理员开通编辑权限") from error
        raise
    return zones


def wipe(session: Session, site_id: int, kind: str, drawing: str) -> int:
    """Take a drawing off the map; the history keeps it. How many zones went."""
    gone = delete(Zone).where(Zone.site_id == site_id, Zone.kind == kind, Zone.drawing == drawing)
    return len(session.execute(gone.returning(Zone.id)).all())


def drawn(site_id: int, kind: str) -> Select[Zone, str]:
    """The zones of a layer that were drawn for a site, with their GeoJSON, in the order of drawing."""
    return (
        select(Zone, func.st_asgeojson(Zone.geom, 7, 0))
        .where(Zone.site_id == site_id, Zone.kind == kind)
        .order_by(Zone.id)
    )

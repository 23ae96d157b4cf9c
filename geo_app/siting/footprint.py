"""The ground of a project: what a footprint must be, and what about it should make a reader doubt."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from geoalchemy2 import Geometry
from shapely import Point, from_geojson, get_coordinates, get_num_geometries, to_wkt
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry
from sqlalchemy import BigInteger, cast, column, func, select, values
from sqlalchemy.orm import Session

from geo_app.db import SRID
from geo_app.divisions.models import Division
from geo_app.errors import BadInput
from geo_app.geo.coordinates import EAST, NORTH, SOUTH, WEST
from geo_app.geo.crs import STEP, ZONES
from geo_app.geo.fault import fault_of
from geo_app.geo.measure import area_m2
from geo_app.geo.offset import OFFSETS, move_back
from geo_app.ingest.outline import Outline, outline_of
from geo_app.sites.models import Site

LARGEST_M2, MOST_VERTICES, MOST_PARTS = 1_000_000_000, 100_000, 100
SAME, OTHER = 0.8, 0.5  # shares of a common area: two outlines of one site; outlines of two
Shape = Mapping[str, Any] | BaseGeometry


def footprint_of(given: Shape) -> BaseGeometry:
    """The footprint in degrees, as GeoJSON or as a geometry. Raises BadInput saying what is wrong with it."""
    shape = given if isinstance(given, BaseGeometry) else _from_geojson(given)
    if shape.is_empty:
        raise BadInput("没有画出用地范围", "请在地图上画出范围，或上传文件")
    if len(get_coordinates(shape)) > MOST_VERTICES:
        raise BadInput(f"用地范围的顶点超过 {MOST_VERTICES} 个", "请先简化边界再筛查")
    if get_num_geometries(shape) > MOST_PARTS:
        raise BadInput(f"用地范围由超过 {MOST_PARTS} 块组成", "请分批筛查，或合并相邻地块")
    west, south, east, north = shape.bounds
    if not (WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH):
        raise BadInput("用地范围不在中国范围内", "请检查经纬度是否颠倒、坐标系和带号是否正确")
    is_areal = shape.geom_type in ("Polygon", "MultiPolygon")
    if is_areal and shape.convex_hull.area == 0:  # one that crosses itself may have no area either
        raise BadInput("用地范围的面积为 0", "请画出范围，而不是一条线或一个点")
    if not shape.is_valid:
        raise BadInput(f"用地范围有误：{fault_of(shape)}", "请修正边界后再筛查")
    if is_areal:
        area = area_m2(shape)
        if area < 1:
            raise BadInput("用地范围的面积为 0", "请画出范围，而不是一条线或一个点")
        if area > LARGEST_M2:
            raise BadInput(
                f"用地范围有 {area / 1e6:,.0f} 平方公里，过大", "请检查坐标；一次筛查最多 1000 平方公里"
            )
    return shape


def read_footprint(path: Path, name: str = "", crs: str = "") -> Outline:
    """The footprint in a file of any kind that a ledger may come in, checked. Raises BadInput."""
    found = outline_of(path, name, crs)
    footprint_of(found.shape)
    return found


def doubts(session: Session, found: Outline) -> list[str]:
    """What speaks against the coordinates though nothing in the file does: another zone, the shift of web maps."""
    told = [_of_another_zone(session, found.shape)]
    if found.crs not in {title for title, _ in OFFSETS.values()}:
        told.append(_shifted(session, found.shape))
    return [each for each in told if each]


def ewkt(shape: BaseGeometry) -> str:
    """A shape as the database reads it, with every digit."""
    return f"SRID={SRID};{to_wkt(shape, rounding_precision=-1)}"


def _of_another_zone(session: Session, shape: BaseGeometry) -> str:
    """A wrong central meridian moves a place by whole zones: not on own ground, which would bring it in?"""
    middle = shape.representative_point()
    steps = [n for n in range(-ZONES, ZONES + 1) if WEST <= middle.x + n * STEP <= EAST]
    tried = values(column("zones", BigInteger), column("ewkt", Geometry("POINT", SRID)), name="tried").data(
        [(n, ewkt(Point(middle.x + n * STEP, middle.y))) for n in steps]
    )
    own = cast(Division.id, BigInteger).op("<@")(func.actor_scope())
    place = func.st_geomfromewkt(tried.c.ewkt)
    found = session.execute(
        select(tried.c.zones, Division.full_name)
        .join(Division, func.st_covers(Division.geom, place))
        .where(Division.level == 3, own)
        .order_by(func.abs(tried.c.zones))
    ).all()
    if not found or found[0].zones == 0:
        return ""
    zones, name = found[0]
    way = "东" if zones > 0 else "西"
    return f"用地不在您的辖区内；若中央经线应再向{way} {abs(zones) * STEP}°,则落在{name}。请核对带号"


def _shifted(session: Session, shape: BaseGeometry) -> str:
    """Drawn from a web map, an outline lies hundreds of metres beside the registered site that it shows."""
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return ""
    move = move_back("gcj02")
    back = shapely.transform(shape, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))
    place = func.st_geomfromewkt(ewkt(back))
    near = select(Site.name, func.st_astext(Site.geom)).where(
        Site.geom.op("&&")(place), func.st_dimension(Site.geom) == 2, ~Site.retired
    )
    for name, text in session.execute(near.limit(200)):
        site = shapely.from_wkt(text)
        if _agreement(site, back) > SAME and _agreement(site, shape) < OTHER:
            return f"坐标像是 GCJ-02(高德、腾讯地图)：反算后与已登记的“{name}”重合。若是，请把坐标系选为 GCJ-02"
    return ""


def _agreement(one: BaseGeometry, other: BaseGeometry) -> float:
    """The part of what two outlines cover that both cover."""
    return float(one.intersection(other).area / one.union(other).area)


def _from_geojson(given: Mapping[str, Any]) -> BaseGeometry:
    try:
        shape: BaseGeometry = from_geojson(json.dumps(given))
    except (GEOSException, TypeError, ValueError) as error:
        raise BadInput("用地范围不是有效的 GeoJSON 几何", "请重新画出或上传") from error
    return shape

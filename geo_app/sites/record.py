"""Add, change and retire a site. Nothing is deleted; every former version stays in its history."""

import json
from typing import Any

from shapely import from_geojson, get_coordinates, to_wkt
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import SRID
from geo_app.errors import BadInput, Conflict, Forbidden, NotFound
from geo_app.geo.coordinates import EAST, NORTH, SOUTH, WEST
from geo_app.geo.fault import fault_of
from geo_app.layers import Layer, LayerField, Layers
from geo_app.sites.fields import checked
from geo_app.sites.models import Site
from geo_app.sites.names import initials

KINDS = {"point": {"Point"}, "line": {"LineString", "MultiLineString"}, "polygon": {"Polygon", "MultiPolygon"}}


def add(session: Session, actor: Actor, layer: Layer, geometry: dict[str, Any], values: dict[str, Any]) -> Site:
    """A new site of a layer.

    Raises BadInput where a value or the place cannot be, Forbidden outside the own divisions.
    """
    site = draft(actor, layer, geometry, values)
    session.add(site)
    _flush(session, site, layer)
    return site


def draft(actor: Actor, layer: Layer, geometry: dict[str, Any], values: dict[str, Any]) -> Site:
    """A new site that is checked but not written yet."""
    _must_edit(actor, layer)
    site = Site(kind=layer.name, attributes={}, geom=_place(layer, geometry), source=f"{actor.name} 录入")
    _fill(site, layer, checked(layer, values, whole=True))
    return site


def change(
    session: Session, actor: Actor, layers: Layers, site_id: int, version: int, values: dict[str, Any]
) -> Site:
    """Change fields of a site (and its place, as `geometry`), based on the version that the person saw.

    Raises Conflict when somebody changed it meanwhile.
    """
    site = find(session, site_id, for_update=True)
    layer = layers[site.kind]
    _must_edit(actor, layer)
    if site.retired:
        raise BadInput(f"“{site.name}”已停用，不能修改", "如需恢复请联系管理员")
    if site.version != version:
        raise Conflict(f"“{site.name}”已被 {site.changed_by} 修改", "请对照两个版本后再保存")
    geometry = values.get("geometry")
    if geometry is not None:
        site.geom = _place(layer, geometry)
        site.division = 0  # decided anew by the place
    _fill(site, layer, checked(layer, {k: v for k, v in values.items() if k != "geometry"}, whole=False))
    _flush(session, site, layer)
    return site


def retire(session: Session, actor: Actor, layers: Layers, site_id: int, version: int) -> Site:
    """Take a site off the map; its history and its past stay readable."""
    site = find(session, site_id, for_update=True)
    _must_edit(actor, layers[site.kind])
    if site.version != version:
        raise Conflict(f"“{site.name}”已被 {site.changed_by} 修改", "请刷新后再操作")
    site.retired = True
    _flush(session, site, layers[site.kind])
    return site


def find(session: Session, site_id: int, for_update: bool = False) -> Site:
    """The site with this number, if this person may see it. Raises NotFound."""
    query = select(Site).where(Site.id == site_id)
    if for_update:
        visible = session.scalar(query)
        if visible is None:
            raise _unseen(site_id)
        locked = session.scalar(query.with_for_update().execution_options(populate_existing=True))
        if locked is None:
            raise Forbidden(f"您不能修改“{visible.name}”", "请联系管理员开通该行政区划的编辑权限")
        return locked
    site = session.scalar(query)
    if site is None:
        raise _unseen(site_id)
    return site


def _unseen(site_id: int) -> NotFound:
    return NotFound(f"没有编号为 {site_id} 的点位，或不在您的管辖区划内")


def _must_edit(actor: Actor, layer: Layer) -> None:
    if not layer.editable:
        raise BadInput(f"“{layer.title}”由其他数据推算得出，不能直接录入", "请修改它所依据的图层")
    if not actor.role.may(layer.edit):
        raise Forbidden(f"您没有编辑“{layer.title}”的权限", "请联系管理员")


def _fill(site: Site, layer: Layer, values: dict[str, Any]) -> None:
    attributes = dict(site.attributes)
    for name, value in values.items():
        field: LayerField = layer.field(name)
        if field.column:
            setattr(site, field.column, value)
        elif value is None:
            attributes.pop(name, None)
        else:
            attributes[name] = value.isoformat() if hasattr(value, "isoformat") else value
    site.attributes = attributes
    if "name" in values:  # not for every change: the letters of all characters take 55 MB
        site.initials = initials(site.name)


def _flush(session: Session, site: Site, layer: Layer) -> None:
    """Write, and say in the field's words what the database refuses."""
    try:
        session.flush()
    except IntegrityError as error:
        if "site_kind_code" in str(error.orig):
            raise BadInput(
                f"编号 {site.code} 在“{layer.title}”中已存在", "请核对编号，或修改已有的那一条"
            ) from error
        raise BadInput("数据不符合要求，没有保存", "请检查填写的内容") from error
    except Exception as error:
        if "row-level security" in str(error):
            raise Forbidden("该位置不在您的管辖区划内，没有保存", "请核对位置，或联系有权限的人员录入") from error
        raise
    session.refresh(site)


def _place(layer: Layer, geometry: dict[str, Any]) -> str:
    """The place as EWKT. Raises BadInput where it cannot be a place of this layer."""
    try:
        shape: BaseGeometry = from_geojson(json.dumps(geometry))
    except (GEOSException, TypeError, ValueError) as error:
        raise BadInput("位置不是有效的 GeoJSON 几何", "请在地图上重新选取位置") from error
    if shape.is_empty:
        raise BadInput("没有填写位置", "请在地图上选取位置或输入经纬度")
    allowed = set().union(*KINDS.values()) if layer.geometry == "any" else KINDS[layer.geometry]
    if layer.geometry == "polygon":
        allowed = allowed | KINDS["point"]  # a boundary not yet surveyed: a point, said so on the card
    if shape.geom_type not in allowed:
        raise BadInput(f"“{layer.title}”的位置不能是 {shape.geom_type}", "请改画点、线或面")
    west, south, east, north = shape.bounds
    if not (WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH):
        raise BadInput("位置不在中国范围内", "请检查经纬度是否颠倒或写错(经度 73 至 136，纬度 3 至 54)")
    if not shape.is_valid:
        raise BadInput(f"边界有误：{fault_of(shape)}", "请修正边界后再保存")
    if len(get_coordinates(shape)) > 100_000:
        raise BadInput("边界顶点超过 10 万个", "请先简化边界")
    return f"SRID={SRID};{to_wkt(shape, rounding_precision=-1)}"

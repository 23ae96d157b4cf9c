"""What somebody wants to build: a type, an act, the numbers that rules ask for, and a footprint."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely import from_geojson, get_coordinates, get_num_geometries, is_valid_reason, to_wkt
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geo_app.db import SRID
from geo_app.errors import BadInput, NotFound
from geo_app.geo.coordinates import EAST, NORTH, SOUTH, WEST
from geo_app.geo.measure import area_m2
from geo_app.layers import LayerField, Layers
from geo_app.sites.fields import checked
from geo_app.siting.tables import rows

LARGEST_M2, MOST_VERTICES, MOST_PARTS = 1_000_000_000, 100_000, 100
ACTS = {row["act"]: row for row in rows("acts")}


@dataclass(frozen=True)
class ProjectType:
    """One line of data/siting/project_types.csv: what the project would be on the map once it stands there."""

    name: str
    title: str
    title_en: str
    group: str  # hazard, people, industry or line
    layer: str
    preset: dict[str, str]
    asks: tuple[str, ...]

    @property
    def is_chemical(self) -> bool:
        return self.layer in ("chemical_plant", "hazard_source")

    def questions(self, layers: Layers) -> list[LayerField]:
        """The fields that rules ask for."""
        return [layers[self.layer].field(name) for name in self.asks]


@dataclass(frozen=True)
class Project:
    """A footprint and what shall stand on it. `own` are sites that it extends: none keeps distance from itself."""

    type: ProjectType
    act: str
    name: str
    footprint: BaseGeometry
    fields: dict[str, Any] = field(default_factory=dict)
    own: tuple[int, ...] = ()

    @property
    def wkt(self) -> str:
        return f"SRID={SRID};{to_wkt(self.footprint, rounding_precision=-1)}"

    @property
    def act_title(self) -> str:
        return ACTS[self.act]["title"]

    @property
    def is_new(self) -> bool:
        return ACTS[self.act]["is_new"] == "yes"

    @property
    def attributes(self) -> dict[str, Any]:
        """The fields as a site's attributes hold them; the number of residents stands in a column of its own."""
        return {name: value for name, value in self.fields.items() if value is not None and name != "residents"}

    @property
    def is_point(self) -> bool:
        return self.footprint.geom_type in ("Point", "MultiPoint")


def project_types() -> dict[str, ProjectType]:
    """Every type by name.

    >>> project_types()["school"].preset
    {'category': 'school'}
    """
    return {row["type"]: _type(row) for row in rows("project_types")}


def _type(row: dict[str, str]) -> ProjectType:
    preset = dict(part.split("=") for part in row["preset"].split(";") if part)
    asks = tuple(part for part in row["asks"].split(";") if part)
    return ProjectType(row["type"], row["title"], row["title_en"], row["group"], row["layer"], preset, asks)


Shape = Mapping[str, Any] | BaseGeometry


def read_project(layers: Layers, kind: str, footprint: Shape, given: Mapping[str, Any], **rest: Any) -> Project:
    """A project as somebody describes it; `rest` are act, name and own.

    Raises NotFound for an unknown type, BadInput for a footprint or a number that cannot be.
    """
    chosen = project_types().get(kind)
    if chosen is None:
        raise NotFound(f"没有项目类型 {kind}", f"可用类型:{'、'.join(project_types())}")
    act = rest.pop("act", None) or "new"
    if act not in ACTS:
        raise BadInput(f"没有建设性质 {act}", f"可用:{'、'.join(ACTS)}", field="act")
    unknown = sorted(set(given) - set(chosen.asks))
    if unknown:
        raise BadInput(f"“{chosen.title}”不需要 {'、'.join(unknown)}", f"可填:{'、'.join(chosen.asks) or '无'}")
    answers = {**chosen.preset, **given}
    fields = checked(layers[chosen.layer], answers, whole=False) if chosen.layer in layers.by_name else {}
    return Project(chosen, act, fields=fields, footprint=_footprint(footprint), name=rest.pop("name", ""), **rest)


def _footprint(given: Shape) -> BaseGeometry:
    """The footprint in degrees. Raises BadInput saying what is wrong with it."""
    shape = given if isinstance(given, BaseGeometry) else _from_geojson(given)
    if shape.is_empty:
        raise BadInput("没有画出用地范围", "请在地图上画出范围,或上传文件")
    if len(get_coordinates(shape)) > MOST_VERTICES:
        raise BadInput(f"用地范围的顶点超过 {MOST_VERTICES} 个", "请先简化边界再筛查")
    if get_num_geometries(shape) > MOST_PARTS:
        raise BadInput(f"用地范围由超过 {MOST_PARTS} 块组成", "请分批筛查,或合并相邻地块")
    west, south, east, north = shape.bounds
    if not (WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH):
        raise BadInput("用地范围不在中国范围内", "请检查经纬度是否颠倒、坐标系和带号是否正确")
    if not shape.is_valid:
        raise BadInput(f"用地范围自相交:{is_valid_reason(shape)}", "请修正边界后再筛查")
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        area = area_m2(shape)
        if area < 1:
            raise BadInput("用地范围的面积为 0", "请画出范围,而不是一条线或一个点")
        if area > LARGEST_M2:
            raise BadInput(f"用地范围有 {area / 1e6:,.0f} 平方公里,过大", "请检查坐标;一次筛查最多 1000 平方公里")
    return shape


def _from_geojson(given: Mapping[str, Any]) -> BaseGeometry:
    try:
        shape: BaseGeometry = from_geojson(json.dumps(given))
    except (GEOSException, TypeError, ValueError) as error:
        raise BadInput("用地范围不是有效的 GeoJSON 几何", "请重新画出或上传") from error
    return shape

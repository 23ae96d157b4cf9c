"""Numbers, days and fields of an opinion in the words of its paper."""

from datetime import date, datetime
from typing import Any

import shapely
from pyproj import Geod

from geo_app.geo.measure import area_m2
from geo_app.instant import CHINA
from geo_app.layers import LayerField, Layers
from geo_app.siting.project import Project
from geo_app.siting.rule import Line

NONE = "—"
UPPER = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SMALL = 1e-3  # below, a number is written as a power of ten
CLOSE_M = 1  # a distance so near to what is required is told to the centimetre
EARTH = Geod(ellps="GRS80")


def day(when: date) -> str:
    """2026年11月22日, as official papers write it."""
    return f"{when.year}年{when.month}月{when.day}日"


def moment(when: datetime) -> str:
    here = when.astimezone(CHINA)
    return f"{day(here)}{here:%H:%M}"


def number(value: float) -> str:
    """A number with groups of thousands; a very small one as a power of ten.

    >>> number(1250.0), number(3e-7), number(17.5)
    ('1,250', '3×10⁻⁷', '17.5')
    """
    if 0 < abs(value) < SMALL:
        digits, power = f"{value:.0e}".split("e")
        return f"{digits}×10{str(int(power)).translate(UPPER)}"
    return f"{value:,.10g}"


def required(line: Line) -> str:
    return NONE if line.required is None else f"{number(line.required)} {line.unit}"


def measured(line: Line) -> str:
    """Metres to a tenth, and to the centimetre where they are close to what is required."""
    if line.measured is None:
        return NONE
    if line.unit != "米":
        return f"{number(line.measured)} {line.unit}"
    is_close = line.required is not None and abs(line.measured - line.required) < CLOSE_M
    return f"{line.measured:,.{2 if is_close else 1}f} {line.unit}"


def facts_of(layers: Layers, project: Project, place: str) -> tuple[tuple[str, str], ...]:
    """What the project is: everything that was told, and what was asked and not told."""
    fields = project.type.questions(layers) if project.type.layer in layers.by_name else []
    told = ((field.title, value_of(field, project.fields.get(field.name))) for field in fields)
    own = (("已有设施", f"扩建、改建自 {len(project.own)} 处已登记点位"),) if project.own else ()
    return (
        ("项目名称", project.name),
        ("项目类型", project.type.title),
        ("建设性质", project.act_title),
        ("位置", place),
        ("用地", extent(project)),
        *own,
        *told,
    )


def value_of(field: LayerField, value: Any) -> str:
    """The value of a field as people say it."""
    if value is None:
        return "未填写"
    if field.choices:
        return next((label for name, label, _ in field.choices if name == value), str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{number(value)} {field.unit}".strip() if isinstance(value, int | float) else str(value)


def extent(project: Project) -> str:
    """How large the footprint is, and where its middle lies."""
    shape = project.footprint
    at = shape.centroid
    where = f"中心 {at.x:.6f}°E,{at.y:.6f}°N(CGCS2000)"
    if project.is_point:
        return f"点位，未给范围；{where}"
    if shapely.get_dimensions(shape) == 1:
        return f"线路，长 {EARTH.geometry_length(shape):,.0f} 米；{where}"
    return f"面积 {area_m2(shape):,.0f} 平方米({area_m2(shape) / 10_000:,.2f} 公顷);{where}"

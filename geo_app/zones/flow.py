"""Where tailings would run: a set length down the valley from the toe of the dam, a corridor around it, and the
homes and facilities inside. What stands there makes an overhead pond (头顶库); a circle would not tell."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import LineString
from sqlalchemy import BigInteger, Float, Integer, Text, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.errors import BadInput
from geo_app.reckoning.tables import Rule, rows, rules
from geo_app.sites.models import Site
from geo_app.zones.drawing import Part, draw, drawn, in_database
from geo_app.zones.elevation import descend, read_terrain
from geo_app.zones.exposure import residents_within
from geo_app.zones.nearness import GEOD

KIND, DRAWING = "flow_path", "flow"
HIDDEN = {"home": "辖区外居民区", "facility": "辖区外设施"}
Place = tuple[float, float]


@dataclass(frozen=True)
class Downstream:
    """A home or a facility in the corridor: how far down the line it lies, and how far beside it."""

    id: int | None
    kind: str
    role: str
    name: str
    people: int | None
    along_m: float
    distance_m: float


@dataclass(frozen=True)
class FlowPath:
    """The path of a pond. `overhead` is None where it cannot be said: the line ends early, or nobody has been
    looked for around here."""

    drawn_from: str
    line: dict[str, Any]
    corridor: dict[str, Any]
    length_m: float
    wanted_m: float
    width_m: float
    inside: tuple[Downstream, ...]
    surveyed: bool

    @property
    def rule(self) -> Rule:
        return rules("zones/flow")["overhead"]

    @property
    def is_complete(self) -> bool:
        """Whether the line is as long as the rule asks for."""
        return self.length_m >= self.wanted_m - 1

    @property
    def homes(self) -> tuple[Downstream, ...]:
        return tuple(each for each in self.inside if each.role == "home")

    @property
    def people(self) -> int | None:
        """Who lives in the corridor, homes counted whole; None where nobody is known."""
        known = [each.people for each in self.homes if each.people is not None]
        return sum(known) if known or (self.surveyed and not self.homes) else None

    @property
    def overhead(self) -> bool | None:
        if self.inside:
            return True
        return False if self.is_complete and self.surveyed else None

    @property
    def notes(self) -> list[str]:
        """What a reader must know to trust the answer."""
        notes = (
            ["路径由高程栅格按最陡坡向(D8)推算，洼地按满溢处理"]
            if self.drawn_from == "dem"
            else ["路径由人工绘制"]
        )
        notes.append(f"走廊宽 {self.width_m:g} m 为填报人给定；走廊触及的居民点按整个居民点计")
        if not self.is_complete:
            notes.append(f"路径只有 {self.length_m:.0f} m，不足 {self.wanted_m:g} m；以下未检查")
        if not self.surveyed:
            notes.append("5 km 内没有登记任何居民区，不能按无人计")
        if any(each.people is None for each in self.homes):
            notes.append("有居民点没有填写常住人口，未计入")
        return notes


def draw_by_hand(session: Session, site: Site, line: LineString, width_m: float) -> FlowPath:
    """The path along a valley line that a person drew from the toe downhill.

    Raises BadInput where it does not begin at the pond.
    """
    off = _metres_from(session, site, line.coords[0])
    most = float(rules("zones/flow")["toe_reach"].number)
    if off > most:
        raise BadInput(f"路径起点距尾矿库 {off:.0f} m，超过 {most:g} m", "请自坝脚向下游绘制，方向不要画反")
    return _draw(session, site, line, width_m, "line")


def draw_by_terrain(
    session: Session, site: Site, content: bytes, width_m: float, toe: Place | None = None, epsg: int | None = None
) -> FlowPath:
    """The path by a grid of heights, from the toe, otherwise from the lowest cell at the edge of the pond."""
    shape = shapely.from_wkb(
        bytes(session.scalars(select(func.st_asbinary(Site.geom)).where(Site.id == site.id)).one())
    )
    middle = toe or (shape.centroid.x, shape.centroid.y)
    metres = float(rules("zones/flow")["overhead"].number)
    corners = shapely.get_coordinates(shape).T
    reach = max(GEOD.inv(np.full_like(corners[0], middle[0]), np.full_like(corners[1], middle[1]), *corners)[2])
    terrain = read_terrain(content, middle, metres + reach, epsg)
    coarsest = float(rules("zones/flow")["cells"].number)
    if terrain.cell_m > coarsest:
        raise BadInput(
            f"高程栅格单元 {terrain.cell_m:.0f} m，大于 {coarsest:g} m，看不出沟谷", "请上传更细的高程文件"
        )
    start = terrain.nearest(*toe) if toe else terrain.lowest_along(shape)
    return _draw(session, site, descend(terrain, start, metres), width_m, "dem")


def read_flow(session: Session, site_id: int) -> FlowPath | None:
    """The path of a pond as it was drawn, with what stands there now; None where none is drawn, so that nothing
    can be said."""
    found = {
        zone.attributes["part"]: (zone, json.loads(text)) for zone, text in session.execute(drawn(site_id, KIND))
    }
    if not found:
        return None
    facts, line = found["line"][0].attributes, found["line"][1]
    inside = tuple(_inside(session, line, facts["width_m"] / 2))
    return FlowPath(
        drawn_from=facts["drawn_from"],
        line=line,
        corridor=found["corridor"][1],
        length_m=facts["length_m"],
        wanted_m=facts["wanted_m"],
        width_m=facts["width_m"],
        inside=inside,
        surveyed=residents_within(session, site_id, facts["wanted_m"]).surveyed,
    )


def first_metres(line: LineString, metres: float) -> tuple[LineString, float]:
    """The beginning of a line up to so many metres on the ellipsoid, and how long it is.

    >>> line, length = first_metres(LineString([(102.0, 25.0), (102.1, 25.0)]), 1000)
    >>> round(length), len(line.coords)
    (1000, 2)
    """
    places, length = [line.coords[0]], 0.0
    for place in line.coords[1:]:
        (lon, lat), (x, y) = places[-1][:2], place[:2]
        azimuth, _, step = GEOD.inv(lon, lat, x, y)
        if length + step >= metres:
            return LineString([*places, GEOD.fwd(lon, lat, azimuth, metres - length)[:2]]), metres
        places.append(place)
        length += step
    return LineString(places), length


def _draw(session: Session, site: Site, line: LineString, width_m: float, drawn_from: str) -> FlowPath:
    rule = rules("zones/flow")["overhead"]
    wanted = float(rule.number)
    path, length = first_metres(line, wanted)
    facts = {"drawn_from": drawn_from, "width_m": width_m, "length_m": round(length, 1), "wanted_m": wanted}
    facts |= {"clause": rule.clause}
    shape = in_database(path)
    parts = (
        Part("下泄路径", shape, facts | {"part": "line"}),
        Part("下泄走廊", func.corridor(shape, width_m / 2), facts | {"part": "corridor"}),
    )
    draw(session, site, KIND, DRAWING, parts)
    drawn_path = read_flow(session, site.id)
    assert drawn_path
    return drawn_path


def _inside(session: Session, line: dict[str, Any], half_m: float) -> Iterator[Downstream]:
    roles = {row["layer"]: row["role"] for row in rows("zones/flow_targets")}
    shape = func.st_setsrid(func.st_geomfromgeojson(json.dumps(line)), 4490)
    found = func.sites_along(shape, half_m, list(roles)).table_valued(
        *(sql_column(*pair) for pair in (("id", BigInteger()), ("kind", Text()), ("name", Text()))),
        *(sql_column(*pair) for pair in (("people", Integer()), ("along_m", Float()), ("distance_m", Float()))),
    )
    for row in session.execute(select(found)):
        role = roles[row.kind]
        name = row.name or HIDDEN[role]
        yield Downstream(row.id, row.kind, role, name, row.people, round(row.along_m, 1), round(row.distance_m, 1))


def _metres_from(session: Session, site: Site, place: tuple[float, ...]) -> float:
    point = func.st_setsrid(func.st_makepoint(*place[:2]), 4490)
    away = func.st_distance(func.geography(Site.geom), func.geography(point))
    return float(session.scalars(select(away).where(Site.id == site.id)).one())

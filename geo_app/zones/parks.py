"""Chemical parks: who stands inside and who outside, what stands within the control line, what a park may hold."""

import json
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import BigInteger, Float, Integer, RowMapping, Text, and_, func, or_, select, true
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session, aliased

from geo_app.divisions.models import Division
from geo_app.errors import BadInput
from geo_app.reckoning.tables import rows
from geo_app.sites.models import Site
from geo_app.sites.record import find
from geo_app.zones.drawing import Part, draw, drawn, in_database
from geo_app.zones.models import Zone

KIND, DRAWING = "park_line", "control"
SENSITIVE = ["settlement", "protected_target"]
UNKNOWN_TYPE = {
    "flag": "未填写企业类型，无法判断是否必须入园",
    "flag_en": "No type of enterprise entered: nobody can say whether it must stand in a park",
    "clause": "",
    "confidence": "",
}
plant, park = aliased(Site), aliased(Site)
INSIDE = func.st_covers(park.geom, func.st_pointonsurface(plant.geom))


@dataclass(frozen=True)
class ParkPlant:
    """A plant beside a park: `distance_m` to the park's boundary, 0 inside."""

    id: int
    name: str
    colour: str | None
    stated_park: str | None
    workers: int | None
    is_inside: bool
    distance_m: float


@dataclass(frozen=True)
class Sensitive:
    """A home or protected target within the control line; without number and name beyond one's own divisions."""

    id: int | None
    kind: str
    name: str | None
    people: int | None


@dataclass(frozen=True)
class Park:
    """A park with its plants: those inside, and those that say so in their record but stand outside."""

    id: int
    name: str
    has_boundary: bool
    capacity: int | None
    plants: tuple[ParkPlant, ...]
    control_line: dict[str, Any] | None
    sensitive: tuple[Sensitive, ...]

    @property
    def inside(self) -> tuple[ParkPlant, ...]:
        return tuple(each for each in self.plants if each.is_inside)

    @property
    def outside(self) -> tuple[ParkPlant, ...]:
        return tuple(each for each in self.plants if not each.is_inside)

    @property
    def notes(self) -> list[str]:
        notes = []
        if not self.has_boundary:
            notes.append("园区没有边界，无法判断企业在内在外")
        if self.capacity is None:
            notes.append("没有填写安全容量，未核对是否超出")
        elif len(self.inside) > self.capacity:
            notes.append(f"园内 {len(self.inside)} 家，超出安全容量 {self.capacity} 家")
        if self.control_line is None:
            notes.append("没有绘制安全控制线，线内敏感目标未检查")
        return notes


@dataclass(frozen=True)
class Outsider:
    """A plant outside every park, with the nearest park and what follows from its type."""

    id: int
    name: str
    division: str | None
    colour: str | None
    enterprise_type: str | None
    stated_park: str | None
    nearest_id: int | None
    nearest: str | None
    distance_m: float | None
    geometry: dict[str, Any]  # the shortest line to the nearest park, or the plant itself

    @property
    def rule(self) -> dict[str, str]:
        """The flag with its clause."""
        known = {row["enterprise_type"]: row for row in rows("zones/outside_parks")}
        return known.get(self.enterprise_type or "", UNKNOWN_TYPE)


def draw_control_line(session: Session, site: Site, shape: BaseGeometry, basis: str) -> None:
    """The published control line of a park, in place of an earlier one."""
    _must_be_park(site)
    draw(session, site, KIND, DRAWING, [Part("安全控制线", func.st_multi(in_database(shape)), {"basis": basis})])


def read_park(session: Session, site_id: int) -> Park:
    """A park with all that belongs to it. Raises NotFound, and BadInput for a site of another layer."""
    site = find(session, site_id)
    _must_be_park(site)
    line = session.execute(drawn(site_id, KIND)).first()
    dimension = session.scalars(select(func.st_dimension(Site.geom)).where(Site.id == site_id)).one()
    capacity = site.attributes.get("capacity")
    return Park(
        id=site.id,
        name=site.name,
        has_boundary=dimension == 2,
        capacity=None if capacity is None else int(capacity),
        plants=_plants(session, site_id),
        control_line=json.loads(line[1]) if line else None,
        sensitive=_sensitive(session, line[0].id) if line else (),
    )


def outside_parks(session: Session, division: str) -> tuple[int, int, list[Outsider]]:
    """How many parks and plants a division has, and the plants outside every park, the farthest from one last."""
    low, high = (int(division.ljust(12, digit)) for digit in "09")
    here = and_(plant.kind == "chemical_plant", ~plant.retired, plant.division.between(low, high))
    is_park = and_(park.kind == "chemical_park", ~park.retired)
    away = func.st_distance(func.geography(park.geom), func.geography(plant.geom)).label("distance_m")
    by_distance = select(
        park.id.label("nearest_id"), park.name.label("nearest"), away, park.geom.label("place")
    ).where(is_park)
    nearest = by_distance.order_by(park.geom.op("<->")(plant.geom)).limit(1).lateral()
    held = select(park.id).where(is_park, park.geom.op("&&")(plant.geom), INSIDE).exists()
    told = (
        Division.full_name.label("division"),
        plant.attributes["enterprise_type"].astext.label("enterprise_type"),
        plant.attributes["park"].astext.label("stated_park"),
    )
    way = func.coalesce(func.connection_of(plant.geom, nearest.c.place, nearest.c.distance_m), plant.geom)
    found = session.execute(
        select(
            plant.id, plant.name, plant.colour, *told, *nearest.c, func.st_asgeojson(way, 7, 0).label("geometry")
        )
        .select_from(plant)
        .outerjoin(Division, Division.id == plant.division)
        .outerjoin(nearest, true())
        .where(here, ~held)
        .order_by(nearest.c.distance_m, plant.id)
    )
    parks = session.scalars(select(func.count()).select_from(park).where(is_park)).one()
    plants = session.scalars(select(func.count()).select_from(plant).where(here)).one()
    return parks, plants, [_outsider(row._mapping) for row in found]


def _outsider(row: RowMapping) -> Outsider:
    return Outsider(
        **{name: row[name] for name in row if name != "place"} | {"geometry": json.loads(row["geometry"])}
    )


def _plants(session: Session, park_id: int) -> tuple[ParkPlant, ...]:
    stated = plant.attributes["park"].astext
    away = func.st_distance(func.geography(park.geom), func.geography(plant.geom)).label("distance_m")
    told = (
        stated.label("stated_park"),
        plant.attributes["workers"].astext.cast(Integer).label("workers"),
        INSIDE.label("is_inside"),
    )
    found = session.execute(
        select(plant.id, plant.name, plant.colour, *told, away)
        .select_from(plant)
        .join(park, park.id == park_id)
        .where(plant.kind == "chemical_plant", ~plant.retired)
        .where(or_(and_(plant.geom.op("&&")(park.geom), INSIDE), stated == park.name))
        .order_by(away, plant.id)
    )
    return tuple(ParkPlant(**row._mapping) for row in found)


def _sensitive(session: Session, zone_id: int) -> tuple[Sensitive, ...]:
    line = select(Zone.geom).where(Zone.id == zone_id).scalar_subquery()
    near = func.sites_near(line, 0.0, SENSITIVE).table_valued(
        sql_column("id", BigInteger),
        sql_column("kind", Text),
        sql_column("name", Text),
        sql_column("people", Integer),
        sql_column("distance_m", Float),
    )
    rows_found = session.execute(select(near.c.id, near.c.kind, near.c.name, near.c.people))
    return tuple(Sensitive(*row) for row in rows_found)


def _must_be_park(site: Site) -> None:
    if site.kind != "chemical_park":
        raise BadInput(f"“{site.name}”不是化工园区", "请选择化工园区图层的点位")

"""Emergency resources with their distance and telephone: the nearest to a place, or all of them to take along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Boolean, Float, Text, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import SRID
from geo_app.layers import Layer

LAYER = "emergency_resource"
TOLD = ("category", "people", "capacity", "equipment", "speciality", "on_duty", "response_minutes")
TELEPHONES = ("duty_telephone", "telephone")
UNKNOWN = ("未分类", "Not classified")
MOST = 5000  # a county has hundreds


@dataclass(frozen=True)
class Resource:
    """One of them; `distance_m` to the place that was asked for, on the ellipsoid. A telephone is there for those
    who may see it; that of the duty room goes before that of a person. `own`: its card is theirs to open."""

    id: int
    name: str
    lon: float
    lat: float
    telephone: str | None
    address: str | None
    category: str | None
    category_title: str
    category_title_en: str
    own: bool
    people: int | None
    capacity: int | None
    equipment: str | None
    speciality: str | None
    on_duty: bool | None
    response_minutes: float | None
    distance_m: float | None = None


def nearest(session: Session, actor: Actor, layer: Layer, place: tuple[float, float], each: int) -> list[Resource]:
    """So many of each category, the nearest first, category by category: that of the nearest first. `place` is
    longitude and latitude."""
    point = func.st_setsrid(func.st_makepoint(*place), SRID)
    near = func.nearest_help(point, each).table_valued(
        sql_column("id", BigInteger), sql_column("distance_m", Float), name="near"
    )
    found = session.execute(select(near)).all()
    known = {one.id: one for one in _read(session, actor, layer, [row.id for row in found])}
    return [Resource(**vars(known[row.id]) | {"distance_m": round(row.distance_m, 1)}) for row in found]


def all_resources(session: Session, actor: Actor, layer: Layer) -> list[Resource]:
    """All of the counties that this person works in, to reckon with where there is no network."""
    return _read(session, actor, layer, None)


def _read(session: Session, actor: Actor, layer: Layer, ids: Sequence[int] | None) -> list[Resource]:
    help_ = func.shared_help().table_valued(
        sql_column("id", BigInteger),
        *(sql_column(name, Text) for name in ("name", "address", "telephone")),
        sql_column("own", Boolean),
        sql_column("attributes", JSONB),
        sql_column("place", Geometry),
        name="help",
    )
    told = (help_.c[name] for name in ("id", "name", "address", "own", "telephone", "attributes"))
    wanted = select(*told, func.st_x(help_.c.place).label("lon"), func.st_y(help_.c.place).label("lat"))
    if ids is not None:
        wanted = wanted.where(help_.c.id.in_(ids))
    seen = [name for name in TELEPHONES if actor.role.may(layer.field(name).see)]
    titles = {value: (title, title_en) for value, title, title_en in layer.field("category").choices}
    return [
        _one(dict(row._mapping), seen, titles) for row in session.execute(wanted.order_by(help_.c.id).limit(MOST))
    ]


def _one(row: dict[str, Any], seen: Sequence[str], titles: Mapping[str, tuple[str, str]]) -> Resource:
    attributes = row.pop("attributes")
    known = {"telephone": row.pop("telephone"), "duty_telephone": attributes.get("duty_telephone")}
    telephone = next((known[name] for name in seen if known[name]), None)
    category, category_en = titles.get(attributes.get("category"), UNKNOWN)
    told = {name: attributes.get(name) for name in TOLD}
    return Resource(**row, **told, telephone=telephone, category_title=category, category_title_en=category_en)

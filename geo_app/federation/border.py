"""The giving side: what a neighbouring county may fetch, the parts of our zones that reach over its border."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, ValidationError
from sqlalchemy import Boolean, Date, Float, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from geo_app.actor import Role
from geo_app.divisions.code import number
from geo_app.divisions.models import Division
from geo_app.errors import BadInput, NotLoggedIn
from geo_app.federation import secret_file
from geo_app.federation.models import Neighbour
from geo_app.layers import Layer, Layers

PATH = "/api/federation/border-zones"
MOST_ZONES = 20_000
Words = Annotated[str, Field(max_length=300)]


class ZoneProperties(BaseModel, extra="forbid"):
    """What is said of a zone: what kind, how far it reaches from what it was drawn around, why, since when."""

    what: Words
    what_en: Words
    metres: Annotated[float, Field(gt=0, le=100_000)] | None
    basis: Words
    basis_en: Words
    since: date
    demo: bool


class Place(BaseModel, extra="forbid"):
    type: Literal["MultiPolygon"]
    coordinates: list[Any]


class BorderZone(BaseModel, extra="forbid"):
    """The part of one zone that lies across the border; it has no number."""

    type: Literal["Feature"] = "Feature"
    geometry: Place
    properties: ZoneProperties


class BorderZones(BaseModel, extra="forbid"):
    """All that `county` has on the ground of `neighbour`, as of now."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    county: str
    neighbour: str
    told_at: AwareDatetime
    features: Annotated[list[BorderZone], Field(max_length=MOST_ZONES)]


@dataclass(frozen=True)
class Pass:
    """What a neighbour needs to fetch: whose zones, for whom, where, with which token, and the certificate of the
    CA that vouches for the address."""

    county: str
    neighbour: str
    address: str
    token: str
    certificate: str = ""


def let_in(session: Session, county: str, neighbour: str) -> str:
    """The token by which `neighbour` fetches the zones of `county`; one that it had opens nothing any more.

    Raises BadInput where one lies within the other, or where there is no outline to cut at."""
    if county.startswith(neighbour) or neighbour.startswith(county):
        raise BadInput(f"{neighbour} 不是 {county} 的邻县", "上下级之间请用 geo-app federation publish 和 join")
    must_have_outline(session, neighbour)
    token = secrets.token_urlsafe(32)
    key = {"division": number(county), "neighbour": number(neighbour)}
    made = insert(Neighbour).values(**key, token_hash=_hash(token))
    session.execute(
        made.on_conflict_do_update(
            index_elements=list(key), set_={"token_hash": made.excluded.token_hash, "asked_at": None}
        )
    )
    return token


def must_have_outline(session: Session, county: str) -> None:
    found = session.scalar(select(Division.geom.is_not(None)).where(Division.id == number(county)))
    if not found:
        raise BadInput(f"没有 {county} 的边界", "请先运行 geo-app divisions load")


def border_zones(session: Session, layers: Layers, token: str) -> BorderZones:
    """What whoever shows this token may know. Raises NotLoggedIn where it opens nothing."""
    shown = _hash(token)
    asking = func.neighbour_asking(shown).table_valued("division", "neighbour")
    who = session.execute(select(asking)).one_or_none()
    if who is None:
        raise NotLoggedIn("邻县令牌无效或已撤销", "请对方重新运行 geo-app federation neighbours let-in")
    open_to_all = {layer.name: layer for layer in layers if _is_told(layer)}
    found = func.border_zones(shown, cast(list(open_to_all), ARRAY(String))).table_valued(
        *(sql_column(name, String) for name in ("kind", "geojson")),
        sql_column("metres", Float),
        sql_column("since", Date),
        sql_column("demo", Boolean),
    )
    return BorderZones(
        county=f"{who.division:012d}"[:6],
        neighbour=f"{who.neighbour:012d}"[:6],
        told_at=datetime.now(UTC),
        features=[_told(open_to_all[row.kind], row) for row in session.execute(select(found))],
    )


def read_pass(file: Path) -> Pass:
    """Raises BadInput where it is none."""
    remedy = "请用 geo-app federation neighbours let-in 写出的文件"
    return secret_file.read(file, Pass, BadInput(f"读不了邻县文件 {file}", remedy))


def read_zones(answer: bytes) -> BorderZones:
    """What a neighbour told. Raises BadInput where it is not what was asked for."""
    try:
        return BorderZones.model_validate_json(answer)
    except ValidationError as error:
        raise BadInput("邻县的回答读不了", "请两县使用同一版本") from error


def _is_told(layer: Layer) -> bool:
    """Zones that everybody in the county may see; a layer for some roles alone stays at home."""
    return layer.source in ("buffer", "zone") and layer.see is Role.VIEWER


def _told(layer: Layer, row: Any) -> BorderZone:
    """In the words of the layer file, never of a row: what people wrote may name a site."""
    ring = next((each for each in layer.rings if each.metres == row.metres), None)
    said = ZoneProperties(
        what=layer.title,
        what_en=layer.title_en,
        metres=row.metres,
        basis=ring.basis if ring else "",
        basis_en=ring.basis_en if ring else "",
        since=row.since,
        demo=row.demo,
    )
    return BorderZone(geometry=Place.model_validate_json(row.geojson), properties=said)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()

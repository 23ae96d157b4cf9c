"""The asking side: fetch what neighbours tell, keep the last of it while they are away, and say how old it is."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import shapely
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo_app.actor import SYSTEM
from geo_app.db import SRID, Database
from geo_app.divisions.code import canonical, number
from geo_app.divisions.models import Division
from geo_app.errors import BadInput, GeoAppError, NotFound, Unavailable
from geo_app.federation import secret_file
from geo_app.federation.border import (
    PATH,
    BorderZones,
    Pass,
    ZoneProperties,
    must_have_outline,
    read_pass,
    read_zones,
)
from geo_app.federation.models import Neighbour, NeighbourZone

KIND = "neighbour_zone"
FOLDER = "neighbours"
EVERY, AGAIN = timedelta(minutes=15), timedelta(minutes=2)  # where it answered, where it did not
WAIT_S, MOST_BYTES = 20, 64 << 20


@dataclass(frozen=True)
class Known:
    """A neighbour: whether it may fetch ours, and last did; where we fetch its, what we hold and how new it is."""

    code: str
    name: str
    may_fetch: bool
    asked_at: datetime | None
    address: str | None
    zones: int
    told_at: datetime | None
    fault: str

    @property
    def fetched(self) -> bool:
        return self.address is not None


def know(session: Session, folder: Path, given: Pass) -> None:
    """Fetch from the neighbour that wrote this pass from here on. Raises BadInput where it names no address."""
    if urlsplit(given.address).scheme not in ("http", "https"):
        raise BadInput(f"{given.address} 不是网址", "请邻县设好 GEO_APP_PUBLIC_URL 后重新写出文件")
    must_have_outline(session, given.neighbour)
    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    secret_file.write(_file(folder, number(given.county)), given)
    key = {"division": number(given.neighbour), "neighbour": number(given.county)}
    new = insert(Neighbour).values(**key, address=given.address)
    fresh = {"address": given.address, "tried_at": None, "fault": ""}
    session.execute(new.on_conflict_do_update(index_elements=list(key), set_=fresh))


def forget(session: Session, folder: Path, neighbour: str) -> int:
    """It may fetch nothing any more, and what it told goes from the map. How many zones; raises NotFound."""
    if not session.scalars(delete(Neighbour).where(_is(neighbour)).returning(Neighbour.division)).all():
        raise NotFound(f"没有邻县 {neighbour}", "geo-app federation neighbours list 列出邻县")
    gone = session.scalars(
        delete(NeighbourZone).where(NeighbourZone.neighbour == number(neighbour)).returning(NeighbourZone.id)
    ).all()
    _file(folder, number(neighbour)).unlink(missing_ok=True)
    return len(gone)


def listed(session: Session) -> list[Known]:
    """The neighbours that this person may know of."""
    zones = select(func.count()).where(NeighbourZone.neighbour == Neighbour.neighbour).scalar_subquery()
    named = select(Neighbour, Division.name, zones.label("zones"))
    rows = session.execute(
        named.outerjoin(Division, Division.id == Neighbour.neighbour).order_by(Neighbour.neighbour)
    )
    return [
        Known(
            code=canonical(f"{row.neighbour:012d}") or "",
            name=name or "",
            may_fetch=row.token_hash is not None,
            asked_at=row.asked_at,
            address=row.address,
            zones=n,
            told_at=row.told_at,
            fault=row.fault,
        )
        for row, name, n in rows
    ]


def fetch_due(database: Database, folder: Path, all_of_them: bool = False) -> int:
    """Ask the neighbours whose turn it is, each in a transaction of its own; how many answered. Of several servers
    one asks."""
    with database.transaction(SYSTEM) as session:
        turn = or_(
            Neighbour.tried_at.is_(None),
            Neighbour.tried_at < func.now() - EVERY,
            (Neighbour.fault != "") & (Neighbour.tried_at < func.now() - AGAIN),
        )
        due = session.scalars(
            select(Neighbour.neighbour).where(Neighbour.address.is_not(None), *([] if all_of_them else [turn]))
        ).all()
    return sum(_fetch_one(database, folder, each) for each in due)


def _fetch_one(database: Database, folder: Path, neighbour: int) -> bool:
    with database.transaction(SYSTEM) as session:
        wanted = select(Neighbour).where(Neighbour.neighbour == neighbour, Neighbour.address.is_not(None))
        row = session.scalar(wanted.with_for_update(skip_locked=True))
        if row is None:
            return False
        row.tried_at = func.clock_timestamp()
        try:
            told = ask(read_pass(_file(folder, neighbour)))
            _keep(session, row, told)
        except GeoAppError as error:
            row.fault = error.message
            return False
        row.told_at, row.fault = told.told_at, ""
        return True


def ask(given: Pass) -> BorderZones:
    """What the neighbour tells now. Raises Unavailable where it is away or refuses."""
    parts = urlsplit(given.address)
    if parts.scheme == "https":
        trusted = ssl.create_default_context(cadata=given.certificate or None)
        line: HTTPConnection = HTTPSConnection(parts.netloc, timeout=WAIT_S, context=trusted)
    else:
        line = HTTPConnection(parts.netloc, timeout=WAIT_S)
    shown = {"Authorization": f"Bearer {given.token}", "Accept": "application/json"}
    try:
        line.request("GET", parts.path.rstrip("/") + PATH, headers=shown)
        answer = line.getresponse()
        said = answer.read(MOST_BYTES + 1)
    except (OSError, HTTPException) as error:
        raise Unavailable("连不上邻县的服务") from error
    finally:
        line.close()
    if answer.status != HTTPStatus.OK or len(said) > MOST_BYTES:
        raise Unavailable(f"邻县的服务回答 {answer.status}")
    told = read_zones(said)
    if (told.county, told.neighbour) != (given.county, given.neighbour):
        raise BadInput("邻县的回答是给别的县的")
    return told


def _keep(session: Session, row: Neighbour, told: BorderZones) -> None:
    """Instead of what it told before; a zone that stands as it was stays the same row."""
    name = session.scalar(select(Division.name).where(Division.id == row.neighbour)) or told.county
    outline = to_shape(session.scalars(select(Division.geom).where(Division.id == row.division)).one())
    new = {_same(_attributes(said), shape): (said, shape) for said, shape in _shapes(told, outline)}
    held = session.execute(
        select(NeighbourZone.id, NeighbourZone.attributes, NeighbourZone.geom).where(
            NeighbourZone.neighbour == row.neighbour
        )
    )
    gone = []
    for zone_id, said, geom in held:
        if new.pop(_same(said, to_shape(geom)), None) is None:
            gone.append(zone_id)
    session.execute(delete(NeighbourZone).where(NeighbourZone.id.in_(gone)))
    for said, shape in new.values():
        place = from_shape(shape, SRID)
        plain = {"kind": KIND, "name": name, "neighbour": row.neighbour, "demo": said.demo, "geom": place}
        ground = func.ground_of(func.st_geomfromwkb(shape.wkb, SRID), row.division)
        session.add(NeighbourZone(**plain, division=ground, attributes=_attributes(said)))
    session.flush()


def _shapes(told: BorderZones, outline: BaseGeometry) -> Iterator[tuple[ZoneProperties, BaseGeometry]]:
    """What lies in the county that asked: whatever else a neighbour sends is not for its map. Raises BadInput
    where something is no area."""
    shapely.prepare(outline)
    for zone in told.features:
        try:
            shape = shapely.make_valid(shapely.from_geojson(zone.geometry.model_dump_json()))
        except shapely.GEOSException as error:
            raise BadInput("邻县的回答里有读不了的图形") from error
        if shape.area and outline.intersects(shape):
            yield zone.properties, shape


def _same(said: dict[str, Any], shape: BaseGeometry) -> str:
    return json.dumps(said, sort_keys=True) + shapely.to_wkb(shapely.normalize(shape), hex=True)


def _attributes(said: ZoneProperties) -> dict[str, Any]:
    return said.model_dump(mode="json", exclude={"demo"})


def _file(folder: Path, neighbour: int) -> Path:
    return folder / FOLDER / f"{neighbour // 10**6}.json"


def _is(neighbour: str) -> ColumnElement[bool]:
    return Neighbour.neighbour == number(neighbour)

"""Joint regions as people read them: a list, one with members and borders, and its versions compared."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, MetaData, SmallInteger, Text, func, select, union_all
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.divisions.models import Division
from geo_app.errors import NotFound
from geo_app.reckoning.words import Words
from geo_app.sites.models import Site
from geo_app.zones.models import JointRegion, JointRegionMember, JointRegionRecord
from geo_app.zones.region_news import STAGES
from geo_app.zones.trades import trade_words

REGION = JointRegion.metadata.tables["joint_region"]
MEMBER = JointRegionMember.metadata.tables["joint_region_member"]
FORMER = {table.name: table.to_metadata(MetaData(), schema="history") for table in (REGION, MEMBER)}
TITLES = {"name": "名称", "stage": "阶段", "lead_unit": "牵头单位", "duties": "共同职责", "colour": "区域等级"}
HIDDEN = "辖区外点位"
MEMBERS = {"site_id": BigInteger, "name": Text, "kind": Text, "division": BigInteger, "division_name": Text}
MEMBERS |= {"colour": Text, "unit": Text, "trade": Text, "form": Text, "reason": Text}
MEMBERS |= {"retired": Boolean, "can_open": Boolean}


@dataclass(frozen=True)
class Member:
    """One site of a region. `can_open`: it lies within one's own divisions."""

    site_id: int
    name: str
    kind: str
    division: int
    division_name: str | None
    colour: str | None
    unit: str | None
    trade: str | None
    form: str | None
    reason: str
    retired: bool
    can_open: bool

    @property
    def trade_title(self) -> Words:
        return trade_words(self.trade)


@dataclass(frozen=True)
class Border:
    """A border between two neighbouring divisions of a level, as far as it runs inside a region."""

    level: int
    one: str
    other: str
    length_m: float


@dataclass(frozen=True)
class Change:
    field: str
    title: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Version:
    """A region as it stood for a while, and what had changed: fields, and who joined and left (site, name)."""

    version: int
    since: datetime
    until: datetime | None
    by: str
    reason: str
    members: int
    changes: tuple[Change, ...]
    joined: tuple[tuple[int, str], ...]
    left: tuple[tuple[int, str], ...]


def list_regions(
    session: Session, division: str, stage: str | None, site_id: int | None = None
) -> list[tuple[JointRegion, str | None]]:
    """The regions that touch a division by a member, with the name of the division that holds all members.

    `site_id`: only those that this site is a member of."""
    low, high = (int(division.ljust(12, digit)) for digit in "09")
    chosen = (
        select(JointRegion, Division.full_name)
        .outerjoin(Division, Division.id == JointRegion.division)
        .where(JointRegion.reach.op("&&")(func.int8range(low, high, "[]")))
        .where(JointRegion.stage == stage if stage else ~JointRegion.retired)
        .order_by(JointRegion.id)
    )
    if site_id is not None:
        member = select(JointRegionMember.region_id).where(JointRegionMember.site_id == site_id)
        chosen = chosen.where(JointRegion.id.in_(member))
    return [(region, name) for region, name in session.execute(chosen)]


def read_region(session: Session, region_id: int) -> tuple[JointRegion, str | None]:
    """One region, ended ones too, with the name of the division that holds all its members. Raises NotFound."""
    row = session.execute(
        select(JointRegion, Division.full_name)
        .outerjoin(Division, Division.id == JointRegion.division)
        .where(JointRegion.id == region_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为 {region_id} 的联防联控区，或不在您的管辖区划内")
    return row[0], row[1]


def members(session: Session, region_id: int) -> list[Member]:
    """The members, the worst colour first, those beyond one's own divisions too."""
    columns = (sql_column(name, kind()) for name, kind in MEMBERS.items())
    rows = session.execute(select(func.members_of_region(region_id).table_valued(*columns)))
    return [Member(**row._mapping) for row in rows]


def outline(session: Session, region_id: int) -> dict[str, Any]:
    """The outline as GeoJSON."""
    return json.loads(
        session.scalars(select(func.st_asgeojson(REGION.c.geom, 7, 0)).where(REGION.c.id == region_id)).one()
    )


def borders(session: Session, region_id: int) -> list[Border]:
    """The borders between townships, counties and cities that run through a region."""
    found = func.borders_inside(_geom(region_id)).table_valued(
        sql_column("level", SmallInteger),
        sql_column("one", Text),
        sql_column("other", Text),
        sql_column("length_m", Float),
    )
    return [
        Border(row.level, row.one, row.other, round(row.length_m, 1)) for row in session.execute(select(found))
    ]


def touched(session: Session, region_id: int) -> list[Division]:
    """The divisions that the outline touches, provinces first: who has to know of the region."""
    found = func.divisions_touched(_geom(region_id)).table_valued(sql_column("id", BigInteger))
    known = select(Division).where(Division.id.in_(select(found.c.id))).order_by(Division.level, Division.id)
    return list(session.scalars(known))


def records(session: Session, region_id: int) -> list[JointRegionRecord]:
    """The drills, checks and meetings of a region, the latest first."""
    of_region = select(JointRegionRecord).where(JointRegionRecord.region_id == region_id)
    return list(session.scalars(of_region.order_by(JointRegionRecord.held_on.desc(), JointRegionRecord.id.desc())))


def versions(session: Session, region_id: int) -> list[Version]:
    """All versions of a region, newest first; redrawing that changed nothing a person sees is left out."""
    rows = _rows(session, region_id)
    if not rows:
        raise NotFound(f"没有编号为 {region_id} 的联防联控区，或不在您的管辖区划内")
    sets = [_members_at(session, region_id, row["since"]) for row in rows]
    founded = next((n for n, each in enumerate(sets) if each), len(rows) - 1)
    names = _names(session, set().union(*sets))
    found = [_version(rows[founded], None, sets[founded], frozenset(), names)]
    for (old, before), (new, after) in pairwise(zip(rows[founded:], sets[founded:], strict=True)):
        told = _version(new, old, after, before, names)
        if told.changes or told.joined or told.left:
            found.append(told)
    return found[::-1]


def _version(
    row: Any, old: Any | None, present: frozenset[int], before: frozenset[int], names: dict[int, str]
) -> Version:
    joined, left = present - before, before - present
    return Version(
        version=row["version"],
        since=row["since"],
        until=row["until"],
        by=row["changed_by"],
        reason=row["reason"],
        members=len(present),
        changes=tuple(_changes(old, row)) if old else (),
        joined=tuple((each, names.get(each, HIDDEN)) for each in sorted(joined)),
        left=tuple((each, names.get(each, HIDDEN)) for each in sorted(left)),
    )


def _changes(old: Any, new: Any) -> Iterator[Change]:
    for field, title in TITLES.items():
        if old[field] != new[field]:
            yield Change(field, title, _in_words(field, old[field]), _in_words(field, new[field]))
    if old["shape"] != new["shape"]:
        yield Change("geometry", "范围", f"{old['area_km2']:.2f} km²", f"{new['area_km2']:.2f} km²")


def _in_words(field: str, value: str | None) -> str | None:
    if field == "colour":
        return Colour(value).label if value else UNASSESSED_LABEL
    return STAGES.get(value or "", value) if field == "stage" else value


def _rows(session: Session, region_id: int) -> list[Any]:
    plain = ("version", "changed_by", "reason", *TITLES)

    def side(table: Any) -> Any:
        since, until = func.lower(table.c.sys).label("since"), func.upper(table.c.sys).label("until")
        shape = func.md5(func.st_asbinary(table.c.geom)).label("shape")
        area = (func.st_area(func.geography(table.c.geom)) / 1e6).label("area_km2")
        return select(*(table.c[name] for name in plain), since, until, shape, area).where(table.c.id == region_id)

    both = union_all(side(REGION), side(FORMER[REGION.name]))
    return sorted(session.execute(both).mappings().all(), key=lambda row: row["since"])


def _members_at(session: Session, region_id: int, instant: datetime) -> frozenset[int]:
    """The sites of a region at an instant: those that still are, and those that were."""

    def side(table: Any) -> Any:
        return select(table.c.site_id).where(table.c.region_id == region_id, table.c.sys.op("@>")(instant))

    return frozenset(session.scalars(union_all(side(MEMBER), side(FORMER[MEMBER.name]))))


def _names(session: Session, site_ids: set[int]) -> dict[int, str]:
    return dict(session.execute(select(Site.id, Site.name).where(Site.id.in_(site_ids))).all())


def _geom(region_id: int) -> Any:
    return select(REGION.c.geom).where(REGION.c.id == region_id).scalar_subquery()

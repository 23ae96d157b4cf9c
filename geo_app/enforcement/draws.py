"""Draws of a county: sealed, drawn once, and how far the inspections have come."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import DateTime, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import because
from geo_app.divisions.code import canonical, number
from geo_app.divisions.tree import full_names
from geo_app.enforcement.lots import digest
from geo_app.enforcement.models import EnforcementDraw
from geo_app.enforcement.paper import Inspector, Paper, Sealed, Unit, choices, free
from geo_app.errors import BadInput, Forbidden, NotFound
from geo_app.instant import CHINA
from geo_app.patrol.models import Visit
from geo_app.sites.models import Site
from geo_app.supervision.frequency import NONE

MOST_UNITS, MOST_SLIPS, MOST_LISTED = 50_000, 10, 200
NO_INSPECTION = "grid_officer"  # whose rounds are no inspection of an office
SEPARATORS = re.compile(r"[、,\uff0c;\uff1b]")  # those of a Chinese keyboard too


@dataclass(frozen=True)
class Wish:
    """What is to be drawn: from the sites of these layers below a division, with so many slips for each colour
    (none: that colour stays out), so many units, and so many inspectors for each."""

    title: str
    division: str
    layers: tuple[str, ...]
    slips: Mapping[str, int]
    number: int
    per_unit: int
    announced: str
    inspectors: tuple[tuple[str, str], ...]  # name, and the units that they withdraw from, as written


class DrawLine(BaseModel):
    """A draw in the list: how many units were in the urn, how many were to be drawn, how many are inspected."""

    id: int
    title: str
    division_name: str
    units: int
    number: int
    sealed_at: datetime
    drawn_at: datetime | None
    inspected: int


@dataclass(frozen=True)
class Inspected:
    """The first inspection of a unit since it was drawn."""

    visited_on: date
    wrong: int


def pool_of(session: Session, division: str, layers: Sequence[str], slips: Mapping[str, int]) -> list[Unit]:
    """The units that would be in the urn, by their number on the map. Raises BadInput."""
    code = _known(session, division)
    first = number(code)
    below = Site.division.between(first, first + 10 ** (12 - len(code)) - 1)
    colour = func.coalesce(Site.colour, NONE)
    wanted = select(Site.id, Site.kind, Site.name, Site.code, Site.colour).where(
        Site.kind.in_(layers), ~Site.retired, below, colour.in_([shade for shade, count in slips.items() if count])
    )
    found = session.execute(wanted.order_by(Site.id).limit(MOST_UNITS + 1)).all()
    if len(found) > MOST_UNITS:
        raise BadInput(f"检查对象超过 {MOST_UNITS} 家", "请缩小区划、图层或颜色的范围")
    return [
        Unit(key=str(id_), layer=kind, name=name, code=code, colour=shade, slips=slips[shade or NONE])
        for id_, kind, name, code, shade in found
    ]


def seal(session: Session, wish: Wish) -> EnforcementDraw:
    """Freeze the urn and the rules; from here on nothing of them can be changed. Raises BadInput."""
    pool = pool_of(session, wish.division, wish.layers, wish.slips)
    if not 1 <= wish.number <= len(pool):
        raise BadInput(f"抽取数要在 1 到 {len(pool)} 之间", "检查对象名录由图层、区划和颜色决定", field="number")
    secret = secrets.token_hex(32)
    sealed = Sealed(
        title=wish.title,
        division=_known(session, wish.division),
        announced=wish.announced,
        number=wish.number,
        per_unit=wish.per_unit,
        commitment=digest(secret),
        sealed_at=datetime.now(CHINA),
        pool=pool,
        inspectors=_inspectors(wish, pool),
    )
    for unit in pool:
        if len(free(sealed, unit.key)) < wish.per_unit:
            remedy = "请增加检查人员，或减少回避"
            raise BadInput(f"“{unit.name}”回避之后不足 {wish.per_unit} 名检查人员", remedy, field="inspectors")
    because(session, f"封存双随机抽查：{wish.title}")
    row = EnforcementDraw(
        division=number(sealed.division), sealed=sealed.model_dump(mode="json"), seal=sealed.seal, secret=secret
    )
    session.add(row)
    session.flush()
    return row


def draw(session: Session, draw_id: int, word: str) -> EnforcementDraw:
    """Complete the seed by the public number and draw, once. Raises BadInput where that was done before."""
    find(session, draw_id)
    row = session.get_one(EnforcementDraw, draw_id, with_for_update=True, populate_existing=True)
    if row.word is not None:
        raise BadInput("已经抽取过了，结果不能重抽", "需要再抽请另行封存一次")
    because(session, f"双随机抽取，公开数 {word}")
    chosen = choices(Sealed.model_validate(row.sealed), row.secret, word)
    row.word, row.drawn_at = word, datetime.now(CHINA)
    row.drawn = [each.model_dump() for each in chosen]
    session.flush()
    return row


def find(session: Session, draw_id: int) -> EnforcementDraw:
    """Raises NotFound."""
    row = session.get(EnforcementDraw, draw_id)
    if row is None:
        raise NotFound(f"没有编号为 {draw_id} 的抽查，或不在您的管辖区划内", "请刷新列表")
    return row


def lines(session: Session) -> list[DrawLine]:
    """All draws that this person may see, the newest first. Their urns, which may be large, are not read."""
    sealed = EnforcementDraw.sealed
    wanted = select(
        EnforcementDraw.id,
        EnforcementDraw.division,
        sealed["title"].astext.label("title"),
        func.jsonb_array_length(sealed["pool"]).label("units"),
        sealed["number"].as_integer().label("number"),
        cast(sealed["sealed_at"].astext, DateTime(timezone=True)).label("sealed_at"),
        EnforcementDraw.drawn_at,
        EnforcementDraw.drawn,
    )
    rows = session.execute(wanted.order_by(EnforcementDraw.id.desc()).limit(MOST_LISTED)).all()
    names = full_names(session, [row.division for row in rows])
    return [
        DrawLine(
            id=row.id,
            title=row.title,
            division_name=names.get(row.division, str(row.division)),
            units=row.units,
            number=row.number,
            sealed_at=row.sealed_at.astimezone(CHINA),
            drawn_at=row.drawn_at,
            inspected=len(inspected(session, row.drawn, row.drawn_at)),
        )
        for row in rows
    ]


def paper_of(row: EnforcementDraw) -> Paper:
    """What may be published now: the secret and who was drawn stand in it only after the draw."""
    secret = None if row.word is None else row.secret
    told = {"sealed": row.sealed, "seal": row.seal, "word": row.word, "drawn_at": row.drawn_at, "drawn": row.drawn}
    return Paper.model_validate(told | {"secret": secret})


def inspected(
    session: Session, drawn: Sequence[Mapping[str, Any]], drawn_at: datetime | None
) -> dict[str, Inspected]:
    """The first inspection of each drawn unit since the draw, by its key."""
    if drawn_at is None:
        return {}
    keys = [int(each["key"]) for each in drawn]
    wanted = (
        select(Visit.site_id, Visit.visited_on, Visit.wrong)
        .where(Visit.site_id.in_(keys), Visit.happened_at >= drawn_at, Visit.visitor != NO_INSPECTION)
        .order_by(Visit.site_id, Visit.happened_at, Visit.id)
        .ext(distinct_on(Visit.site_id))
    )
    return {str(site): Inspected(day, wrong) for site, day, wrong in session.execute(wanted)}


def may_draw(actor: Actor) -> None:
    """Raises Forbidden for whoever may look at draws alone."""
    if not actor.role.may(Role.APPROVER):
        raise Forbidden("您没有办理双随机抽查的权限", "需要“审批”以上的人员办理")


def _known(session: Session, written: str) -> str:
    code = canonical(written)
    if code is None or number(code) not in full_names(session, [number(code)]):
        raise BadInput(f"没有代码为 {written} 的行政区划", "请从列表中选择", field="division")
    return code


def _inspectors(wish: Wish, pool: Sequence[Unit]) -> list[Inspector]:
    """Who may be sent, with the keys of the units that they named. Raises BadInput for a unit nobody knows."""
    by_name: dict[str, list[str]] = {}
    for unit in pool:
        by_name.setdefault(unit.name, []).append(unit.key)
    names = [name for name, _ in wish.inspectors]
    if len(set(names)) < len(names):
        raise BadInput("检查人员有重名", "同名的请加上部门区分", field="inspectors")
    found = []
    for name, written in wish.inspectors:
        units = [unit.strip() for unit in SEPARATORS.split(written) if unit.strip()]
        unknown = [unit for unit in units if unit not in by_name]
        if unknown:
            said = f"检查对象名录里没有“{unknown[0]}”，{name} 无从回避"
            raise BadInput(said, "请照名录里的名称填写", field="inspectors")
        found.append(Inspector(name=name, withdraws=[key for unit in units for key in by_name[unit]]))
    return found

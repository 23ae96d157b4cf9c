"""What people decide about joint regions: accept, change, take in and let go, merge, split, end, and record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import because
from geo_app.errors import BadInput, Conflict, Forbidden, NotFound
from geo_app.layers import Layers
from geo_app.reckoning.words import NOTHING, Words
from geo_app.sites.models import Site
from geo_app.zones.models import JointRegion, JointRegionMember, JointRegionRecord
from geo_app.zones.region_news import tell_neighbours
from geo_app.zones.trades import form_of, telling_columns, trade_of

KIND = "joint_region"


@dataclass(frozen=True)
class Founding:
    """What a new region is made of; what is left out is suggested by its members."""

    site_ids: tuple[int, ...]
    name: str = ""
    stage: str = "accepted"
    lead_site_id: int | None = None
    lead_unit: str = ""
    basis: Words = NOTHING
    within_m: float | None = None


@dataclass(frozen=True)
class By:
    """Who decides, by which layer files."""

    actor: Actor
    layers: Layers

    def may_change(self, region: JointRegion) -> bool:
        """Whether this person may, as the policies of the database decide."""
        held = any(f"{region.division:012}".startswith(code) for code in self.actor.divisions)
        return held and self.actor.role.may(self.layers[KIND].edit) and not region.retired


def found(session: Session, by: By, founding: Founding, reason: str) -> JointRegion:
    """A new region. Raises BadInput with fewer than two members, NotFound for a site that one may not see."""
    because(session, reason)
    sites = _sites(session, founding.site_ids)
    if len(sites) < 2:
        raise BadInput("联防联控区至少要有两个成员", "请再选一个点位")
    lead = _lead(sites, founding.lead_site_id)
    outline = _outline(session, [site.id for site in sites], founding.within_m)
    region = JointRegion(
        kind=KIND,
        name=founding.name or f"{lead.name}等 {len(sites)} 家联防联控区",
        stage=founding.stage,
        lead_site_id=lead.id,
        lead_unit=founding.lead_unit or lead.unit or lead.name,
        basis=founding.basis.zh,
        within_m=founding.within_m,
        drawn_by=by.actor.name,
        attributes={"members": len(sites), "basis_en": founding.basis.en},
        **outline,
    )
    session.add(region)
    _flush(session)
    _take_in(session, by, region, sites)
    _draw(session, region)
    tell_neighbours(session, region, reason)
    return region


def _basis(region: JointRegion) -> Words:
    return Words(region.basis, region.attributes.get("basis_en", ""))


def find(session: Session, region_id: int, version: int | None = None) -> JointRegion:
    """The region, locked for a change. Raises NotFound, Forbidden, and Conflict where somebody was faster."""
    seen = session.scalar(select(JointRegion).where(JointRegion.id == region_id))
    if seen is None:
        raise NotFound(f"没有编号为 {region_id} 的联防联控区，或不在您的管辖区划内")
    locked = session.scalar(
        select(JointRegion)
        .where(JointRegion.id == region_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if locked is None:
        raise Forbidden(f"您不能修改“{seen.name}”", "它跨越您的辖区，请由上一级修改")
    if locked.retired:
        raise BadInput(f"“{seen.name}”已终止，不能修改", "请新建联防联控区")
    if version is not None and locked.version != version:
        raise Conflict(f"“{seen.name}”已被 {locked.changed_by} 修改", "请刷新后再操作")
    return locked


def change(session: Session, region: JointRegion, values: dict[str, Any], reason: str) -> None:
    """Change what people decide of a region: name, lead, stage, duties. An ended one leaves the map."""
    because(session, reason)
    if (lead := values.get("lead_site_id")) is not None and lead not in member_ids(session, region.id):
        raise BadInput("牵头成员不在本区内", "请先把它加入本区")
    for name, value in values.items():
        setattr(region, name, value)
    region.retired = region.stage == "ended"
    _flush(session)
    session.refresh(region)
    if "stage" in values:
        tell_neighbours(session, region, reason)


def change_members(
    session: Session, by: By, region: JointRegion, sites: tuple[Sequence[int], Sequence[int]], reason: str
) -> None:
    """Take the first sites in and let the second go. Raises BadInput where fewer than two would stay."""
    because(session, reason)
    add, drop = sites
    present = member_ids(session, region.id)
    if strange := set(drop) - present:
        raise BadInput(f"点位 {min(strange)} 不是“{region.name}”的成员", "请刷新后再选")
    if len((present | set(add)) - set(drop)) < 2:
        raise BadInput("联防联控区至少要有两个成员", "如不再需要，请把它终止")
    _let_go(session, region, drop)
    _take_in(session, by, region, _sites(session, [each for each in add if each not in present]))
    _draw(session, region)
    tell_neighbours(session, region, reason)


def merge(session: Session, by: By, regions: Sequence[JointRegion], name: str, reason: str) -> JointRegion:
    """Make one region of several: the first takes in the members and the records of the others, which end."""
    because(session, reason)
    first, *others = regions
    for other in others:
        moving = member_ids(session, other.id) - member_ids(session, first.id)
        _take_in(session, by, first, _sites(session, moving))
        for record in session.scalars(select(JointRegionRecord).where(JointRegionRecord.region_id == other.id)):
            record.region_id = first.id
        change(session, other, {"stage": "ended"}, f"并入“{first.name}”：{reason}")
        because(session, reason)
    first.name = name or first.name
    first.within_m = max((each.within_m for each in regions if each.within_m), default=None)
    _draw(session, first)
    return first


def split(
    session: Session, by: By, region: JointRegion, parts: Sequence[Sequence[int]], reason: str
) -> list[JointRegion]:
    """Make several regions of one. The first part keeps the region and its records; every member has to be in one
    part exactly."""
    because(session, reason)
    listed = [site_id for part in parts for site_id in part]
    if len(parts) < 2 or sorted(listed) != sorted(member_ids(session, region.id)):
        raise BadInput("拆分后每个成员必须且只能在一个部分里", "请重新划分成员")
    if any(len(part) < 2 for part in parts):
        raise BadInput("拆分出的每个部分至少要有两个成员", "不需要联防的成员请用“移出”")
    rest = [
        found(
            session,
            by,
            Founding(tuple(part), stage=region.stage, basis=_basis(region), within_m=region.within_m),
            reason,
        )
        for part in parts[1:]
    ]
    _let_go(session, region, [site_id for part in parts[1:] for site_id in part])
    _draw(session, region)
    return [region, *rest]


def record(
    session: Session, region: JointRegion, what: str, held_on: date, words: dict[str, str | None]
) -> JointRegionRecord:
    """Keep a drill, a check or a meeting of a region: `words` are its unit, content and result."""
    kept = JointRegionRecord(region_id=region.id, division=region.division, type=what, held_on=held_on, **words)
    session.add(kept)
    _flush(session)
    session.refresh(kept)
    return kept


def member_ids(session: Session, region_id: int) -> set[int]:
    """The sites of a region."""
    return set(session.scalars(select(JointRegionMember.site_id).where(JointRegionMember.region_id == region_id)))


def _sites(session: Session, site_ids: Iterable[int]) -> list[Site]:
    wanted = set(site_ids)
    sites = list(session.scalars(select(Site).where(Site.id.in_(wanted), ~Site.retired).order_by(Site.id)))
    if missing := wanted - {site.id for site in sites}:
        raise NotFound(f"没有编号为 {min(missing)} 的点位，或不在您的管辖区划内", "请刷新地图后再选")
    return sites


def _lead(sites: Sequence[Site], wanted: int | None) -> Site:
    """The member that leads: the one chosen, otherwise the worst colour."""
    order = ["red", "orange", "yellow", "blue", None]
    chosen = [site for site in sites if site.id == wanted] or sorted(sites, key=lambda s: order.index(s.colour))
    if wanted is not None and chosen[0].id != wanted:
        raise BadInput("牵头成员不在所选点位中", "请从成员中选择牵头单位")
    return chosen[0]


def _outline(session: Session, site_ids: list[int], within_m: float | None) -> dict[str, Any]:
    drawn = func.outline_of_sites(site_ids, within_m or 0.0).table_valued(
        "geom", "colour", "division", "reach", "demo", "n"
    )
    row = session.execute(
        select(drawn.c.geom, drawn.c.colour, drawn.c.division, drawn.c.reach, drawn.c.demo)
    ).one()
    return dict(row._mapping)


def _take_in(session: Session, by: By, region: JointRegion, sites: Iterable[Site]) -> None:
    fields = telling_columns()
    for site in sites:
        facts = {name: str(site.attributes[name]) for name in fields if site.attributes.get(name)}
        trade = trade_of(site.kind, facts)
        form = form_of(by.layers, site.kind, facts)
        code = trade.code if trade else None
        session.add(
            JointRegionMember(region_id=region.id, site_id=site.id, division=site.division, trade=code, form=form)
        )
    _flush(session)


def _let_go(session: Session, region: JointRegion, site_ids: Sequence[int]) -> None:
    leaving = select(JointRegionMember).where(
        JointRegionMember.region_id == region.id, JointRegionMember.site_id.in_(site_ids)
    )
    for member in session.scalars(leaving):
        session.delete(member)
    _flush(session)


def _draw(session: Session, region: JointRegion) -> None:
    """Outline, colour, division and reach follow the members; each change is a version of the region."""
    _flush(session)
    session.execute(select(func.draw_joint_regions([region.id])))
    session.refresh(region)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except ProgrammingError as error:
        if "row-level security" in str(error):
            raise Forbidden(
                "联防联控区的成员不全在您的辖区内，没有保存", "请由管辖全部成员的上一级确认"
            ) from error
        raise

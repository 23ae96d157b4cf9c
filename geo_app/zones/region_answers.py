"""Joint regions as the API tells them."""

import json
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.colour import Colour
from geo_app.divisions.models import Division
from geo_app.zones import region_reading
from geo_app.zones.joint_regions import HIGHEST, Hazard, Proposal, Proposals, Wish
from geo_app.zones.models import JointRegion, JointRegionRecord
from geo_app.zones.region_changes import By
from geo_app.zones.region_news import LEVELS

SHOWN = 100


class RecordLine(BaseModel):
    id: int
    type: str
    on: date
    unit: str | None
    content: str
    result: str | None
    recorded_by: str
    recorded_at: datetime


class RegionMember(BaseModel):
    """`trade` is a GB/T 4754 code, null where nobody knows it; one beyond one's own divisions cannot be opened."""

    site_id: int
    name: str
    layer: str
    division: str
    division_name: str | None
    colour: str | None
    unit: str | None
    trade: str | None
    trade_title: str
    form: str | None
    is_lead: bool
    reason: str
    retired: bool
    can_open: bool


class DivisionTouched(BaseModel):
    code: str
    name: str
    level: str


class BorderInside(BaseModel):
    level: str
    one: str
    other: str
    length_m: float


class RegionLine(BaseModel):
    id: int
    name: str
    stage: str
    colour: str | None
    members: int
    lead_unit: str | None
    division: str
    division_name: str | None
    crosses: str | None
    demo: bool
    changed_at: datetime
    changed_by: str
    version: int


class Region(RegionLine):
    basis: str
    within_m: float | None
    colour_method: str
    duties: str | None
    drawn_by: str
    lead_site_id: int | None
    reason: str
    member_list: list[RegionMember]
    divisions: list[DivisionTouched]
    borders: list[BorderInside]
    records: list[RecordLine]
    geometry: dict[str, Any]
    can_edit: bool


class FieldChange(BaseModel):
    field: str
    title: str
    old: str | None
    new: str | None


class SiteName(BaseModel):
    site_id: int
    name: str


class RegionVersion(BaseModel):
    version: int
    since: datetime
    until: datetime | None
    by: str
    reason: str
    members: int
    changes: list[FieldChange]
    joined: list[SiteName]
    left: list[SiteName]


class ProposedMember(BaseModel):
    site_id: int
    name: str
    layer: str
    division: str
    division_name: str | None
    colour: str | None
    unit: str | None
    trade: str | None
    trade_title: str
    trade_how: str
    form: str | None
    is_lead: bool


class ProposedRegion(BaseModel):
    """`already`: the region that one of these members stands in."""

    name: str
    member_ids: list[int]
    members: list[ProposedMember]
    colour: str | None
    colour_method: str
    lead_site_id: int
    lead_unit: str
    basis: str
    within_m: float
    extent_m: float
    already: int | None
    geometry: dict[str, Any]


class Preview(BaseModel):
    """`sites` were looked at, `found` regions in all; the first of them are shown."""

    sites: int
    found: int
    unknown_trade: int
    notes: list[str]
    regions: list[ProposedRegion]


def preview(session: Session, wish: Wish, proposals: Proposals) -> Preview:
    """What the map suggests, with outlines and the names of divisions."""
    shown = proposals.regions[:SHOWN]
    codes = {hazard.division for each in shown for hazard in each.members}
    names = dict(session.execute(select(Division.id, Division.full_name).where(Division.id.in_(codes))).all())
    return Preview(
        sites=proposals.sites,
        found=len(proposals.regions),
        unknown_trade=proposals.unknown_trade,
        notes=_notes(proposals, len(shown)),
        regions=[_proposed(session, wish, each, names) for each in shown],
    )


def region_line(region: JointRegion, division_name: str | None) -> dict[str, Any]:
    """What a list says of a region."""
    plain = ("id", "name", "stage", "colour", "lead_unit", "crosses", "demo", "changed_by", "version")
    return {name: getattr(region, name) for name in plain} | {
        "members": region.attributes.get("members", 0),
        "division": f"{region.division:012}",
        "division_name": division_name,
        "changed_at": region.sys.lower,
    }


def region_told(session: Session, by: By, region_id: int) -> Region:
    """One region with its members, borders and records. Raises NotFound."""
    region, division_name = region_reading.read_region(session, region_id)
    plain = ("basis", "within_m", "duties", "drawn_by", "lead_site_id", "reason")
    inside = region_reading.borders(session, region_id)
    return Region(
        **region_line(region, division_name),
        **{name: getattr(region, name) for name in plain},
        colour_method=HIGHEST,
        member_list=[_member(each, region.lead_site_id) for each in region_reading.members(session, region_id)],
        divisions=[
            DivisionTouched(code=each.code, name=each.full_name, level=LEVELS[each.level])
            for each in region_reading.touched(session, region_id)
        ],
        borders=[BorderInside(**vars(each) | {"level": LEVELS[each.level]}) for each in inside],
        records=[record_line(each) for each in region_reading.records(session, region_id)],
        geometry=region_reading.outline(session, region_id),
        can_edit=by.may_change(region),
    )


def version_told(version: region_reading.Version) -> RegionVersion:
    """One version, its members by name."""
    sides = {
        side: [SiteName(site_id=site_id, name=name) for site_id, name in getattr(version, side)]
        for side in ("joined", "left")
    }
    return RegionVersion(**vars(version) | sides | {"changes": [FieldChange(**vars(c)) for c in version.changes]})


def record_line(record: JointRegionRecord) -> RecordLine:
    """One drill, check or meeting."""
    plain = ("id", "type", "unit", "content", "result")
    return RecordLine(
        **{name: getattr(record, name) for name in plain},
        on=record.held_on,
        recorded_by=record.changed_by,
        recorded_at=record.sys.lower,
    )


def _member(member: region_reading.Member, lead: int | None) -> RegionMember:
    plain = vars(member) | {"layer": member.kind, "division": f"{member.division:012}"}
    return RegionMember(
        **{name: value for name, value in plain.items() if name != "kind"},
        trade_title=member.trade_title,
        is_lead=member.site_id == lead,
    )


def _proposed(session: Session, wish: Wish, proposal: Proposal, names: dict[int, str]) -> ProposedRegion:
    lead, ids = proposal.members[0], [hazard.id for hazard in proposal.members]
    drawn = func.outline_of_sites(ids, wish.within_m).table_valued("geom")
    outline = session.scalars(select(func.st_asgeojson(drawn.c.geom, 7, 0))).one()
    return ProposedRegion(
        name=proposal.name,
        member_ids=ids,
        members=[_hazard(hazard, names, hazard is lead) for hazard in proposal.members],
        colour=Colour(lead.colour) if lead.colour else None,
        colour_method=HIGHEST,
        lead_site_id=lead.id,
        lead_unit=proposal.lead_unit,
        basis=proposal.basis,
        within_m=wish.within_m,
        extent_m=proposal.extent_m,
        already=proposal.already,
        geometry=json.loads(outline),
    )


def _hazard(hazard: Hazard, names: dict[int, str], is_lead: bool) -> ProposedMember:
    return ProposedMember(
        site_id=hazard.id,
        name=hazard.name,
        layer=hazard.kind,
        division=f"{hazard.division:012}",
        division_name=names.get(hazard.division),
        colour=hazard.colour,
        unit=hazard.unit,
        trade=hazard.trade.code if hazard.trade else None,
        trade_title=hazard.trade.title if hazard.trade else "行业未知",
        trade_how=hazard.trade.how if hazard.trade else "没有填写行业代码,也不能由其他字段推出",
        form=hazard.form,
        is_lead=is_lead,
    )


def _notes(proposals: Proposals, shown: int) -> list[str]:
    notes = []
    if proposals.unknown_trade:
        notes.append(
            f"{proposals.unknown_trade} 个点位的行业不明(或不够细),只与同类图层的点位归在一起;"
            "填写行业代码后可重新划定"
        )
    if shown < len(proposals.regions):
        notes.append(f"共 {len(proposals.regions)} 个,只列出等级最高的 {shown} 个;请缩小区划或距离")
    return notes

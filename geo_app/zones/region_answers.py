"""Joint regions as the API tells them."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from geo_app.divisions.keeper import keeper_of
from geo_app.layers import Layers
from geo_app.reckoning.english import in_english
from geo_app.zones import region_reading
from geo_app.zones.joint_regions import HIGHEST
from geo_app.zones.models import JointRegion, JointRegionRecord
from geo_app.zones.region_changes import By
from geo_app.zones.region_news import LEVELS
from geo_app.zones.trades import form_in_english


class RecordLine(BaseModel):
    id: int
    type: str
    on: date
    unit: str | None
    content: str
    result: str | None
    recorded_by: str
    recorded_at: datetime


class Member(BaseModel):
    """A site of a region. `trade` is a GB/T 4754 code, null where nobody knows it."""

    site_id: int
    name: str
    layer: str
    division: str
    division_name: str | None
    colour: str | None
    unit: str | None
    trade: str | None
    trade_title: str
    trade_title_en: str
    form: str | None
    form_en: str | None
    is_lead: bool


class RegionMember(Member):
    """One beyond one's own divisions cannot be opened."""

    reason: str
    reason_en: str = in_english("reason")
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
    basis_en: str
    within_m: float | None
    colour_method: str
    colour_method_en: str
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
    kept_by: str | None


class FieldChange(BaseModel):
    field: str
    title: str
    old: str | None
    new: str | None
    title_en: str = in_english("title")
    old_en: str = in_english("old")
    new_en: str = in_english("new")


class SiteName(BaseModel):
    site_id: int
    name: str


class RegionVersion(BaseModel):
    version: int
    since: datetime
    until: datetime | None
    by: str
    reason: str
    reason_en: str = in_english("reason")
    members: int
    changes: list[FieldChange]
    joined: list[SiteName]
    left: list[SiteName]


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
    keeper = keeper_of(session, region.division, region.id)
    return Region(
        **region_line(region, division_name),
        **{name: getattr(region, name) for name in plain},
        basis_en=region.attributes.get("basis_en", ""),
        colour_method=HIGHEST.zh,
        colour_method_en=HIGHEST.en,
        member_list=[
            _member(by.layers, each, region.lead_site_id) for each in region_reading.members(session, region_id)
        ],
        divisions=[
            DivisionTouched(code=each.code, name=each.full_name, level=LEVELS[each.level])
            for each in region_reading.touched(session, region_id)
        ],
        borders=[BorderInside(**vars(each) | {"level": LEVELS[each.level]}) for each in inside],
        records=[record_line(each) for each in region_reading.records(session, region_id)],
        geometry=region_reading.outline(session, region_id),
        can_edit=by.may_change(region) and keeper is None,
        kept_by=keeper,
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


def _member(layers: Layers, member: region_reading.Member, lead: int | None) -> RegionMember:
    plain = vars(member) | {"layer": member.kind, "division": f"{member.division:012}"}
    return RegionMember(
        **{name: value for name, value in plain.items() if name != "kind"},
        trade_title=member.trade_title.zh,
        trade_title_en=member.trade_title.en,
        form_en=form_in_english(layers, member.kind, member.form),
        is_lead=member.site_id == lead,
    )

"""Routes of joint regions: propose, accept, change, merge, split, compare, record."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from geo_app.auth.door import AllLayers, CurrentActor, ReadSession, WriteSession
from geo_app.features import read_division
from geo_app.reckoning.words import Words
from geo_app.sites.api import SeenVersion
from geo_app.zones import region_changes, region_reading
from geo_app.zones.joint_regions import Basis, Wish, find_joint_regions
from geo_app.zones.region_answers import (
    RecordLine,
    Region,
    RegionLine,
    RegionVersion,
    record_line,
    region_line,
    region_told,
    version_told,
)
from geo_app.zones.region_changes import By, Founding
from geo_app.zones.region_proposals import Preview, preview
from geo_app.zones.trades import Level

router = APIRouter(prefix="/api/joint-regions", tags=["joint regions"])
Ids = Annotated[list[int], Field(max_length=2000)]
Why = Annotated[str, Field(min_length=1, max_length=500)]
Said = Annotated[str, Field(max_length=2000)]
Stage = Literal["proposed", "accepted", "ended"]


class ProposalWish(BaseModel, extra="forbid"):
    division: str
    kinds: list[str] = []
    basis: Basis = "both"
    within_m: Annotated[float, Field(ge=0, le=5000)] = 500
    same_trade: Level = "division"
    same_form: bool = False
    least_members: Annotated[int, Field(ge=2, le=100)] = 2


class NewRegion(BaseModel, extra="forbid"):
    member_ids: Ids
    name: Annotated[str, Field(max_length=200)] = ""
    lead_site_id: int | None = None
    lead_unit: Annotated[str, Field(max_length=200)] = ""
    stage: Literal["proposed", "accepted"] = "accepted"
    basis: Annotated[str, Field(max_length=500)] = ""
    basis_en: Annotated[str, Field(max_length=500)] = ""
    within_m: Annotated[float, Field(ge=0, le=5000)] | None = None
    reason: Annotated[str, Field(max_length=500)] = ""


class RegionChange(BaseModel, extra="forbid"):
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    lead_unit: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    lead_site_id: int | None = None
    stage: Stage | None = None
    duties: Said | None = None
    reason: Why


class MemberChange(BaseModel, extra="forbid"):
    add: Ids = []
    drop: Ids = []
    reason: Why


class Merger(BaseModel, extra="forbid"):
    ids: Annotated[list[int], Field(min_length=2, max_length=50)]
    name: Annotated[str, Field(max_length=200)] = ""
    reason: Why


class Split(BaseModel, extra="forbid"):
    parts: Annotated[list[Ids], Field(min_length=2, max_length=50)]
    reason: Why


class NewRecord(BaseModel, extra="forbid"):
    type: Literal["drill", "check", "meeting", "other"]
    on: date
    unit: Annotated[str, Field(max_length=200)] | None = None
    content: Annotated[str, Field(min_length=1, max_length=2000)]
    result: Said | None = None


def decider(actor: CurrentActor, layers: AllLayers) -> By:
    return By(actor, layers)


Decider = Annotated[By, Depends(decider)]


@router.post("/propose", operation_id="propose_joint_regions")
def propose_joint_regions(session: ReadSession, layers: AllLayers, wish: ProposalWish) -> Preview:
    """Regions that the map suggests; nothing is written."""
    kinds = tuple(layers[kind].name for kind in wish.kinds)
    chosen = Wish(**wish.model_dump() | {"division": read_division(wish.division), "kinds": kinds})
    return preview(session, layers, chosen, find_joint_regions(session, layers, chosen))


@router.post("", operation_id="add_joint_region", status_code=201)
def add_joint_region(session: WriteSession, by: Decider, new: NewRegion) -> Region:
    """Accept a proposal, as it is or changed, or found a region by hand."""
    wish = new.model_dump(exclude={"member_ids", "reason", "basis", "basis_en"})
    basis = Words(new.basis, new.basis_en)
    founding = Founding(site_ids=tuple(dict.fromkeys(new.member_ids)), basis=basis, **wish)
    region = region_changes.found(session, by, founding, new.reason or "划定联防联控区")
    return region_told(session, by, region.id)


@router.get("", operation_id="list_joint_regions")
def list_joint_regions(
    session: ReadSession,
    division: Annotated[str | None, Query()] = None,
    stage: Stage | None = None,
    site: Annotated[int | None, Query(description="Only the regions that this site is a member of.")] = None,
) -> list[RegionLine]:
    found = region_reading.list_regions(session, read_division(division), stage, site)
    return [RegionLine(**region_line(region, name)) for region, name in found]


@router.post("/merge", operation_id="merge_joint_regions")
def merge_joint_regions(session: WriteSession, by: Decider, wish: Merger) -> Region:
    """The first region takes in the others, their records too."""
    regions = [region_changes.find(session, region_id) for region_id in dict.fromkeys(wish.ids)]
    region = region_changes.merge(session, by, regions, wish.name, wish.reason)
    return region_told(session, by, region.id)


@router.get("/{region_id}", operation_id="read_joint_region")
def read_joint_region(session: ReadSession, by: Decider, region_id: int, answer: Response) -> Region:
    region = region_told(session, by, region_id)
    answer.headers["ETag"] = f'"{region.version}"'
    return region


@router.patch("/{region_id}", operation_id="change_joint_region")
def change_joint_region(
    session: WriteSession, by: Decider, region_id: int, wish: RegionChange, seen: SeenVersion
) -> Region:
    """Name, lead, stage (accept, end) and shared duties."""
    region = region_changes.find(session, region_id, seen)
    region_changes.change(session, region, wish.model_dump(exclude_unset=True, exclude={"reason"}), wish.reason)
    return region_told(session, by, region_id)


@router.post("/{region_id}/members", operation_id="change_joint_region_members")
def change_joint_region_members(
    session: WriteSession, by: Decider, region_id: int, wish: MemberChange, seen: SeenVersion
) -> Region:
    region = region_changes.find(session, region_id, seen)
    region_changes.change_members(session, by, region, (wish.add, wish.drop), wish.reason)
    return region_told(session, by, region_id)


@router.post("/{region_id}/split", operation_id="split_joint_region")
def split_joint_region(
    session: WriteSession, by: Decider, region_id: int, wish: Split, seen: SeenVersion
) -> list[Region]:
    """The first part keeps the region and its records."""
    region = region_changes.find(session, region_id, seen)
    parts = region_changes.split(session, by, region, wish.parts, wish.reason)
    return [region_told(session, by, each.id) for each in parts]


@router.get("/{region_id}/versions", operation_id="read_joint_region_versions")
def read_joint_region_versions(session: ReadSession, region_id: int) -> list[RegionVersion]:
    """What changed from version to version, members by name."""
    return [version_told(each) for each in region_reading.versions(session, region_id)]


@router.get("/{region_id}/records", operation_id="list_joint_region_records")
def list_joint_region_records(session: ReadSession, region_id: int) -> list[RecordLine]:
    region_reading.read_region(session, region_id)
    return [record_line(each) for each in region_reading.records(session, region_id)]


@router.post("/{region_id}/records", operation_id="add_joint_region_record", status_code=201)
def add_joint_region_record(session: WriteSession, region_id: int, new: NewRecord) -> RecordLine:
    """Keep a drill, a check or a meeting."""
    region = region_changes.find(session, region_id)
    words = new.model_dump(include={"unit", "content", "result"})
    return record_line(region_changes.record(session, region, new.type, new.on, words))

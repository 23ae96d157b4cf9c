"""Routes of what is drawn and found around works: flow paths, mine lines, parks, pipelines, roads."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, UploadFile
from pydantic import BaseModel, Field
from shapely import LineString
from sqlalchemy.orm import Session

from geo_app.auth.door import AllLayers, AppSettings, ReadSession, WriteSession
from geo_app.db import because
from geo_app.errors import BadInput, TooLarge
from geo_app.features import read_division
from geo_app.sites.models import Site
from geo_app.sites.record import find
from geo_app.zones import flow, mine_lines, parks
from geo_app.zones.drawing import shape_of
from geo_app.zones.line_answers import (
    DangerousRoads,
    FlowPath,
    MineLine,
    Occupation,
    OutsideParks,
    ParkMembers,
    flow_told,
    line_told,
    occupation_told,
    outsiders_told,
    park_told,
    roads_told,
)
from geo_app.zones.pipelines import occupation
from geo_app.zones.roads import dangerous_roads

router = APIRouter(prefix="/api", tags=["zones"])
Why = Annotated[str, Field(max_length=500)]
Width = Annotated[float, Field(gt=0, le=2000)]
AREAS = {"Polygon", "MultiPolygon"}
LINES = {"LineString", "MultiLineString"}
Division = Annotated[str | None, Query(description="A division code of 2 to 12 digits; all below it.")]


class NewFlowPath(BaseModel, extra="forbid"):
    """A valley line from the toe of the dam downhill, and how wide the corridor around it is in all."""

    line: dict[str, Any]
    width_m: Width
    reason: Why = ""


class NewMineLines(BaseModel, extra="forbid"):
    """`metres` where the law names no distance (rivers)."""

    subject: Literal["goaf", "goaf_water", "fault", "river"]
    geometry: dict[str, Any]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    metres: Annotated[float, Field(gt=0, le=5000)] | None = None
    reason: Why = ""


class NewControlLine(BaseModel, extra="forbid"):
    geometry: dict[str, Any]
    basis: Annotated[str, Field(max_length=500)] = ""
    reason: Why = ""


class TerrainForm(BaseModel, extra="forbid"):
    """A grid of heights (GeoTIFF or ASCII grid); `crs` is its EPSG number where the file names none."""

    file: UploadFile
    width_m: Width
    toe_lon: Annotated[float, Field(ge=73, le=136)] | None = None
    toe_lat: Annotated[float, Field(ge=3, le=54)] | None = None
    crs: int | None = None
    reason: Why = ""

    @property
    def toe(self) -> flow.Place | None:
        if self.toe_lon is None or self.toe_lat is None:
            return None
        return self.toe_lon, self.toe_lat


@router.post("/sites/{site_id}/flow-path", operation_id="draw_flow_path", status_code=201)
def draw_flow_path(session: WriteSession, site_id: int, new: NewFlowPath) -> FlowPath:
    """Draw the path that tailings would take by hand; it replaces the one before."""
    site = _pond(session, site_id)
    because(session, new.reason or "绘制尾矿下泄路径")
    line = shape_of(new.line, {"LineString"})
    assert isinstance(line, LineString)
    return flow_told(site_id, flow.draw_by_hand(session, site, line, new.width_m))


@router.post("/sites/{site_id}/flow-path/dem", operation_id="trace_flow_path", status_code=201)
def trace_flow_path(
    session: WriteSession,
    settings: AppSettings,
    site_id: int,
    form: Annotated[TerrainForm, Form(media_type="multipart/form-data")],
) -> FlowPath:
    """Trace the path over a grid of heights, from the toe, otherwise from the lowest place at the pond's edge."""
    site = _pond(session, site_id)
    if (form.file.size or 0) > settings.upload_limit_mb << 20:
        raise TooLarge(f"文件超过 {settings.upload_limit_mb} MB", "请裁剪到尾矿库周边几公里再上传")
    because(session, form.reason or "由高程推算尾矿下泄路径")
    found = flow.draw_by_terrain(session, site, form.file.file.read(), form.width_m, form.toe, form.crs)
    return flow_told(site_id, found)


@router.get("/sites/{site_id}/flow-path", operation_id="read_flow_path")
def read_flow_path(session: ReadSession, site_id: int) -> FlowPath | None:
    """The path as it was drawn; nothing where none is drawn yet."""
    find(session, site_id)
    path = flow.read_flow(session, site_id)
    return flow_told(site_id, path) if path else None


@router.post("/sites/{site_id}/mine-lines", operation_id="draw_mine_lines", status_code=201)
def draw_mine_lines(session: WriteSession, site_id: int, new: NewMineLines) -> list[MineLine]:
    """Draw the lines that a goaf, the water in it, a fault or a river calls for."""
    site = find(session, site_id, for_update=True)
    if site.kind != "mine":
        raise BadInput(f"“{site.name}”不是矿山", "请选择矿山图层的点位")
    because(session, new.reason or "绘制矿山控制线")
    shape = shape_of(new.geometry, AREAS | LINES)
    return [
        line_told(each)
        for each in mine_lines.draw_lines(session, site, new.subject, (new.name, shape), new.metres)
    ]


@router.get("/sites/{site_id}/mine-lines", operation_id="read_mine_lines")
def read_mine_lines(session: ReadSession, site_id: int) -> list[MineLine]:
    find(session, site_id)
    return [line_told(each) for each in mine_lines.read_lines(session, site_id)]


@router.delete("/sites/{site_id}/mine-lines", operation_id="wipe_mine_lines", status_code=204)
def wipe_mine_lines(session: WriteSession, site_id: int, subject: str, name: str, reason: Why = "") -> None:
    because(session, reason or "删除矿山控制线")
    find(session, site_id, for_update=True)
    mine_lines.wipe_lines(session, site_id, subject, name)


@router.post("/parks/{site_id}/control-line", operation_id="draw_control_line", status_code=201)
def draw_control_line(session: WriteSession, site_id: int, new: NewControlLine) -> ParkMembers:
    """Draw the published control line of a park; it replaces the one before."""
    site = find(session, site_id, for_update=True)
    because(session, new.reason or "绘制园区安全控制线")
    parks.draw_control_line(session, site, shape_of(new.geometry, AREAS), new.basis)
    return park_told(parks.read_park(session, site_id))


@router.get("/parks/outside", operation_id="list_outside_parks")
def list_outside_parks(session: ReadSession, division: Division = None) -> OutsideParks:
    """The plants outside every park, with the nearest one and what the law says."""
    return outsiders_told(*parks.outside_parks(session, read_division(division)))


@router.get("/parks/{site_id}/members", operation_id="read_park_members")
def read_park_members(session: ReadSession, site_id: int) -> ParkMembers:
    return park_told(parks.read_park(session, site_id))


@router.get("/pipelines/{site_id}/occupation", operation_id="read_occupation")
def read_occupation(session: ReadSession, layers: AllLayers, site_id: int) -> Occupation:
    """What stands in the protection strips of a pipeline."""
    return occupation_told(occupation(session, layers, site_id))


@router.get("/roads/dangerous", operation_id="list_dangerous_roads")
def list_dangerous_roads(session: ReadSession, division: Division = None) -> DangerousRoads:
    """Road risk points near water, cliff, school or railway, by distance."""
    return roads_told(dangerous_roads(session, read_division(division)))


def _pond(session: Session, site_id: int) -> Site:
    site = find(session, site_id, for_update=True)
    if site.kind != "tailings_pond":
        raise BadInput(f"“{site.name}”不是尾矿库", "请选择尾矿库图层的点位")
    return site

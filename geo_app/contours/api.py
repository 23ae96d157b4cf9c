"""Route of risk contours: look at a file, and keep its contours as zones of a site."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from starlette.datastructures import FormData, UploadFile

from geo_app.auth.door import (
    AppSettings,
    bounded,
    multipart,
)
from geo_app.contours.read import Asking, Contours, read_contours
from geo_app.db import because
from geo_app.errors import BadInput
from geo_app.ingest.cells import plain
from geo_app.numbers.confirmations import as_confirmed
from geo_app.reckoning.tables import MEMORY
from geo_app.sites import record
from geo_app.zones.api_drawings import DrawingCard, draughtsman, drawing_card
from geo_app.zones.drawings import Area, Draughtsman, doubt
from geo_app.zones.risk_levels import contour, level_text, limits_at, read_level

router = APIRouter(prefix="/api/sites/{site_id}", tags=["zones"])
CONTOUR, BASIS = "risk_contour", "评价机构成果导入，本系统未重新计算"
SAID = ("field", "level", "crs", "title", "origin", "reason", "preview")
_FORM = multipart("file", **{name: {"type": "string"} for name in SAID})


class ContourProblem(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    row: int
    code: str
    title: str
    reason: str
    remedy: str
    value: str


class ContourSheet(BaseModel):
    """What a file holds; `drawing` is null while it is only looked at."""

    file_name: str
    field: str | None
    fields: list[str]
    contours: dict[str, Any]
    issues: list[ContourProblem]
    good: int
    bad: int
    drawing: DrawingCard | None


@router.post("/contours", operation_id="add_contours", openapi_extra=_FORM)
async def add_contours(
    request: Request, hand: Annotated[Draughtsman, Depends(draughtsman)], settings: AppSettings, site_id: int
) -> ContourSheet:
    """Look at a file of risk contours; with preview=false keep the good ones as zones of the site."""
    async with bounded(request, settings.upload_limit_mb).form(max_files=1, max_fields=8) as form:
        return await run_in_threadpool(_take, form, hand, site_id)


def _take(form: FormData, hand: Draughtsman, site_id: int) -> ContourSheet:
    file, said = form.get("file"), {name: str(form.get(name) or "").strip()[:200] for name in SAID}
    if not isinstance(file, UploadFile):
        raise BadInput("缺少文件", "请选择等值线文件", field="file")
    record.find(hand.session, site_id)
    name = plain(Path(file.filename or "未命名").name)[:200]
    with tempfile.NamedTemporaryFile(prefix="geo-app-contours-", suffix=Path(name).suffix) as part:
        shutil.copyfileobj(file.file, part)
        part.flush()
        found = read_contours(Path(part.name), hand.layers[CONTOUR], _asking(said))
    drawing = None
    if said["preview"].lower() == "false":
        drawing = drawing_card(_keep(hand, site_id, found, name, said))
    return ContourSheet(
        file_name=name,
        field=found.field,
        fields=list(found.fields),
        contours={"type": "FeatureCollection", "features": [_feature(*each) for each in found.good]},
        issues=[ContourProblem.model_validate(problem) for problem in found.problems],
        good=len(found.good),
        bad=len(found.problems),
        drawing=drawing,
    )


def _asking(said: dict[str, str]) -> Asking:
    level = read_level(said["level"])
    if said["level"] and level is None:
        raise BadInput(f"“{said['level']}”不是每年的个人风险", "例如 1e-6 或 3×10⁻⁷", field="level")
    if said["crs"] and not said["crs"].isdecimal():
        raise BadInput("坐标系应是 EPSG 编号", "例如 4490", field="crs")
    return Asking(said["field"] or None, level, int(said["crs"]) if said["crs"] else None)


def _keep(hand: Draughtsman, site_id: int, found: Contours, name: str, said: dict[str, str]) -> Any:
    if not found.good:
        raise BadInput("文件里没有可以导入的等值线", "请先按提示改正文件或选择风险值字段")
    because(hand.session, said["reason"] or f"导入等值线 {name}")
    origin = "、".join(filter(None, (said["origin"], name)))
    told = {
        "title": said["title"] or "个人风险等值线",
        "basis": "评价机构成果导入，本系统未重新计算",
        "origin": origin,
    }
    areas = as_confirmed(hand.session, [contour(level, shape) for level, shape in found.good])
    return hand.draw(site_id, CONTOUR, [_with_doubt(hand, area) for area in areas], told)


def _with_doubt(hand: Draughtsman, area: Area) -> Area:
    """A contour keeps that its limit was unverified on the day when it was drawn."""
    said = area.attributes
    unsure = [str(said["limit_of"])] if said["threshold_confidence"] == MEMORY else []
    return replace(area, attributes={**said, **doubt(hand.today, unsure)})


def _feature(level: float, shape: BaseGeometry) -> dict[str, Any]:
    limit_of, confidence = limits_at(level)
    told = {"level": level, "level_text": level_text(level), "limit_of": limit_of, "confidence": confidence}
    return {"type": "Feature", "geometry": mapping(shape), "properties": told}

"""The door for footprints from files and pasted texts."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from shapely import get_coordinates, get_num_geometries, to_geojson
from starlette.datastructures import FormData, UploadFile

from geo_app.auth.door import (
    AppDatabase,
    AppSettings,
    CurrentActor,
    bounded,
    multipart,
    same_origin,
)
from geo_app.errors import BadInput
from geo_app.geo.measure import area_m2
from geo_app.geo.offset import OFFSETS
from geo_app.ingest.cells import plain
from geo_app.ingest.outline import Outline
from geo_app.siting.footprint import doubts, read_footprint

router = APIRouter(prefix="/api", tags=["siting"])
_FORM = multipart(
    text={"type": "string", "description": "pasted corners, one a line"},
    crs={"type": "string", "description": f"EPSG number, {' or '.join(OFFSETS)}"},
)


class FootprintCard(BaseModel):
    """A footprint as it was read: a GeoJSON geometry in CGCS2000 degrees, and from which coordinate system."""

    footprint: dict[str, Any]
    crs: str
    parts: int
    vertices: int
    area_m2: float
    notes: list[str]


@router.post("/footprints", operation_id="read_footprint", openapi_extra=_FORM)
async def read_uploaded(
    request: Request, database: AppDatabase, actor: CurrentActor, settings: AppSettings
) -> FootprintCard:
    """Read a footprint from a file or from pasted corners; nothing is kept. Where a coordinate system must be
    stated the problem has `crs_needed`, and `offered` where there is a choice."""
    same_origin(request)
    async with bounded(request, settings.upload_limit_mb).form(max_files=1, max_fields=4) as form:
        found = await run_in_threadpool(_read, form)
    return await run_in_threadpool(_card, database, actor, found)


def _read(form: FormData) -> Outline:
    file, text, crs = (form.get(name) for name in ("file", "text", "crs"))
    chosen = crs if isinstance(crs, str) else ""
    if isinstance(file, UploadFile):
        name = plain(Path(file.filename or "").name)[:200]
        with tempfile.NamedTemporaryFile(prefix="geo-app-footprint-", suffix=Path(name).suffix) as part:
            shutil.copyfileobj(file.file, part)
            part.flush()
            return read_footprint(Path(part.name), name, chosen)
    if not isinstance(text, str) or not text.strip():
        raise BadInput("没有文件，也没有坐标", "请选择文件，或粘贴角点坐标")
    with tempfile.NamedTemporaryFile("w", prefix="geo-app-footprint-", suffix=".txt", encoding="utf-8") as part:
        part.write(text)
        part.flush()
        return read_footprint(Path(part.name), "", chosen)


def _card(database: AppDatabase, actor: CurrentActor, found: Outline) -> FootprintCard:
    with database.transaction(actor) as session:
        notes = [*found.notes, *doubts(session, found)]
    return FootprintCard(
        footprint=json.loads(to_geojson(found.shape)),
        crs=found.crs,
        parts=get_num_geometries(found.shape),
        vertices=len(get_coordinates(found.shape)),
        area_m2=area_m2(found.shape),
        notes=notes,
    )

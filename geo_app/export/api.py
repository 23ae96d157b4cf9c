"""Routes: which formats and coordinate systems there are, and the export itself."""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.background import BackgroundTask

from geo_app import features
from geo_app.auth.door import AllLayers, AppDatabase, Asking, ReadSession, current_actor
from geo_app.export.package import Order, all_formats, export, format_named
from geo_app.features import Selection
from geo_app.filters import Selected
from geo_app.geo.crs import offered, outgoing

router = APIRouter(prefix="/api", tags=["exports"])


class FormatRow(BaseModel):
    """`only`: the codes of the coordinate systems that it can hold, where not all; `most`: how many
    features it takes, 0: any number."""

    name: str
    title: str
    title_en: str
    extension: str
    description: str
    description_en: str
    only: tuple[str, ...]
    usual: int
    most: int


class CrsRow(BaseModel):
    """`incoming`: may be stated of a file that comes in. `note`: what whoever takes a file in it must know."""

    code: str
    title: str
    title_en: str
    incoming: bool
    note: str
    note_en: str


@router.get("/formats", operation_id="list_formats", dependencies=[Depends(current_actor)])
def list_formats() -> list[FormatRow]:
    inorder = sorted(all_formats().values(), key=lambda each: (each.usual or len(all_formats()), each.title))
    return [FormatRow.model_validate(each, from_attributes=True) for each in inorder]


@router.get("/crs", operation_id="list_crs")
def list_crs(session: ReadSession, layers: AllLayers) -> list[CrsRow]:
    """Degrees first, then the 3-degree zones that this person's data lie in."""
    boxes = [features.bounds(session, Selection(layer)) for layer in layers if layer.source == "site"]
    west = min((box[0] for box in boxes if box), default=None)
    east = max((box[2] for box in boxes if box), default=None)
    found = [outgoing("4490")] if west is None or east is None else offered(west, east)
    return [CrsRow.model_validate(system, from_attributes=True) for system in found]


@router.get("/exports/{layer}", operation_id="export_layer", response_class=FileResponse)
def export_layer(
    selection: Selected,
    asking: Asking,
    database: AppDatabase,
    name: Annotated[str, Query(alias="format", description="A name of /api/formats.")],
    crs: Annotated[str, Query(description="A code of /api/crs.")] = "4490",
) -> FileResponse:
    """The selection as a file, with a name that says what is in it."""
    order = Order(format_named(name), outgoing(crs), asking.as_of)
    folder = Path(mkdtemp(prefix="geo_app-export-"))
    try:
        package = export(database, asking.actor, selection, order, folder)
    except BaseException:
        rmtree(folder)
        raise
    return FileResponse(
        package.path,
        media_type=order.format.media_type,
        filename=package.name,
        background=BackgroundTask(rmtree, folder),
    )

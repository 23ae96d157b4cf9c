"""Routes of lists: which there are, and each as a table file."""

from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from geo_app.auth.door import CurrentActor, ReadableLayers, ReadSession
from geo_app.features import read_division
from geo_app.listings.catalogue import all_listings, listing_named
from geo_app.listings.files import MEDIA_TYPES, Asking, write_listing
from geo_app.listings.listing import Wanted

router = APIRouter(prefix="/api", tags=["listings"])


class ListingCard(BaseModel):
    """One list; `only` may be one of its `choices`, the first one where nothing is asked."""

    name: str
    title: str
    title_en: str
    columns: list[str]
    choices: Mapping[str, str]
    filters: list[str]


class ListingQuery(BaseModel):
    """Which rows of a list, and in which format."""

    form: Annotated[Literal["xlsx", "csv"], Field(alias="format")] = "xlsx"
    division: str = ""
    only: str = ""
    layer: str = ""
    rule: str = ""
    site: Annotated[int | None, Field(ge=1)] = None

    @property
    def wanted(self) -> Wanted:
        return Wanted(read_division(self.division), self.only, self.layer, self.rule, self.site)


@router.get("/listings", operation_id="list_listings")
def list_listings() -> list[ListingCard]:
    """The lists that can be had as a file."""
    return [
        ListingCard(
            **{name: getattr(each, name) for name in ("name", "title", "title_en", "choices", "filters")},
            columns=[column.title for column in each.columns],
        )
        for each in all_listings().values()
    ]


@router.get("/listings/{name}", operation_id="export_listing", response_class=FileResponse)
def export_listing(
    session: ReadSession,
    actor: CurrentActor,
    layers: ReadableLayers,
    name: str,
    query: Annotated[ListingQuery, Query()],
) -> FileResponse:
    """A list as an Excel or CSV file, as of any day."""
    listing = listing_named(name)
    folder = Path(mkdtemp(prefix="geo_app-listing-"))
    try:
        made = write_listing(
            Asking(session, actor, layers), listing, query.wanted, folder / f"{name}.{query.form}"
        )
    except BaseException:
        rmtree(folder)
        raise
    return FileResponse(
        made.path,
        media_type=MEDIA_TYPES[query.form],
        filename=made.name,
        background=BackgroundTask(rmtree, folder),
    )

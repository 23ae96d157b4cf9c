"""What an address asks of the items of a layer: which, in which coordinates, which properties, in which order."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import BaseModel, Field

from geo_app.auth.door import ReadableLayers
from geo_app.cql2.apart import Filter
from geo_app.errors import BadInput
from geo_app.features import read_box
from geo_app.filters import Filters, compared
from geo_app.geo.named_crs import DEGREES, Corners, NamedCrs, named
from geo_app.instant import instant
from geo_app.items import Since, Telling, Wanted, read_properties
from geo_app.layers import Layer
from geo_app.ogc.filter_crs import in_degrees
from geo_app.ogc.manner import OF_MANNER
from geo_app.order import read_order

LARGEST_PAGE = 10_000
FIRST_PAGE = 100
LANGUAGES = ("cql2-text", "cql2-json", "cql-text")  # the last is what GDAL up to 3.8 calls the first


class OfItems(BaseModel):
    """What may be asked of the items beside the filters."""

    limit: int = Field(
        FIRST_PAGE,
        ge=1,
        description=f"At most {LARGEST_PAGE}; more is clamped.",
        json_schema_extra={"maximum": LARGEST_PAGE},
    )
    after: str = Field("", max_length=4000, description="Where the page begins; from the link next.")
    crs: str = Field("", description="The coordinate system of the answer, by its URI.")
    bbox_crs: str = Field("", alias="bbox-crs", description="The coordinate system of bbox, by its URI.")
    properties: str = Field("", description="Only these properties: name,colour")
    sortby: str = Field("", description="Fields to sort by, falling after a minus: colour,-changed_at")
    filter: str = Field("", description="A condition in CQL2, text or JSON.")
    filter_lang: str = Field(
        "",
        alias="filter-lang",
        description="Either is recognised by itself.",
        json_schema_extra={"enum": [*LANGUAGES]},
    )
    filter_crs: str = Field("", alias="filter-crs", description="The coordinate system of places in filter.")
    changed: str = Field("", alias="datetime", description="When features last changed: an instant or a/b.")


KNOWN = {"as_of"} | OF_MANNER | {field.alias or name for name, field in OfItems.model_fields.items()}


async def wanted_items(
    request: Request,
    layers: ReadableLayers,
    layer: str,
    filters: Annotated[Filters, Query()],
    asked: Annotated[OfItems, Query()],
) -> Wanted:
    """What this address asks of a layer. Raises BadInput for what cannot be read and for unknown parameters."""
    chosen = layers[layer]
    equals = compared(chosen, request.query_params, KNOWN)
    stated = named(asked.bbox_crs) if asked.bbox_crs else DEGREES
    corners = _corners(filters.bbox)
    degrees = corners and stated.degrees_of(corners)
    box = ",".join(map(repr, degrees)) if degrees else ""
    selection = filters.model_copy(update={"bbox": box}).select(chosen, equals)
    return Wanted(
        replace(selection, cql=_filter(asked)),
        _telling(chosen, asked.crs, asked.properties),
        read_order(chosen, asked.sortby),
        _plane(stated, corners),
        _since(asked.changed),
    )


def _filter(asked: OfItems) -> Filter | None:
    if asked.filter_lang not in ("", *LANGUAGES):
        raise BadInput(f"不支持筛选语言 {asked.filter_lang[:40]}", f"可用 {'、'.join(LANGUAGES)}")
    stated = named(asked.filter_crs) if asked.filter_crs else DEGREES
    return Filter.read(in_degrees(asked.filter, stated)) if asked.filter else None


def _plane(stated: NamedCrs, corners: Corners | None) -> tuple[int, Corners] | None:
    """The box of a plane as it was stated: in degrees it is no box."""
    if corners is None or stated.in_degrees:
        return None
    return stated.epsg, stated.by_east(corners)


def _corners(text: str) -> Corners | None:
    """The four corners of a box; of six, those on the ground."""
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4:
        read_box("?")
    a, b, c, d = numbers
    return a, b, c, d


def _since(text: str) -> Since:
    """An instant, or a time between two of which one may be open.

    >>> _since("2026-01-01T00:00:00Z/..")
    (datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), None)
    """
    if not text:
        return None, None
    first, slash, last = text.partition("/")
    if not slash:
        return _moment(first, text), _moment(first, text)
    since, until = (None if end in ("", "..") else _moment(end, text) for end in (first, last))
    if (since and until and since > until) or not (since or until or ".." in text):
        raise BadInput(f"时间范围 {text[:60]} 次序颠倒或为空", "例如 datetime=2026-01-01T00:00:00Z/..")
    return since, until


def _moment(text: str, whole: str) -> datetime:
    moment = instant(text)
    if moment is None:
        raise BadInput(f"时间 {whole[:60]} 无法识别", "例如 datetime=2026-01-01T00:00:00Z/..")
    return moment


@dataclass(frozen=True)
class WantedItem:
    """One feature, and how it is to be told."""

    layer: Layer
    id: int
    telling: Telling


async def wanted_item(
    layers: ReadableLayers,
    layer: str,
    feature_id: Annotated[int, Path(lt=1 << 63)],
    crs: str = "",
    properties: str = "",
) -> WantedItem:
    return WantedItem(layers[layer], feature_id, _telling(layers[layer], crs, properties))


def _telling(layer: Layer, crs: str, properties: str) -> Telling:
    return Telling(named(crs) if crs else DEGREES, read_properties(layer, properties))


WantedItems = Annotated[Wanted, Depends(wanted_items)]
OneItem = Annotated[WantedItem, Depends(wanted_item)]
Page = Annotated[OfItems, Query()]

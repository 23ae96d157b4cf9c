"""The features of a layer by page, and one by its number; GeoJSON for a machine, a table for a person."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from psycopg import DataError

from geo_app import features, items
from geo_app.auth.door import AppDatabase, Asking, Question
from geo_app.db import Database
from geo_app.errors import BadInput, Gone, NotFound
from geo_app.layers import Layer
from geo_app.ogc.items_page import Sheet, item_page, items_page
from geo_app.ogc.links import GEOJSON, JSON, Link, itself, to
from geo_app.ogc.manner import Manner, Wished, only
from geo_app.ogc.page import VARY, unchanged
from geo_app.ogc.wanted import LARGEST_PAGE, OneItem, Page, WantedItem, WantedItems
from geo_app.order import cursor

router = APIRouter(tags=["ogc"])
BEGINNING = b'{"type":"Feature",'
KEEPING = VARY | {"Cache-Control": "private, no-cache"}  # kept by their own client, asked about each time
MOMENT = timedelta(microseconds=1)
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {GEOJSON: {}, "text/html": {}}},
    304: {"description": "Not changed since."},
}


@router.get("/collections/{layer}/items", operation_id="list_items", response_class=Response, responses=RESPONSES)
async def list_items(
    request: Request, wished: Wished, asking: Asking, database: AppDatabase, wanted: WantedItems, asked: Page
) -> Response:
    limit = min(asked.limit, LARGEST_PAGE)
    past = asking.as_of is not None
    statement = items.page(wanted, limit + 1, asked.after, past=past)
    try:
        (rows,) = await database.read(asking.actor, statement, as_of=asking.as_of)
        matched = len(rows)
        if asked.after or matched > limit:  # not all of them on this page
            counting = items.matches(wanted, past=past)
            (((matched,),),) = await database.read(asking.actor, counting, as_of=asking.as_of)
    except DataError as error:  # a number too large to reckon with, or a page that begins at what is no such value
        raise BadInput("筛选条件或翻页位置算不出来", "请检查 filter 中的数值，或从第一页重新开始") from error
    behind = rows[limit - 1][0] if len(rows) > limit else None
    if behind and wanted.keys:
        behind = cursor(behind)
    links = list(_links(request, wished, wanted.selection.layer, behind))
    texts = [text for _, text in rows[:limit]]
    sheet = Sheet(texts, matched if matched <= features.COUNTED else None, links)
    if wished.for_people:
        return items_page(request, wished, wanted.selection.layer, sheet)
    headers = KEEPING | {"Content-Crs": f"<{wanted.telling.crs.uri}>", "ETag": f'W/"{_digest(request, texts)}"'}
    if unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(_collected(sheet), media_type=GEOJSON, headers=headers)


@router.get(
    "/collections/{layer}/items/{feature_id}",
    operation_id="read_item",
    response_class=Response,
    responses=RESPONSES,
    dependencies=[Depends(only("crs", "properties", "as_of"))],
)
async def read_item(
    request: Request, wished: Wished, asking: Asking, database: AppDatabase, wanted: OneItem
) -> Response:
    """One feature. 410 with a link to its last version where it was there once and ended."""
    asked = items.one(wanted.layer, wanted.id, wanted.telling)
    (rows,) = await database.read(asking.actor, asked, as_of=asking.as_of)
    if not rows:
        raise await _missing(request, database, asking, wanted)
    ((version, text),) = rows
    if wished.for_people:
        return item_page(request, wished, wanted.layer, json.loads(text))
    links = [*itself(request, wished, GEOJSON), _of(request, wished, wanted.layer)]
    # the version for whoever changes it, and the rest for what may change without: a name, the day of a review
    tag = f'"{version}-{_digest(request, [text])}"'
    headers = KEEPING | {"ETag": tag, "Content-Crs": f"<{wanted.telling.crs.uri}>"}
    if unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(_linked(text, links), media_type=GEOJSON, headers=headers)


async def _missing(request: Request, database: Database, asking: Question, wanted: WantedItem) -> NotFound | Gone:
    """Why a feature is not there: it ended, or there is none that this person sees."""
    layer, feature_id = wanted.layer, wanted.id
    unseen = NotFound(f"“{layer.title}”中没有编号为 {feature_id} 的要素，或不在您的管辖区划内")
    if asking.as_of or not (asked := items.last_seen(layer, feature_id)):
        return unseen
    (((until,),),) = await database.read(asking.actor, asked)
    if until is None:
        return unseen
    at = (until - MOMENT).astimezone(UTC).isoformat()
    here = request.url_for("read_item", layer=layer.name, feature_id=str(feature_id))
    last = Link(href=str(here.include_query_params(as_of=at)), rel="predecessor-version", type=GEOJSON)
    return Gone(
        f"“{layer.title}”中编号为 {feature_id} 的要素已停用或已更新",
        f"最后的版本见 links，时间参数 as_of={at}",
        links=[last.model_dump(exclude_none=True)],
    )


def _digest(request: Request, texts: list[bytes]) -> str:
    """What tells one answer to this address from another."""
    language = request.headers.get("accept-language", "")
    return blake2b(b"".join([language.encode(), *texts]), digest_size=9).hexdigest()


def _collected(sheet: Sheet) -> bytes:
    """A collection from what is said about it and the GeoJSON of its features."""
    about: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberReturned": len(sheet.texts),
        # beyond COUNTED matches are not counted, not guessed
        **({"numberMatchedOver": features.COUNTED} if sheet.matched is None else {"numberMatched": sheet.matched}),
        "links": [link.model_dump(exclude_none=True) for link in sheet.links],
    }
    head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join([head[:-1], b',"features":[', b",".join(sheet.texts), b"]}"])


def _linked(text: bytes, links: list[Link]) -> bytes:
    """A feature with its links."""
    said = json.dumps([link.model_dump(exclude_none=True) for link in links], ensure_ascii=False)
    return b"".join([BEGINNING, b'"links":', said.encode(), b",", text.removeprefix(BEGINNING)])


def _of(request: Request, wished: Manner, layer: Layer) -> Link:
    title = wished.say(layer.title, layer.title_en)
    return Link(href=to(request, "read_collection", layer=layer.name), rel="collection", type=JSON, title=title)


def _links(request: Request, wished: Manner, layer: Layer, behind: str | None) -> Iterator[Link]:
    yield from itself(request, wished, GEOJSON)
    if behind is not None:
        media = "text/html" if wished.for_people else GEOJSON
        title = wished.say("下一页", "Next page")
        yield Link(href=str(request.url.include_query_params(after=behind)), rel="next", type=media, title=title)
    yield _of(request, wished, layer)

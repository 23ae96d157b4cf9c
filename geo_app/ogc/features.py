"""The layers as collections of GeoJSON features: /collections, items by page, one item."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from geo_app import features
from geo_app.auth.door import AppDatabase, Asking, ReadableLayers
from geo_app.errors import NotFound
from geo_app.filters import Selected
from geo_app.layers import Layer

router = APIRouter(tags=["collections"])
GEOJSON = "application/geo+json"
LARGEST_PAGE = 10_000
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class Link(BaseModel):
    href: str
    rel: str
    type: str
    title: str = ""


class Collection(BaseModel):
    id: str
    title: str
    description: str
    item_type: str = Field("feature", serialization_alias="itemType")
    crs: list[str] = [CRS84]
    links: list[Link]


class Collections(BaseModel):
    collections: list[Collection]
    links: list[Link]


@router.get("/collections", operation_id="list_collections")
def list_collections(request: Request, layers: ReadableLayers) -> Collections:
    here = str(request.url_for("list_collections"))
    listed = [_collection(layer, here) for layer in layers]
    return Collections(collections=listed, links=[Link(href=here, rel="self", type="application/json")])


@router.get("/collections/{layer}", operation_id="read_collection")
def read_collection(request: Request, layers: ReadableLayers, layer: str) -> Collection:
    return _collection(layers[layer], str(request.url_for("list_collections")))


@router.get("/collections/{layer}/items", operation_id="list_items", response_class=Response)
async def list_items(
    request: Request,
    asking: Asking,
    database: AppDatabase,
    selection: Selected,
    limit: Annotated[int, Query(ge=1, description=f"At most {LARGEST_PAGE}; more is clamped.")] = 100,
    after: Annotated[int, Query(ge=0, description="The page begins behind this id.")] = 0,
) -> Response:
    limit = min(limit, LARGEST_PAGE)
    asked = features.page(selection, limit + 1, after)
    rows, ((matched,),) = await database.read(asking.actor, *asked, as_of=asking.as_of)
    shown = rows[:limit]
    about = {
        "type": "FeatureCollection",
        "numberReturned": len(shown),
        **({"numberMatched": matched} if matched <= features.COUNTED else {}),  # beyond: not counted, not guessed
        "links": list(_links(request, shown[-1][0] if len(rows) > limit else None)),
    }
    return Response(_collected(about, [text for _, text in shown]), media_type=GEOJSON)


@router.get("/collections/{layer}/items/{feature_id}", operation_id="read_item", response_class=Response)
async def read_item(
    asking: Asking,
    database: AppDatabase,
    layers: ReadableLayers,
    layer: str,
    feature_id: Annotated[int, Path(lt=1 << 63)],
) -> Response:
    chosen = layers[layer]
    (rows,) = await database.read(asking.actor, features.one(chosen, feature_id), as_of=asking.as_of)
    if not rows:
        raise NotFound(f"“{chosen.title}”中没有编号为 {feature_id} 的要素,或不在您的管辖区划内")
    ((version, text),) = rows
    return Response(text, media_type=GEOJSON, headers={"ETag": f'"{version}"'})


def _collected(about: dict[str, Any], texts: list[bytes]) -> bytes:
    """A collection from its members and the GeoJSON of its features.

    >>> _collected({"type": "FeatureCollection"}, [b"{}", b"{}"])
    b'{"type":"FeatureCollection","features":[{},{}]}'
    """
    head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join([head[:-1], b',"features":[', b",".join(texts), b"]}"])


def _collection(layer: Layer, here: str) -> Collection:
    links = [
        Link(href=f"{here}/{layer.name}", rel="self", type="application/json"),
        Link(href=f"{here}/{layer.name}/items", rel="items", type=GEOJSON, title=layer.title),
    ]
    return Collection(id=layer.name, title=layer.title, description=layer.description, links=links)


def _links(request: Request, last: int | None) -> Iterator[dict[str, str]]:
    yield {"rel": "self", "type": GEOJSON, "href": str(request.url)}
    if last is not None:
        yield {"rel": "next", "type": GEOJSON, "href": str(request.url.include_query_params(after=last))}

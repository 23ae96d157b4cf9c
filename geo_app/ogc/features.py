"""The layers as collections of GeoJSON features: /collections, items by page, one item."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from geo_app import features
from geo_app.auth.door import ReadableLayers, ReadSession
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
def list_items(
    request: Request,
    session: ReadSession,
    selection: Selected,
    limit: Annotated[int, Query(ge=1, description=f"At most {LARGEST_PAGE}; more is clamped.")] = 100,
    after: Annotated[int, Query(ge=0, description="The page begins behind this id.")] = 0,
) -> Response:
    limit = min(limit, LARGEST_PAGE)
    rows = features.page(session, selection, limit + 1, after)
    matched = features.count(session, selection, features.COUNTED + 1)
    more = len(rows) > limit
    shown = rows[:limit]
    answer = {
        "type": "FeatureCollection",
        "numberReturned": len(shown),
        **({"numberMatched": matched} if matched <= features.COUNTED else {}),  # beyond: not counted, not guessed
        "links": list(_links(request, shown[-1]["id"] if more else None)),
        "features": [feature(row) for row in shown],
    }
    return Response(dumps(answer), media_type=GEOJSON)


@router.get("/collections/{layer}/items/{feature_id}", operation_id="read_item", response_class=Response)
def read_item(session: ReadSession, layers: ReadableLayers, layer: str, feature_id: int) -> Response:
    chosen = layers[layer]
    row = features.one(session, chosen, feature_id)
    if row is None:
        raise NotFound(f"“{chosen.title}”中没有编号为 {feature_id} 的要素,或不在您的管辖区划内")
    tag = f'"{row["version"]}"'
    return Response(dumps(feature(row)), media_type=GEOJSON, headers={"ETag": tag})


def feature(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a GeoJSON feature."""
    properties = {name: value for name, value in row.items() if name not in ("id", "geojson")}
    geometry = json.loads(row["geojson"]) if row["geojson"] else None
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}


def dumps(value: object) -> bytes:
    """Strict JSON: no NaN, dates in ISO 8601, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_text).encode()


def _text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value)}")


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

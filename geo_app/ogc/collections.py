"""The layers as collections: what each is, how far it reaches, in which coordinate systems it is told."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from geo_app.auth.door import AppDatabase, Asking, ReadableLayers
from geo_app.features import Box
from geo_app.geo.named_crs import CRS84, EPSG, offered_names
from geo_app.layers import Layer
from geo_app.ogc.links import GEOJSON, HTML, JSON, MAPLIBRE, REL, SCHEMA, Link, itself, to
from geo_app.ogc.manner import Manner, Wished, only
from geo_app.ogc.page import shown

router = APIRouter(tags=["ogc"], dependencies=[Depends(only())])
STORED = f"{EPSG}4490"


class SpatialExtent(BaseModel):
    bbox: list[Box]
    crs: str = CRS84


class TemporalExtent(BaseModel):
    """Since when each feature stands as it does: open on both sides."""

    interval: list[tuple[None, None]] = [(None, None)]


class Extent(BaseModel):
    spatial: SpatialExtent | None = None
    temporal: TemporalExtent | None = None


class Collection(BaseModel):
    id: str
    title: str
    description: str
    extent: Extent | None
    item_type: str = Field("feature", serialization_alias="itemType")
    crs: list[str]
    storage_crs: str = Field(STORED, serialization_alias="storageCrs")
    links: list[Link]


class Collections(BaseModel):
    crs: list[str]
    collections: list[Collection]
    links: list[Link]


@router.get("/collections", operation_id="list_collections", response_model=Collections)
def list_collections(
    request: Request, wished: Wished, asking: Asking, database: AppDatabase, layers: ReadableLayers
) -> Response:
    boxes = request.app.state.extents.of(database, asking.actor, list(layers))
    listed = [_collection(request, wished, layer, boxes[layer.name]) for layer in layers]
    names = list(dict.fromkeys(uri for each in listed for uri in each.crs)) or offered_names(None)
    whole = Collections(crs=names, collections=listed, links=list(itself(request, wished)))
    return shown(request, wished, "collections", whole)


@router.get("/collections/{layer}", operation_id="read_collection", response_model=Collection)
def read_collection(
    request: Request, wished: Wished, asking: Asking, database: AppDatabase, layers: ReadableLayers, layer: str
) -> Response:
    chosen = layers[layer]
    (box,) = request.app.state.extents.of(database, asking.actor, [chosen]).values()
    collection = _collection(request, wished, chosen, box)
    collection.links = [*itself(request, wished), *collection.links[1:]]
    return shown(request, wished, "collection", collection)


def _collection(request: Request, wished: Manner, layer: Layer, box: Box | None) -> Collection:
    here: dict[str, Any] = {"layer": layer.name}
    own, items = to(request, "read_collection", **here), to(request, "list_items", **here)
    title = wished.say(layer.title, layer.title_en)
    links = [
        Link(href=own, rel="self", type=JSON, title=title),
        Link(href=items, rel="items", type=GEOJSON, title=title),
        Link(href=to(request, "read_queryables", **here), rel=f"{REL}queryables", type=SCHEMA),
        Link(href=to(request, "list_layer_tilesets", **here), rel=f"{REL}tilesets-vector", type=JSON),
        Link(href=to(request, "read_style", style=layer.name), rel="stylesheet", type=MAPLIBRE),
        Link(href=f"{items}?f=html", rel="items", type=HTML, title=title),
    ]
    extent = Extent(spatial=box and SpatialExtent(bbox=[box]), temporal=TemporalExtent())
    told = wished.say(layer.description, layer.description_en)
    return Collection(
        id=layer.name, title=title, description=told, extent=extent, crs=offered_names(box), links=links
    )

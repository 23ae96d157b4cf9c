"""What the features of a layer may be filtered by, as a JSON Schema (OGC API Features Part 3)."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from geo_app.auth.door import ReadableLayers
from geo_app.cql2.condition import COMMON
from geo_app.layers import Layer, LayerField
from geo_app.ogc.links import SCHEMA, to
from geo_app.ogc.manner import Manner, Wished, only
from geo_app.ogc.page import VARY

router = APIRouter(tags=["ogc"], dependencies=[Depends(only())])
DIALECT = "https://json-schema.org/draft/2020-12/schema"
Json = dict[str, Any]
KINDS: dict[str, Json] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "instant": {"type": "string", "format": "date-time"},
    "place": {"format": "geometry-any", "x-ogc-role": "primary-geometry"},
}
TYPES = {"integer": {"type": "integer"}, **{name: KINDS[name] for name in ("number", "boolean", "date")}}


@router.get("/collections/{layer}/queryables", operation_id="read_queryables", response_class=Response)
def read_queryables(request: Request, wished: Wished, layers: ReadableLayers, layer: str) -> Response:
    """The properties that a filter may name, by these names or by their Chinese titles."""
    chosen = layers[layer]
    schema = {
        "$schema": DIALECT,
        "$id": to(request, "read_queryables", layer=layer),
        "type": "object",
        "title": wished.say(chosen.title, chosen.title_en),
        "properties": _properties(chosen, wished),
        "additionalProperties": False,
    }
    return JSONResponse(schema, media_type=SCHEMA, headers=VARY)


def _properties(layer: Layer, wished: Manner) -> Json:
    common = {name: {"title": wished.say(title, name)} | KINDS[kind] for name, (kind, title) in COMMON.items()}
    return common | {field.name: _property(field, wished) for field in layer.fields}


def _property(field: LayerField, wished: Manner) -> Json:
    said: Json = {"title": wished.say(field.title, field.title_en), **TYPES.get(field.type, KINDS["text"])}
    if field.choices:
        said["enum"] = [value for value, _, _ in field.choices]
    limits = {"minimum": field.minimum, "maximum": field.maximum, "x-ogc-unit": field.unit or None}
    return said | {name: value for name, value in limits.items() if value is not None}

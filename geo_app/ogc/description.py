"""The description of the API as OpenAPI 3.0, which the standard asks for: the doors of the OGC, in older
words than the whole description at /openapi.json (3.1)."""

import json
import re
from collections.abc import Iterable
from typing import Any

from geo_app.actor import Role
from geo_app.errors import (
    BadInput,
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    NotLoggedIn,
    PreconditionMissing,
    UnknownMedia,
)
from geo_app.layers import Layer
from geo_app.ogc.queryables import KINDS, TYPES

Json = dict[str, Any]
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
TAG = "ogc"
LIMIT = {"$ref": "#/components/parameters/limit"}
ITEMS = "/collections/{layer}/items"
NULL = {"type": "null"}
REF = re.compile(r'"#/components/schemas/(\w+)"')
REFUSALS = {
    400: ("get", "post", "put", "patch", "delete"),
    401: ("get", "post", "put", "patch", "delete"),
    403: ("post", "put", "patch", "delete"),
    404: ("get", "post", "put", "patch", "delete"),
    410: ("get", "put", "patch", "delete"),
    412: ("put", "patch", "delete"),
    415: ("post", "put", "patch"),
    428: ("put", "patch", "delete"),
}
MEANING = {each.status: each.__name__ for each in (BadInput, NotLoggedIn, Forbidden, NotFound, Gone, Conflict)}
MEANING |= {each.status: each.__name__ for each in (UnknownMedia, PreconditionMissing)}
PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}}
    | {"detail": {"type": "string"}, "remedy": {"type": "string"}},
}
REFUSAL = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def description(whole: Json, root: str, layers: Iterable[Layer]) -> Json:
    """The part of the whole description that belongs to the API, as OpenAPI 3.0.

    The items of each layer that everybody may see stand there once more under their own path: GDAL and QGIS look
    there for what they may leave to us to filter by."""
    paths = {path: _with_refusals(doors) for path, doors in whole["paths"].items() if _of_api(doors)}
    items = paths[ITEMS]["get"]
    (limit,) = (parameter for parameter in items["parameters"] if parameter["name"] == "limit")
    others = [parameter for parameter in items["parameters"] if parameter is not limit]
    paths[ITEMS] = paths[ITEMS] | {"get": items | {"parameters": [*others, LIMIT]}}
    for layer in layers:
        if layer.see == Role.VIEWER:
            paths[ITEMS.format(layer=layer.name)] = {"get": _items_of(layer, paths[ITEMS]["get"])}
    return {
        "openapi": "3.0.3",
        "info": {**whole["info"], "title": "县域安全风险一张图 OGC API"},
        "servers": [{"url": root}],
        "paths": older(paths),
        "components": older(
            {
                "parameters": {"limit": limit},  # where QGIS looks for the size of a page
                "schemas": _needed(paths, whole["components"]["schemas"]),
                "securitySchemes": {
                    "token": {"type": "http", "scheme": "bearer"},
                    "basic": {"type": "http", "scheme": "basic"},
                },
            }
        ),
        "security": [{"token": []}, {"basic": []}],
    }


def without_422(whole: Json) -> Json:
    """The whole description, with our refusal of what cannot be read in place of the framework's."""
    for door in (door for doors in whole["paths"].values() for door in doors.values()):
        if door["responses"].pop("422", None):
            door["responses"] |= {"400": {"description": BadInput.__name__, "content": REFUSAL}}
    schemas = whole["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    return whole


def _items_of(layer: Layer, door: Json) -> Json:
    """The door of the items of one layer, with its fields as parameters."""
    general = [parameter for parameter in door["parameters"] if parameter.get("in") != "path"]
    known = {parameter.get("name") for parameter in general}
    own = [
        {
            "name": field.name,
            "in": "query",
            "required": False,
            "style": "form",
            "explode": False,
            "description": f"{field.title} / {field.title_en}",
            "schema": TYPES.get(field.type, KINDS["text"]),
        }
        for field in layer.fields
        if field.name not in known and field.see == Role.VIEWER
    ]
    return door | {
        "operationId": f"{door['operationId']}_{layer.name}",
        "summary": f"{layer.title} / {layer.title_en}",
        "parameters": [*general, *own],
    }


def _with_refusals(doors: Json) -> Json:
    """The doors with what they answer where they refuse."""
    refused = {
        verb: {
            str(status): {
                "description": MEANING[status],
                "content": REFUSAL,
            }
            for status, verbs in REFUSALS.items()
            if verb in verbs
        }
        for verb in doors
    }
    return {verb: door | {"responses": door["responses"] | refused[verb]} for verb, door in doors.items()}


def _needed(said: Json, schemas: Json) -> Json:
    """The schemas that a piece speaks of, and those that they speak of."""
    found: Json = {}
    names = set(REF.findall(json.dumps(said)))
    while names:
        found |= {name: schemas[name] for name in names}
        names = set(REF.findall(json.dumps(found))) - set(found)
    return found


def _of_api(doors: Json) -> bool:
    return any(TAG in door.get("tags", ()) for door in doors.values())


def older(said: Any) -> Any:
    """A piece of a description in the words of 3.0.

    >>> older({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Name"})
    {'type': 'string', 'nullable': True, 'title': 'Name'}
    >>> older({"const": "Point"}), older({"exclusiveMinimum": 0})
    ({'enum': ['Point']}, {'minimum': 0, 'exclusiveMinimum': True})
    """
    if isinstance(said, list):
        return [older(part) for part in said]
    if not isinstance(said, dict):
        return said
    if said == NULL:
        return {"nullable": True}
    kept: Json = {}
    for name, value in said.items():
        if name == "anyOf" and NULL in value:
            kept |= _nullable([part for part in value if part != NULL])
        elif name == "const":
            kept["enum"] = [value]
        elif name in LIMITS and not isinstance(value, bool | dict):
            kept |= {LIMITS[name]: value, name: True}
        elif name == "prefixItems":
            kept["items"] = {"anyOf": older(value)} if value else {}
        else:
            kept[name] = older(value)
    return kept


def _nullable(others: list[Any]) -> Json:
    kept: Json = older(others[0]) if len(others) == 1 else {"anyOf": older(others)}
    return {"allOf": [kept], "nullable": True} if "$ref" in kept else kept | {"nullable": True}

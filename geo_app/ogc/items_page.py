"""Features as tables for a person: titles instead of names, labels instead of stored values, a link to the map."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from shapely.geometry import shape

from geo_app import features
from geo_app.colour import Colour
from geo_app.layers import Layer, LayerField
from geo_app.ogc.links import Link
from geo_app.ogc.manner import Manner
from geo_app.ogc.page import page

Json = dict[str, Any]
COMMON = {  # columns that every layer has, in the words of people
    "colour": ("风险等级", "Risk"),
    "division_name": ("行政区划", "Division"),
    "assessed_on": ("评估日期", "Assessed on"),
    "review_on": ("复评日期", "Review on"),
    "changed_at": ("更新时间", "Changed at"),
    "source": ("数据来源", "Source"),
}
IN_TABLE = 6  # fields of the layer beside the common ones
NEAR = 15  # the zoom in which one feature is shown


@dataclass(frozen=True)
class Sheet:
    """A page of items as it was read: each as GeoJSON, how many match in all (None: more than were counted)."""

    texts: list[bytes]
    matched: int | None
    links: list[Link]


def items_page(request: Request, wished: Manner, layer: Layer, sheet: Sheet) -> Response:
    """A page of features as a table."""
    read = [json.loads(text) for text in sheet.texts]
    shown = [field for field in layer.fields if any(_has(feature, field.name) for feature in read)][:IN_TABLE]
    common = [name for name in COMMON if any(_has(feature, name) for feature in read)]
    rows = [
        {
            "id": feature["id"],
            "colour": _colour(feature["properties"].get("colour")),
            "cells": [
                *(_said(wished, field, feature["properties"].get(field.name)) for field in shown),
                *(_common(wished, name, feature["properties"].get(name)) for name in common),
            ],
            "on_map": _on_map(layer, feature),
        }
        for feature in read
    ]
    heads = [wished.say(field.title, field.title_en) for field in shown]
    heads += [wished.say(*COMMON[name]) for name in common]
    told = {"layer": layer, "heads": heads, "rows": rows, "counted": features.COUNTED, "matched": sheet.matched}
    return page(request, wished, "items", next=[link for link in sheet.links if link.rel == "next"], **told)


def item_page(request: Request, wished: Manner, layer: Layer, feature: Json) -> Response:
    """One feature with all that it says."""
    said = feature["properties"]
    lines = [
        (wished.say(field.title, field.title_en), _said(wished, field, said.get(field.name)))
        for field in layer.fields
        if field.name in said
    ]
    lines += [(wished.say(*COMMON[name]), _common(wished, name, said[name])) for name in COMMON if name in said]
    told = {"layer": layer, "lines": lines, "colour": _colour(said.get("colour")), "heading": said.get("name")}
    on_map = _on_map(layer, feature)
    return page(request, wished, "item", id=feature["id"], on_map=on_map, **told)


def _has(feature: Json, name: str) -> bool:
    return feature["properties"].get(name) not in (None, "")


def _said(wished: Manner, field: LayerField, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return wished.say("是", "yes") if value else wished.say("否", "no")
    labels = {choice: wished.say(label, english) for choice, label, english in field.choices}
    if field.type in ("integer", "number"):
        return f"{value:g}" + (f" {field.unit}" if field.unit else "")
    return str(labels.get(value, value))


def _common(wished: Manner, name: str, value: Any) -> str:
    if name == "colour":
        chosen = _colour(value)
        return wished.say(chosen.label, chosen.value) if chosen else wished.say("未评", "not assessed")
    return str(value or "")[:16] if name == "changed_at" else str(value or "")


def _colour(value: str | None) -> Colour | None:
    return Colour(value) if value else None


def _on_map(layer: Layer, feature: Json) -> str:
    """Where the map shows it."""
    asked: dict[str, Any] = {"layers": layer.name}
    if feature["geometry"]:
        place = shape(feature["geometry"]).representative_point()
        asked["at"] = f"{place.x:.5f},{place.y:.5f},{NEAR}"
    if layer.source == "site":
        asked["site"] = feature["id"]
    return f"/?{urlencode(asked)}"

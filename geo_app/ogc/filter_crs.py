"""The places in a filter, from the coordinate system that they are stated in to degrees of longitude first."""

import json
from typing import Any

from geo_app.cql2.apart import parsed
from geo_app.errors import BadInput
from geo_app.geo.named_crs import DEGREES, NamedCrs


def in_degrees(text: str, stated: NamedCrs) -> str:
    """The filter with its places in degrees. Raises BadInput for what is no CQL2 or lies beyond the system."""
    if stated == DEGREES:
        return text
    try:
        return json.dumps(_moved(parsed(text), stated), ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise BadInput("筛选表达式中的几何读不出来", f"请按 {stated.uri} 的坐标填写") from error


def _moved(node: Any, stated: NamedCrs) -> Any:
    if isinstance(node, list):
        return [_moved(each, stated) for each in node]
    if not isinstance(node, dict):
        return node
    if "bbox" in node:
        a, b, *_, c, d = map(float, node["bbox"])
        return {"bbox": list(stated.degrees_of((a, b, c, d)))}
    if "coordinates" in node:
        return node | {"coordinates": stated.places_in_degrees(node["coordinates"])}
    return {name: _moved(each, stated) for name, each in node.items()}

"""Geometry of layer files, brought to CGCS2000 and checked. A faulty outline is an issue and never mended here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from geo_app.geo.coordinates import EAST, NORTH, SOUTH, WEST, Doubt, Trouble, place_at
from geo_app.geo.datum import Move
from geo_app.ingest.cells import Fault
from geo_app.layers import Layer
from geo_app.reckoning.words import Words, listed, say
from geo_app.sites.record import KINDS

VERTICES = 100_000
_POINT, _LINE, _AREA = Words("点", "a point"), Words("线", "a line"), Words("面", "an area")
_NAMES = {"Point": _POINT, "LineString": _LINE, "MultiLineString": _LINE, "Polygon": _AREA, "MultiPolygon": _AREA}
_REASON = re.compile(r"(.*)\[(\S+) (\S+)\]")


@dataclass(frozen=True)
class ShapeFault:
    """What is wrong with a geometry, and where it is, as far as that can be said."""

    fault: Fault
    where: str = ""


def settle(
    geometries: Sequence[BaseGeometry | bool | None], move: Move | None, layer: Layer
) -> list[BaseGeometry | ShapeFault | None]:
    """The geometries of a layer's rows in CGCS2000 degrees; None where a row has none.

    >>> from geo_app.layers import load_layers
    >>> from geo_app.settings import shipped
    >>> mine = load_layers([shipped("layers")])["mine"]
    >>> bow_tie = shapely.from_wkt("POLYGON((102 24, 103 25, 103 24, 102 25, 102 24))")
    >>> settle([shapely.Point(102, 24), bow_tie], None, mine)[1].fault
    Fault(code='self_crossing', detail='102.5 24.5')
    """
    given = np.array([one if isinstance(one, BaseGeometry) else None for one in geometries], dtype=object)
    flat = shapely.force_2d(given)
    if move is not None:
        flat = shapely.transform(flat, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))
    fine = shapely.get_num_coordinates(flat) <= VERTICES  # to look whether a finer one is valid may take minutes
    valid = shapely.is_valid(np.where(fine, flat, np.array(None)))
    return [
        ShapeFault(Fault("broken_geometry"))
        if one is False
        else None
        if one is None
        else _checked(shape, good, layer)
        for one, shape, good in zip(geometries, flat, valid, strict=True)
    ]


def _checked(shape: BaseGeometry, valid: bool, layer: Layer) -> BaseGeometry | ShapeFault:
    bounds = shape.bounds
    if shape.is_empty or not np.isfinite(bounds).all():
        return ShapeFault(Fault("broken_geometry"))
    where = " ".join(f"{number:.6f}" for number in ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2))
    single = shape.geoms[0] if isinstance(shape, MultiPoint) and len(shape.geoms) == 1 else shape
    allowed = set().union(*KINDS.values()) if layer.geometry == "any" else KINDS[layer.geometry] | _instead(layer)
    if single.geom_type not in allowed:
        return ShapeFault(Fault("wrong_geometry", wrong_shape(layer, sorted(allowed), single.geom_type)), where)
    if shapely.get_num_coordinates(shape) > VERTICES:
        return ShapeFault(Fault("too_many_vertices"), where)
    if not valid:
        return ShapeFault(_crossing(shapely.is_valid_reason(shape)), where)
    outside = _outside(bounds)
    return ShapeFault(outside, where) if outside else single


def wrong_shape(layer: Layer, wanted: Sequence[str], given: str) -> Words:
    """That a place is of another kind than the layer takes."""
    kinds = listed(dict.fromkeys(_NAMES[kind] for kind in wanted))
    given_name = _NAMES.get(given, Words(given, given))
    return say("wrong_shape", layer=Words(layer.title, layer.title_en), wanted=kinds, given=given_name)


def _instead(layer: Layer) -> set[str]:
    """A boundary not yet surveyed may stand as a point."""
    return KINDS["point"] if layer.geometry == "polygon" else set()


def _crossing(reason: str) -> Fault:
    found = _REASON.fullmatch(reason)
    if found and "intersection" in found[1].lower():
        return Fault("self_crossing", f"{float(found[2]):.6g} {float(found[3]):.6g}")
    return Fault("broken_geometry")


def _outside(bounds: tuple[float, float, float, float]) -> Fault | None:
    """A line that leaves the country is in it; a shape wholly outside, or with its axes turned, is not."""
    west, south, east, north = bounds
    if west <= EAST and east >= WEST and south <= NORTH and north >= SOUTH:
        return None
    doubt = place_at((west + east) / 2, (south + north) / 2)
    return place_fault(doubt) if isinstance(doubt, Doubt) else Fault(Trouble.OUTSIDE)


def place_fault(doubt: Doubt) -> Fault:
    """A doubtful place as the fault of a row, with the reading that would make sense."""
    if doubt.proposal is None:
        return Fault(doubt.trouble.value)
    longitude, latitude = doubt.proposal
    return Fault(doubt.trouble.value, f"经度 {longitude:g}、纬度 {latitude:g}")

"""From where things are to where a file says they are: another coordinate system, and in a public file coarser."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy
import pyarrow
import shapely
from pyproj import Transformer

from geo_app.geo.crs import CGCS2000, WGS84, Crs
from geo_app.geo.gcj import to_gcj02

METRES_A_DEGREE = 111_320.0  # of latitude; a grid is as fine as it is meant to be within a hundredth
Shapes = numpy.ndarray
Place = Callable[["pyarrow.Array"], "pyarrow.Array"]


def placing(crs: Crs, grid_m: float = 0) -> Place | None:
    """What is done to each geometry (WKB in CGCS2000); None where nothing is."""
    steps: list[Callable[[Shapes], Shapes]] = []
    if grid_m:
        steps.append(partial(coarse, grid_m=grid_m))
    if crs.shifted:
        steps.append(partial(shapely.transform, transformation=to_gcj02, interleaved=False))
    elif crs.epsg not in (CGCS2000, WGS84):  # which agree within a metre, and PROJ leaves the numbers as they are
        steps.append(partial(shapely.transform, transformation=_into(crs).transform, interleaved=False))
    if not steps:
        return None

    def placed(geometry: pyarrow.Array) -> pyarrow.Array:
        shapes = shapely.from_wkb(geometry.to_numpy(zero_copy_only=False))
        for step in steps:
            shapes = step(shapes)
        return pyarrow.array(shapely.to_wkb(shapes), pyarrow.binary())

    return placed


@cache
def _into(crs: Crs) -> Transformer:
    """Made once: to find the way into Web Mercator takes PROJ more than a second."""
    return Transformer.from_crs(CGCS2000, crs.epsg, always_xy=True)


def coarse(shapes: Shapes, grid_m: float) -> Shapes:
    """Each place as the middle of its cell in a grid of so many metres: a line or an area as one point as well.

    >>> print(coarse(numpy.array([shapely.Point(102.4833, 24.9167)]), 1000)[0])
    POINT (102.4810348 24.9146604)
    """
    points = shapely.point_on_surface(shapes)
    x, y = shapely.get_x(points), shapely.get_y(points)
    north = grid_m / METRES_A_DEGREE
    lat = (numpy.floor(y / north) + 0.5) * north
    east = north / numpy.cos(numpy.radians(lat))
    lon = (numpy.floor(x / east) + 0.5) * east
    middles: Shapes = numpy.asarray(shapely.points(numpy.round(lon, 7), numpy.round(lat, 7)))
    return middles

"""Shapes in the metres of their own 3-degree zone, and back."""

from collections.abc import Callable

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo_app.geo.crs import CGCS2000, FIRST_PLAIN, STEP, WESTERNMOST, ZONES

Mover = Callable[[BaseGeometry], BaseGeometry]


def plane_at(longitude: float) -> int:
    """The zone (EPSG, without number before the easting) of a longitude.

    >>> plane_at(102.4), plane_at(40)
    (4543, 4534)
    """
    return FIRST_PLAIN + min(max(round((longitude - WESTERNMOST) / STEP), 0), ZONES - 1)


def to_plane(plane: int) -> Mover:
    """From degrees into the metres of a zone.

    >>> print(to_degrees(4543)(to_plane(4543)(shapely.Point(102.4, 24.9))).wkt[:16])
    POINT (102.4 24.
    """
    return _mover(CGCS2000, plane)


def to_degrees(plane: int) -> Mover:
    """From the metres of a zone into degrees."""
    return _mover(plane, CGCS2000)


def _mover(here: int, there: int) -> Mover:
    transformer = Transformer.from_crs(here, there, always_xy=True)
    return lambda shape: shapely.transform(shape, lambda xy: np.column_stack(transformer.transform(*xy.T)))

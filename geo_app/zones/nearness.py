"""Which of many places lie near one another, and the groups that follow: pure geometry, in true metres."""

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

from geo_app.db import SRID

GEOD = Geod(ellps="GRS80")
EARTH_M = 6_378_137.0
Numbers = NDArray[np.int64]
Metres = NDArray[np.float64]
Limit = Callable[[Numbers, Numbers], Metres]


def near_pairs(places: Sequence[shapely.Geometry], reach_m: Metres, limit_m: Limit) -> tuple[Numbers, Numbers]:
    """All pairs of places (degrees, CGCS2000), by their numbers, that are not farther apart than `limit_m` says of
    the pair, edge to edge on the ellipsoid; `reach_m` is the largest limit of each place with any other.

    A plane around their middle tells most of them: it stretches, so what is near on it is near; what is farther
    than the limit stretched as at the farthest place is not. Those between are measured."""
    shapes = np.asarray(places)
    if len(shapes) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    west, south, east, north = shapely.total_bounds(shapes)
    middle = (west + east) / 2
    plane = _moved(shapes, Transformer.from_crs(SRID, _plane(middle), always_xy=True))
    half_m = np.radians(east - middle) * EARTH_M * np.cos(np.radians(min(abs(south), abs(north))))
    stretch = 1 + (half_m / EARTH_M) ** 2
    around = shapely.bounds(plane) + np.outer(reach_m * stretch + 1, (-1, -1, 1, 1))
    one, other = shapely.STRtree(plane).query(shapely.box(*around.T))
    one, other = one[one < other], other[one < other]
    limit, flat_m = limit_m(one, other), shapely.distance(plane[one], plane[other])
    near = flat_m <= limit
    doubtful = ~near & (flat_m <= limit * stretch + 1)
    lines = shapely.shortest_line(plane[one[doubtful]], plane[other[doubtful]])
    near[doubtful] = _metres(lines, Transformer.from_crs(_plane(middle), SRID, always_xy=True)) <= limit[doubtful]
    return one[near], other[near]


def groups(count: int, one: Numbers, other: Numbers) -> list[Numbers]:
    """Places that hang together by pairs, chains included; whoever is near nobody is in no group.

    >>> groups(6, np.array([0, 1, 2]), np.array([1, 4, 3]))
    [array([0, 1, 4]), array([2, 3])]
    """
    first = np.arange(count)  # of each place, the first that it is known to hang together with
    while (first[one] != first[other]).any():
        lower = np.minimum(first[one], first[other])
        np.minimum.at(first, first[one], lower)
        np.minimum.at(first, first[other], lower)
        while (first[first] != first).any():
            first = first[first]
    order = np.argsort(first, kind="stable")
    starts = np.flatnonzero(np.diff(first[order])) + 1
    return [members for members in np.split(order, starts) if len(members) > 1]


def _moved(shapes: NDArray[np.object_], way: Transformer) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(shapes, lambda pairs: np.column_stack(way.transform(*pairs.T))))


def _metres(lines: NDArray[np.object_], back: Transformer) -> Metres:
    """On the ellipsoid from the start to the end of each."""
    ends = shapely.get_coordinates(lines).reshape(-1, 4)
    return np.asarray(GEOD.inv(*back.transform(*ends[:, :2].T), *back.transform(*ends[:, 2:].T))[2])


def _plane(middle: float) -> CRS:
    """Transverse Mercator of the ellipsoid of CGCS2000 around a meridian."""
    return CRS.from_dict({"proj": "tmerc", "lon_0": float(middle), "ellps": "GRS80", "units": "m"})

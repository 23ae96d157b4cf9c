"""Which of many places lie near one another, and the groups that follow: pure geometry, in true metres."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

from geo_app.db import SRID

GEOD = Geod(ellps="GRS80")
EARTH_M = 6_378_137.0
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Pairs of places by their numbers, and their distance on the ellipsoid, edge to edge."""

    one: Numbers
    other: Numbers
    metres: NDArray[np.float64]

    def only(self, which: NDArray[np.bool_]) -> "Pairs":
        return Pairs(self.one[which], self.other[which], self.metres[which])


def near_pairs(places: Sequence[shapely.Geometry], within_m: float) -> Pairs:
    """All pairs of places (degrees, CGCS2000) not farther apart than that. Candidates come from a plane around
    their middle, widened by its scale at the farthest place; each distance is then measured on the ellipsoid."""
    shapes = np.asarray(places)
    if len(shapes) < 2:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    west, south, east, north = shapely.total_bounds(shapes)
    middle = (west + east) / 2
    flat = Transformer.from_crs(SRID, _plane(middle), always_xy=True)
    plane = shapely.transform(shapes, lambda pairs: np.column_stack(flat.transform(*pairs.T)))
    half_m = np.radians(east - middle) * EARTH_M * np.cos(np.radians(min(abs(south), abs(north))))
    widened = within_m * (1 + (half_m / EARTH_M) ** 2) + 1
    one, other = shapely.STRtree(plane).query(plane, predicate="dwithin", distance=widened)
    first = one < other
    one, other = one[first], other[first]
    ends = shapely.get_coordinates(shapely.shortest_line(plane[one], plane[other])).reshape(-1, 4)
    back = Transformer.from_crs(_plane(middle), SRID, always_xy=True)
    metres = GEOD.inv(*back.transform(ends[:, 0], ends[:, 1]), *back.transform(ends[:, 2], ends[:, 3]))[2]
    return Pairs(one, other, np.asarray(metres)).only(np.asarray(metres) <= within_m)


def groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Places that hang together by pairs, chains included; whoever is near nobody is in no group.

    >>> groups(6, [(0, 1), (1, 4), (2, 3)])
    [[0, 1, 4], [2, 3]]
    """
    above = list(range(count))

    def top(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for one, other in pairs:
        first, second = sorted((top(one), top(other)))
        above[second] = first
    found: dict[int, list[int]] = {}
    for place in range(count):
        found.setdefault(top(place), []).append(place)
    return [members for members in found.values() if len(members) > 1]


def _plane(middle: float) -> CRS:
    """Transverse Mercator of the ellipsoid of CGCS2000 around a meridian."""
    return CRS.from_dict({"proj": "tmerc", "lon_0": float(middle), "ellps": "GRS80", "units": "m"})

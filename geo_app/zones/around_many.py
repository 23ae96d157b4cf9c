"""Which of very many places lie within metres of each of very many sites: pure geometry, on a flat map of each.

The flat map has metres of the latitude of the site's middle. It is wrong for two reasons, with r = half of the
outline + `metres`: a degree east grows shorter northwards by tan(latitude) / 6371 km a metre, which is r² of it;
and a straight edge of length L bends by up to L² tan(latitude) / (8 * 6371 km). Whoever is nearer to the limit
than that is doubtful, to be measured on the ellipsoid by whoever asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

EARTH_M = 6_371_000.0
MAJOR_M, ECCENTRICITY = 6_378_137.0, 0.0066943800229  # of CGCS2000; the second squared
ROUNDING_M = 0.02
ASIDE = 0.01  # degrees: outlines that reach further beyond a window are always doubtful
ASIDE_M = 1_120.0
PAIRS_AT_ONCE = 2_000_000
CORNERS = 32  # of a quarter circle, in the rings that tell most points
BAND = 0.5  # height of the bands that points are sorted into, in `metres`
STEPS = 1e7  # of longitude in a degree, in the order within a band

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Near:
    """Pairs of a site and a place by their numbers: those surely within, or those to be measured."""

    site: Wholes
    place: Wholes
    is_sure: NDArray[np.bool_]

    def only(self, which: NDArray[np.bool_]) -> "Near":
        return Near(self.site[which], self.place[which], self.is_sure[which])


class Surroundings:
    """Flat maps around sites (outlines in degrees), and the windows of degrees that hold all within `metres`."""

    def __init__(self, outlines: Shapes, metres: float) -> None:
        self.metres = metres
        west, south, east, north = shapely.bounds(outlines).T
        latitude = np.radians((south + north) / 2)
        bulge = 1 - ECCENTRICITY * np.sin(latitude) ** 2
        self.east = np.radians(MAJOR_M) * np.cos(latitude) / np.sqrt(bulge)
        self.north = np.radians(MAJOR_M) * (1 - ECCENTRICITY) / bulge**1.5
        self.flat = self._flattened(outlines, np.arange(len(outlines)))
        self.half = ((east - west) * self.east + (north - south) * self.north) / 2
        self.x, self.y = (west + east) / 2 * self.east, (south + north) / 2 * self.north
        reach = self.half + metres
        slope = np.abs(np.tan(latitude)) / EARTH_M
        self.doubt = ROUNDING_M + slope * reach**2 * 1.5
        self.doubt_of_shapes = self.doubt + slope * (reach + ASIDE_M) ** 2 / 2
        wide = metres + self.doubt_of_shapes
        beside, above = wide / self.east, wide / self.north
        self.windows = np.column_stack([west - beside, south - above, east + beside, north + above])
        self.inner = shapely.buffer(self.flat, np.maximum(metres - self.doubt, 0), quad_segs=CORNERS)
        self.outer = shapely.buffer(
            self.flat, (metres + self.doubt) / np.cos(np.pi / 4 / CORNERS), quad_segs=CORNERS
        )
        shapely.prepare(self.inner)
        shapely.prepare(self.outer)

    def points(self, lon: Reals, lat: Reals) -> Iterator[Near]:
        """The points among a million that lie within, some millions of pairs at a time."""
        for of_site, of_place in self._candidates(lon, lat):
            x, y = lon[of_place] * self.east[of_site], lat[of_place] * self.north[of_site]
            off = np.hypot(x - self.x[of_site], y - self.y[of_site])
            is_close = off <= self.half[of_site] + self.metres + self.doubt[of_site]
            site, place, x, y = of_site[is_close], of_place[is_close], x[is_close], y[is_close]
            is_sure = shapely.intersects_xy(self.inner[site], x, y)
            may_be = is_sure.copy()
            may_be[~is_sure] = shapely.intersects_xy(self.outer[site[~is_sure]], x[~is_sure], y[~is_sure])
            yield Near(site, place, is_sure).only(may_be)

    def shapes(self, outlines: Shapes) -> Near:
        """The lines and areas that lie within, be it only by one of their points."""
        site, place = shapely.STRtree(outlines).query(shapely.box(*self.windows.T))
        x, y = shapely.get_coordinates(shapely.point_on_surface(outlines))[place].T
        is_sure = shapely.intersects_xy(self.inner[site], x * self.east[site], y * self.north[site])
        unclear = np.flatnonzero(~is_sure)
        unclear = unclear[self._is_close(outlines[place[unclear]], site[unclear])]
        metres = shapely.distance(
            self.flat[site[unclear]], self._flattened(outlines[place[unclear]], site[unclear])
        )
        doubt, is_far = (
            self.doubt_of_shapes[site[unclear]],
            self._reaches_far(outlines[place[unclear]], site[unclear]),
        )
        may_be = is_sure.copy()
        may_be[unclear] = (metres <= self.metres + doubt) | is_far
        is_sure[unclear] = (metres < self.metres - doubt) & ~is_far
        return Near(site, place, is_sure).only(may_be)

    def _is_close(self, outlines: Shapes, site: Wholes) -> NDArray[np.bool_]:
        """Whether the circle around an outline comes near the one around the site."""
        west, south, east, north = shapely.bounds(outlines).T
        wide, high = (east - west) * self.east[site], (north - south) * self.north[site]
        x, y = (west + east) / 2 * self.east[site], (south + north) / 2 * self.north[site]
        reach = self.half[site] + self.metres + self.doubt_of_shapes[site] + (wide + high) / 2
        return np.hypot(x - self.x[site], y - self.y[site]) <= reach

    def _reaches_far(self, outlines: Shapes, site: Wholes) -> NDArray[np.bool_]:
        """Whether an outline leaves the window so far that its edges bend more than the flat map allows for."""
        beyond = shapely.bounds(outlines) - self.windows[site]
        return np.any((beyond[:, :2] < -ASIDE) | (beyond[:, 2:] > ASIDE), axis=1)

    def _flattened(self, shapes: Shapes, site: Wholes) -> Shapes:
        corners, of_shape = shapely.get_coordinates(shapes, return_index=True)
        of_site = site[of_shape]
        metres = corners * np.column_stack([self.east[of_site], self.north[of_site]])
        return shapely.set_coordinates(shapes.copy(), metres)

    def _candidates(self, lon: Reals, lat: Reals) -> Iterator[tuple[Wholes, Wholes]]:
        """Points within the windows: in the order of band and longitude each band of a window is one run."""
        height = max(self.metres * BAND / np.radians(EARTH_M), 1e-4)
        key = _key(np.floor(lat / height), lon)
        order = np.argsort(key)
        key = key[order]
        first, last = (np.floor(self.windows[:, n] / height).astype(np.int64) for n in (1, 3))
        site, step = _runs(last - first + 1)
        band = first[site] + step
        begin = np.searchsorted(key, _key(band, self.windows[site, 0]) - 1)
        end = np.searchsorted(key, _key(band, self.windows[site, 2]) + 1, side="right")
        part = np.cumsum(end - begin) // PAIRS_AT_ONCE
        for at_once in np.split(np.arange(len(site)), np.flatnonzero(np.diff(part)) + 1):
            run, step = _runs((end - begin)[at_once])
            yield site[at_once][run], order[begin[at_once][run] + step]


def _key(band: Reals | Wholes, lon: Reals) -> Wholes:
    return (band.astype(np.int64) << 33) + np.round(lon * STEPS).astype(np.int64)


def _runs(lengths: Wholes) -> tuple[Wholes, Wholes]:
    """Each number as often as its run is long, and the steps within the run.

    >>> print(*_runs(np.array([2, 0, 3])))
    [0 0 2 2 2] [0 1 0 1 2]
    """
    run = np.repeat(np.arange(len(lengths)), lengths)
    return run, np.arange(len(run)) - np.repeat(np.cumsum(lengths) - lengths, lengths)

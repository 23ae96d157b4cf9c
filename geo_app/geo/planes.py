"""Plane coordinates of the Chinese grids: Gauss-Kruger in 3- and 6-degree zones, with and without zone digits."""

from functools import cache

import numpy as np
from pyproj import Transformer

from geo_app.geo.gcj import Flat

MERIDIANS = range(75, 136, 3)  # central meridians of the 3-degree zones; every second one is a 6-degree zone's
_FALSE_EASTING = 500_000.0
_HALF_3, _HALF_6 = 185_000.0, 350_000.0  # metres from the central meridian, with the usual overlap of zones
_SOUTH, _NORTH = 330_000.0, 5_990_000.0  # northings of 3°N and 54°N
_MILLION = 1_000_000.0


def is_northing(metres: Flat) -> np.ndarray:
    """Whether a number may be a northing in China."""
    return (metres > _SOUTH) & (metres < _NORTH)


def is_easting(metres: Flat) -> np.ndarray:
    """Whether a number may be an easting, with or without the digits of its zone."""
    bare, zone = without_zone(metres)
    known = (zone == 0) | ((zone >= 13) & (zone <= 23)) | ((zone >= 25) & (zone <= 45))
    return known & (np.abs(bare - _FALSE_EASTING) < _HALF_6)


def without_zone(easting: Flat) -> tuple[Flat, Flat]:
    """An easting without the digits of its zone, and the zone (0: none was written).

    >>> bare, zone = without_zone(np.array([34512345.6, 512345.6]))
    >>> print(bare, zone)
    [512345.6 512345.6] [34.  0.]
    """
    zone = np.floor(easting / _MILLION)
    return easting - zone * _MILLION, zone


def meridian_of(zone: Flat) -> Flat:
    """The central meridian of a zone number: 13 to 23 count zones of six degrees, 25 to 45 of three.

    >>> print(meridian_of(np.array([18.0, 34.0])))
    [105. 102.]
    """
    return np.where(zone < 24, 6 * zone - 3, 3 * zone)


def may_have(bare: Flat, meridian: int) -> np.ndarray:
    """Whether an easting without zone digits can belong to this central meridian.

    >>> print(may_have(np.array([512345.6, 260000.0]), 102), may_have(np.array([260000.0]), 105))
    [ True False] [ True]
    """
    width = _HALF_6 if meridian % 6 == 3 else _HALF_3
    return np.abs(bare - _FALSE_EASTING) < width


def to_degrees(bare: Flat, northing: Flat, meridian: int) -> tuple[Flat, Flat]:
    """Longitude and latitude on CGCS2000 of an easting without zone digits.

    >>> lon, lat = to_degrees(np.array([500000.0]), np.array([2755000.0]), 102)
    >>> print(lon.round(6), lat.round(6))
    [102.] [24.900208]
    """
    return _transformer(meridian).transform(bare, northing)


@cache
def _transformer(meridian: int) -> Transformer:
    """By EPSG 4534 to 4554: the zones of CGCS2000 without digits."""
    return Transformer.from_crs(4534 + (meridian - 75) // 3, 4490, always_xy=True)

"""The shifted coordinates of Chinese map services: GCJ-02 (AMap, Tencent) and BD-09 (Baidu), as arrays, both ways.

The formulas are those that everybody uses since they became known; no authority has published them. Forwards they
are exact by definition; backwards they are solved by iteration to well below a centimetre.
"""

from collections.abc import Callable

import numpy as np

Flat = np.ndarray[tuple[int], np.dtype[np.float64]]
Shift = Callable[[Flat, Flat], tuple[Flat, Flat]]

_A, _EE = 6378245.0, 0.00669342162296594323  # the ellipsoid of Krasovsky, which the shift is reckoned on
_PI_3000 = np.pi * 3000.0 / 180.0
_ROUNDS = 12  # each divides the error by some thousand in GCJ-02 and by ten or more in BD-09
_FINE = 1e-11  # degrees: a micrometre


def to_gcj02(lon: Flat, lat: Flat) -> tuple[Flat, Flat]:
    """WGS 84 as AMap would show it.

    >>> lon, lat = to_gcj02(np.array([116.404]), np.array([39.915]))
    >>> print(lon.round(6), lat.round(6))
    [116.410244] [39.916404]
    """
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + waves
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + waves
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    angle = np.radians(lat)
    magic = 1.0 - _EE * np.sin(angle) ** 2
    per_north = (_A * (1.0 - _EE)) / (magic * np.sqrt(magic)) * np.pi / 180.0
    per_east = _A / np.sqrt(magic) * np.cos(angle) * np.pi / 180.0
    return lon + east / per_east, lat + north / per_north


def from_gcj02(lon: Flat, lat: Flat) -> tuple[Flat, Flat]:
    """WGS 84 from what AMap shows.

    >>> lon, lat = from_gcj02(*to_gcj02(np.array([102.48]), np.array([24.92])))
    >>> print(lon.round(9), lat.round(9))
    [102.48] [24.92]
    """
    return _solved(to_gcj02, lon, lat)


def to_bd09(lon: Flat, lat: Flat) -> tuple[Flat, Flat]:
    """WGS 84 as Baidu would show it.

    >>> lon, lat = to_bd09(np.array([116.404]), np.array([39.915]))
    >>> print(lon.round(6), lat.round(6))
    [116.416627] [39.9227]
    """
    return _baidu(*to_gcj02(lon, lat))


def from_bd09(lon: Flat, lat: Flat) -> tuple[Flat, Flat]:
    """WGS 84 from what Baidu shows.

    >>> lon, lat = from_bd09(*to_bd09(np.array([102.48]), np.array([24.92])))
    >>> print(lon.round(9), lat.round(9))
    [102.48] [24.92]
    """
    return from_gcj02(*_solved(_baidu, lon, lat))


def _baidu(lon: Flat, lat: Flat) -> tuple[Flat, Flat]:
    """From GCJ-02 to BD-09."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _PI_3000)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _PI_3000)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _solved(shift: Shift, lon: Flat, lat: Flat) -> tuple[Flat, Flat]:
    """Where `shift` leads to these coordinates from."""
    east, north = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        shifted_east, shifted_north = shift(east, north)
        step_east, step_north = lon - shifted_east, lat - shifted_north
        east, north = east + step_east, north + step_north
        if max(np.abs(step_east).max(initial=0), np.abs(step_north).max(initial=0)) < _FINE:
            break
    return east, north

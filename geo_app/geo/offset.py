"""Coordinates of Chinese web maps, shifted on purpose: GCJ-02 (Amap, Tencent) and BD-09 (Baidu)."""

from collections.abc import Callable

import numpy as np
from fast_geocn import bd09_to_wgs84, gcj02_to_wgs84

from geo_app.geo.datum import Flat, Move

Shift = Callable[[float, float], tuple[float, float]]
_SHIFTS: dict[str, Shift] = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
OFFSETS = {
    "gcj02": ("GCJ-02(高德、腾讯地图)", "GCJ-02 (Amap, Tencent)"),
    "bd09": ("BD-09(百度地图)", "BD-09 (Baidu)"),
}
DOUBT_M = 10  # the shift is not published: what was reckoned back may lie off by so many metres


def move_back(name: str) -> Move:
    """How shifted degrees come back to where they are, to a few metres at best.

    >>> lon, lat = move_back("gcj02")(np.array([102.48146]), np.array([24.9171]))
    >>> print(lon.round(3), lat.round(3))
    [102.48] [24.92]
    """
    shift = _SHIFTS[name]

    def move(lon: Flat, lat: Flat) -> tuple[Flat, Flat]:
        moved = np.array([shift(*place) for place in zip(lon, lat, strict=True)]).reshape(-1, 2)
        return moved[:, 0], moved[:, 1]

    return move

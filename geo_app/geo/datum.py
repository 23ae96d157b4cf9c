"""Datums: which coordinate systems may be brought to CGCS2000, and how."""

from collections.abc import Callable

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo_app.errors import BadInput
from geo_app.geo.crs import CGCS2000
from geo_app.geo.gcj import from_gcj02

# WGS 84 differs from CGCS2000 by less than a metre, so both are taken as equal. Nothing else is: between Beijing
# 1954 or Xi'an 1980 and CGCS2000 there is no public transformation, and PROJ would silently leave 30 to 100 m in.
_EQUAL = ("China 2000", "World Geodetic System 1984", "International Terrestrial Reference Frame")

Flat = np.ndarray[tuple[int], np.dtype[np.float64]]
Move = Callable[[Flat, Flat], tuple[Flat, Flat]]


def move_to_cgcs2000(text: str | int) -> Move | None:
    """How coordinates (x or longitude first) of a named system come to CGCS2000 degrees; None: they are there.

    Raises BadInput where that cannot be done to a metre.

    >>> move_to_cgcs2000("EPSG:4326") is None
    True
    >>> lon, lat = move_to_cgcs2000(4543)(np.array([500000.0]), np.array([2755000.0]))
    >>> print(lon.round(6), lat.round(6))
    [102.] [24.900208]
    >>> move_to_cgcs2000(4610)
    Traceback (most recent call last):
    geo_app.errors.BadInput: 坐标系 Xian 1980 换算到 CGCS2000 没有公开的参数。请先请测绘部门转换为 CGCS2000
    """
    crs = known_crs(text)
    datum = crs.geodetic_crs.datum.name if crs.geodetic_crs and crs.geodetic_crs.datum else ""
    if datum == "GCJ-02":  # a file of our own, or one that says so as plainly
        return from_gcj02
    if not datum.startswith(_EQUAL):
        raise BadInput(f"坐标系 {crs.name} 换算到 CGCS2000 没有公开的参数", "请先请测绘部门转换为 CGCS2000")
    if crs.is_geographic:
        return None
    return Transformer.from_crs(crs, CGCS2000, always_xy=True).transform


def known_crs(text: str | int) -> CRS:
    """A coordinate system by EPSG number, name or WKT.

    >>> known_crs(4490).name
    'China Geodetic Coordinate System 2000'
    """
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise BadInput(f"没有坐标系 {str(text)[:80]}", "请填 EPSG 编号，例如 4490(CGCS2000 经纬度)") from error

"""Coordinate systems by the names that the OGC gives them, each with its axes in the order that its name means:
latitude before longitude and northing before easting under an EPSG name, longitude first under CRS84 alone."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geo_app.errors import BadInput
from geo_app.geo.crs import CGCS2000, WEB_MERCATOR, WGS84, crs, offered

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
NAME = re.compile(rf"\[?(?:{re.escape(EPSG)}|EPSG:)(\d{{4,5}})\]?")
Corners = tuple[float, float, float, float]  # least and greatest of the first axis and the second: x, y, x, y
EDGE_POINTS = 21  # of each side of a box, where its sides become curves


@dataclass(frozen=True)
class NamedCrs:
    """A coordinate system as an answer names it. `epsg` is what the database turns places into; `swapped`: its
    first axis is the northern one."""

    uri: str
    epsg: int
    swapped: bool

    @property
    def in_degrees(self) -> bool:
        return self.epsg in (CGCS2000, WGS84)

    @property
    def decimals(self) -> int:
        """A tenth of a millimetre."""
        return 9 if self.in_degrees else 4

    def degrees_of(self, corners: Corners) -> Corners:
        """The box in degrees of longitude and latitude around a box that is stated in this system.

        >>> named("EPSG:4490").degrees_of((24.5, 102.1, 25.0, 102.6))
        (102.1, 24.5, 102.6, 25.0)
        """
        west, south, east, north = self.by_east(corners)
        if self.in_degrees:
            return west, south, east, north
        mover = Transformer.from_crs(self.epsg, CGCS2000, always_xy=True)
        try:
            return mover.transform_bounds(west, south, east, north, EDGE_POINTS, errcheck=True)
        except Exception as error:  # PROJ's own, without a name in common
            raise BadInput("范围 bbox 不在该坐标系之内", f"请按 {self.uri} 的坐标填写") from error

    def places_in_degrees(self, nested: Any) -> Any:
        """Coordinates at any depth, stated in this system, as degrees of longitude and latitude; heights go.

        >>> named("EPSG:4490").places_in_degrees([[24.5, 102.1], [25.0, 102.6, 1890.0]])
        [[102.1, 24.5], [102.6, 25.0]]
        """
        if isinstance(nested, list) and nested and not isinstance(nested[0], list):
            return list(self._degrees(nested))
        return [self.places_in_degrees(each) for each in nested]

    def _degrees(self, place: list[Any]) -> tuple[float, float]:
        first, second = map(float, place[:2])
        x, y = (second, first) if self.swapped else (first, second)
        if self.in_degrees:
            return x, y
        try:
            lon, lat = Transformer.from_crs(self.epsg, CGCS2000, always_xy=True).transform(x, y, errcheck=True)
        except ProjError as error:
            raise BadInput("坐标不在所称坐标系之内", f"请按 {self.uri} 的坐标填写") from error
        return lon, lat

    def by_east(self, corners: Corners) -> Corners:
        """The corners with the eastern axis first."""
        a, b, c, d = corners
        return (b, a, d, c) if self.swapped else corners


DEGREES = NamedCrs(CRS84, CGCS2000, swapped=False)


@cache
def named(uri: str) -> NamedCrs:
    """The coordinate system of this name. Raises BadInput for one that is not offered.

    >>> [named(uri).swapped for uri in (CRS84, "http://www.opengis.net/def/crs/EPSG/0/4547", "EPSG:3857")]
    [False, True, False]
    """
    if uri == CRS84:
        return DEGREES
    found = NAME.fullmatch(uri)
    number = int(found[1]) if found else 0
    try:
        if number not in (WGS84, WEB_MERCATOR):
            crs(number)
    except BadInput:
        raise BadInput(
            f"不支持坐标系 {uri[:80]}", f"可用 {CRS84}，或 {EPSG} 后接 4490、4326、3857、4513 至 4554"
        ) from None
    return NamedCrs(f"{EPSG}{number}", number, CRS.from_epsg(number).axis_info[0].direction == "north")


def offered_names(bounds: Corners | None) -> list[str]:
    """What data within these degrees are offered in: degrees, Web Mercator, and each 3-degree zone that they meet.

    >>> [uri.rsplit("/", 1)[1] for uri in offered_names((102.1, 24.0, 102.6, 25.0))]
    ['CRS84', '4490', '4326', '4543', '4522', '3857']
    """
    west, _, east, _ = bounds or (0.0, 0.0, 0.0, 0.0)
    known = offered(west, east) if bounds else [crs(CGCS2000)]
    extra = () if bounds else (WGS84, WEB_MERCATOR)
    return [CRS84, *(f"{EPSG}{number}" for number in (*(one.epsg for one in known if one.epsg), *extra))]

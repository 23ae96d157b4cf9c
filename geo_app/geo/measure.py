"""Square metres on the ellipsoid of CGCS2000."""

from pyproj import Geod
from shapely.geometry.base import BaseGeometry

EARTH = Geod(ellps="GRS80")


def area_m2(shape: BaseGeometry) -> float:
    """The area of a shape in degrees; holes do not count.

    >>> from shapely import box
    >>> round(area_m2(box(102.0, 25.0, 102.01, 25.01)))
    1118209
    """
    area, _ = EARTH.geometry_area_perimeter(shape)
    return abs(area)

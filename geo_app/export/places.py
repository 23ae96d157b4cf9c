"""Where features are, as columns: for tables, which know no geometry."""

from __future__ import annotations

import numpy
import pyarrow
import shapely

from geo_app.export.columns import Column
from geo_app.geo.crs import Crs

DEGREES = (
    Column("lon", "经度", "Longitude", "经度", "number", "度", note="线和面取其上一点"),
    Column("lat", "纬度", "Latitude", "纬度", "number", "度", note="线和面取其上一点"),
)
METRES = (
    Column("easting", "东坐标", "Easting", "东坐标", "number", "米", note="线和面取其上一点"),
    Column("northing", "北坐标", "Northing", "北坐标", "number", "米", note="线和面取其上一点"),
)
POINT = b"\x01\x01\x00\x00\x00"  # how a point begins in WKB; eight bytes of x and of y follow


def place_columns(crs: Crs) -> tuple[Column, ...]:
    """The two columns of a place, in the order that files hold them."""
    return DEGREES if crs.in_degrees else METRES


def places(geometry: pyarrow.Array, crs: Crs) -> tuple[numpy.ndarray, numpy.ndarray]:
    """x and y of a point of each geometry: the point itself, or one that lies on the line or in the area."""
    points = points_of(geometry)
    if points is not None:
        x, y = numpy.round(points, crs.decimals)
        return x, y
    shapes = shapes_of(geometry)
    if not (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        shapes = shapely.point_on_surface(shapes)
    return numpy.round(shapely.get_x(shapes), crs.decimals), numpy.round(shapely.get_y(shapes), crs.decimals)


def points_of(geometry: pyarrow.Array) -> numpy.ndarray | None:
    """x and y of points, read where they lie in memory; None where other shapes or gaps are among them.

    >>> points_of(pyarrow.array([bytes.fromhex("0101000000000000000000F03F0000000000000040")])).tolist()
    [[1.0], [2.0]]
    """
    size = len(POINT) + 16
    _, offsets, data = geometry.buffers()
    ends = numpy.frombuffer(offsets, numpy.int32)[geometry.offset : geometry.offset + len(geometry) + 1]
    if geometry.null_count or data is None or (numpy.diff(ends) != size).any():
        return None
    stored = numpy.frombuffer(data, numpy.uint8)[ends[0] : ends[-1]].reshape(-1, size)
    if (stored[:, : len(POINT)] != numpy.frombuffer(POINT, numpy.uint8)).any():
        return None
    return numpy.ascontiguousarray(stored[:, len(POINT) :]).view("<f8").T


def outlines(geometry: pyarrow.Array, crs: Crs) -> list[str]:
    """Each geometry whole, as WKT."""
    texts: numpy.ndarray = shapely.to_wkt(shapes_of(geometry), rounding_precision=crs.decimals)
    return texts.tolist()


def shapes_of(geometry: pyarrow.Array) -> numpy.ndarray:
    """WKB read into shapes."""
    return shapely.from_wkb(geometry.to_numpy(zero_copy_only=False))

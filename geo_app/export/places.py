"""Where features are, as columns: for tables, which know no geometry."""

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


def place_columns(crs: Crs) -> tuple[Column, ...]:
    """The two columns of a place, in the order that files hold them."""
    return DEGREES if crs.in_degrees else METRES


def places(geometry: pyarrow.Array, crs: Crs) -> tuple[numpy.ndarray, numpy.ndarray]:
    """x and y of a point of each geometry: the point itself, or one that lies on the line or in the area."""
    shapes = shapes_of(geometry)
    if not (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        shapes = shapely.point_on_surface(shapes)
    return numpy.round(shapely.get_x(shapes), crs.decimals), numpy.round(shapely.get_y(shapes), crs.decimals)


def outlines(geometry: pyarrow.Array, crs: Crs) -> list[str]:
    """Each geometry whole, as WKT."""
    texts: numpy.ndarray = shapely.to_wkt(shapes_of(geometry), rounding_precision=crs.decimals)
    return texts.tolist()


def shapes_of(geometry: pyarrow.Array) -> numpy.ndarray:
    """WKB read into shapes."""
    return shapely.from_wkb(geometry.to_numpy(zero_copy_only=False))

"""Shapes in metres of a 3-degree zone, as WKB, so that engines without an ellipsoid measure like one that has it.

Each zone is a transverse Mercator around its meridian and lies `APART` east of the one before: shapes of two zones
never meet. What lies near the edge of a zone stands in the next one too, so that every pair meets in the zone of
its first member. A distance in the plane is too long by 1 + x² / 2R²; the SQL takes that off.
"""

import numpy as np
import pyarrow
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo_app.db import SRID
from geo_app.zones.around_many import ECCENTRICITY, MAJOR_M

APART = 10_000_000.0
WIDE = 3  # degrees of a zone
OVERLAP = 0.2  # degrees beyond its edge that a zone holds too: farther than any distance that is looked at

SCHEMA = pyarrow.schema(
    {
        "id": pyarrow.int64(),
        "is_main": pyarrow.bool_(),
        "is_point": pyarrow.bool_(),
        "meridian": pyarrow.float64(),  # where x of the zone is 0, in the plane
        "radius2": pyarrow.float64(),  # square of the radius of the earth there
        "west": pyarrow.float64(),
        "east": pyarrow.float64(),
        "shape": pyarrow.binary(),
    }
)


def flat(ids: NDArray[np.int64], shapes: NDArray[np.object_]) -> pyarrow.Table:
    """Each shape (degrees, CGCS2000) in its own zone, and in the next where it lies near the edge."""
    west, south, east, north = shapely.bounds(shapes).T
    main = _zone((west + east) / 2)
    sine2 = np.sin(np.radians((south + north) / 2)) ** 2
    radius2 = MAJOR_M**2 * (1 - ECCENTRICITY) / (1 - ECCENTRICITY * sine2) ** 2
    tables = []
    for step in (-1, 0, 1):
        zone = main + step
        wanted = (zone >= _zone(west - OVERLAP)) & (zone <= _zone(east + OVERLAP))
        for each in np.unique(zone[wanted]):
            which = np.flatnonzero(wanted & (zone == each))
            placed = _projected(shapes[which], int(each))
            bounds = shapely.bounds(placed)
            columns = {
                "id": ids[which],
                "is_main": np.full(len(which), step == 0),
                "is_point": shapely.get_dimensions(placed) == 0,
                "meridian": np.full(len(which), each * APART),
                "radius2": radius2[which],
                "west": bounds[:, 0],
                "east": bounds[:, 2],
                "shape": shapely.to_wkb(placed),
            }
            tables.append(pyarrow.table(columns, schema=SCHEMA))
    return pyarrow.concat_tables([SCHEMA.empty_table(), *tables])


def _zone(longitude: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(longitude / WIDE).astype(np.int64)


def _projected(shapes: NDArray[np.object_], zone: int) -> NDArray[np.object_]:
    plane = CRS.from_dict({"proj": "tmerc", "lon_0": zone * WIDE, "x_0": zone * APART, "ellps": "GRS80"})
    flat = Transformer.from_crs(SRID, plane, always_xy=True)
    return np.asarray(shapely.transform(shapes, lambda pairs: np.column_stack(flat.transform(*pairs.T))))

"""A river, two roads and a railway through the county, for the distances that are measured from them."""

import numpy as np
import shapely
from shapely import LineString

from geo_app.demo.ground import Ground
from geo_app.demo.shapes import corridor

SEED = 16
COURSES = (  # layer, from and to (townships), the fields that tell what it is
    ("river", "530181002", "530181006", {"name": "演示河", "code": "DEMO-HL-001", "water_kind": "river"}),
    ("road", "530181001", "530181004", {"name": "演示国道", "code": "DEMO-GL-001", "road_class": "national"}),
    ("road", "530181003", "530181005", {"name": "演示县道", "code": "DEMO-GL-002", "road_class": "county"}),
    ("railway", "530181002", "530181005", {"name": "演示铁路", "code": "DEMO-TL-001", "railway_kind": "ordinary"}),
)


def aside(places: np.ndarray) -> np.ndarray:
    """Beside the seat, not through it."""
    return places + 1800


def lay_lines(ground: Ground) -> None:
    """Drawn with its own random numbers and after everything else, so that nothing else moves."""
    rng = np.random.default_rng(SEED)
    for layer, start, end, told in COURSES:
        here, there = (shapely.transform(ground.county.township(code).seat, aside) for code in (start, end))
        course = corridor(rng, here, there, 600)
        within = shapely.get_parts(course.intersection(ground.county.area))
        piece = max((part for part in within if isinstance(part, LineString)), key=shapely.length)
        chain: dict[str, object] = {
            "control_level": "county",
            "unit": "演示县交通运输局" if layer != "river" else "演示县水务局",
            "person": "段演路",
            "telephone": "0871-00009016",
            "measures": "定期巡查",
            "address": "演示县境内(演示)",
        }
        ground.add(layer, piece, [], **told, **chain)

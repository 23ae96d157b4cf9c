"""Plausible outlines in metres: plants, pits, hamlets, corridors, and cells around seats."""

import math

import numpy as np
import shapely
from numpy.random import Generator
from shapely import LineString, Point, Polygon, affinity


def block(rng: Generator, centre: Point, length: float, width: float) -> Polygon:
    """A plant boundary: a turned rectangle with one corner cut away, as fences follow roads."""
    notch_x, notch_y = rng.uniform(0.15, 0.35, 2)
    corners = [(-1, -1), (1, -1), (1, 1 - 2 * notch_y), (1 - 2 * notch_x, 1 - 2 * notch_y), (1 - 2 * notch_x, 1)]
    shape = Polygon([(x * length / 2, y * width / 2) for x, y in [*corners, (-1, 1)]])
    turned = affinity.rotate(shape, float(rng.uniform(0, 180)), origin=(0, 0))
    return affinity.translate(turned, centre.x, centre.y)


def blob(rng: Generator, centre: Point, radius: float, corners: int = 14) -> Polygon:
    """An irregular area around a place: a pit, a pond, a hamlet. Never crosses itself."""
    reach = radius * rng.uniform(0.65, 1.15, corners)
    turns = [2 * math.pi * n / corners for n in range(corners)]
    return Polygon([away(centre, float(r), a).coords[0] for r, a in zip(reach, turns, strict=True)])


def corridor(rng: Generator, start: Point, end: Point, sway: float) -> LineString:
    """A pipeline between two places that gives way to hills: straight pieces of about a kilometre."""
    pieces = max(4, int(start.distance(end) / 900))
    angle = math.atan2(end.y - start.y, end.x - start.x) + math.pi / 2
    points = [start]
    drift = 0.0
    for n in range(1, pieces):
        drift = 0.8 * drift + float(rng.normal(0, sway))
        on_line = shapely.line_interpolate_point(LineString([start, end]), n / pieces, normalized=True)
        points.append(away(on_line, drift * math.sin(math.pi * n / pieces), angle))
    return LineString([*points, end])


def away(place: Point, metres: float, angle: float) -> Point:
    """The place that lies so many metres away in this direction (radians, anticlockwise from east)."""
    return Point(place.x + metres * math.cos(angle), place.y + metres * math.sin(angle))


def spread(rng: Generator, area: Polygon, count: int) -> list[Point]:
    """So many places in an area, well apart from one another (best of eight candidates each)."""
    chosen: list[Point] = []
    for _ in range(count):
        candidates = [inside(rng, area) for _ in range(8)]
        if chosen:
            crowd = shapely.MultiPoint(chosen)
            candidates.sort(key=lambda place: place.distance(crowd), reverse=True)
        chosen.append(candidates[0])
    return chosen


def inside(rng: Generator, area: Polygon) -> Point:
    """A place anywhere in an area."""
    west, south, east, north = area.bounds
    while True:
        place = Point(rng.uniform(west, east), rng.uniform(south, north))
        if area.contains(place):
            return place


def cells(seats: list[Point], area: Polygon) -> list[Polygon]:
    """The part of an area that is nearer to each seat than to all others, in the order of the seats, with borders
    that wind as if along brooks and ridges."""
    around = shapely.buffer(area, 3000)
    pieces = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seats), extend_to=around))
    found = [next(piece for piece in pieces if piece.contains(seat)) for seat in seats]
    winding = (shapely.transform(shapely.segmentize(piece, 120), _wind) for piece in found)
    return [area_of(shapely.intersection(piece, area)) for piece in winding]


def _wind(pairs: np.ndarray) -> np.ndarray:
    """Shift places by up to 250 m, smoothly, so that neighbours still meet."""
    x, y = pairs.T
    east = 150 * np.sin(y / 640) + 60 * np.sin(y / 190 + x / 450)
    north = 150 * np.sin(x / 710 + 2) + 60 * np.sin(x / 210 - y / 480)
    return np.column_stack([x + east, y + north])


def area_of(shape: shapely.Geometry) -> Polygon:
    """The largest area of a shape that a cut may have left in pieces."""
    return max(
        (part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"), key=lambda part: part.area
    )

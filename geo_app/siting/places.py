"""The best places for a rectangle on free ground: those farthest from what is taken. Metres of a plane."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon, STRtree
from shapely.geometry.base import BaseGeometry

TRIED = 20_000  # places of the first look; the best of them are then moved a little
SPREAD = 1 / 12  # of the width of the free ground: so far apart lie the places, where there is room
REFINED = 7  # halvings of the step
NEAREST_M = 1.0  # no place at the very line
MOVES = np.array([(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)], dtype=float)
Centres = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Spot:
    """A rectangle, and how far its edge is from the nearest ground that is taken; None without any."""

    shape: Polygon
    margin_m: float | None


@dataclass(frozen=True)
class Free:
    """Free ground and what borders it; prepared once, asked many times."""

    ground: BaseGeometry
    taken: STRtree | None
    size: tuple[float, float]

    def rectangles(self, centres: Centres, turned: bool) -> np.ndarray:
        """Rectangles around these centres, lying or standing."""
        width, depth = self.size[::-1] if turned else self.size
        x, y = centres.T
        return np.asarray(shapely.box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2))

    def margins(self, shapes: np.ndarray) -> np.ndarray:
        """How far each is from what is taken; -1 where it does not lie on free ground."""
        found = np.full(len(shapes), -1.0)
        free = np.flatnonzero(shapely.covers(self.ground, shapes))
        if len(free) and self.taken is None:
            found[free] = shapely.distance(shapes[free], self.ground.boundary)
        elif len(free) and self.taken is not None:
            (asked, _), metres = self.taken.query_nearest(shapes[free], return_distance=True, all_matches=False)
            found[free[asked]] = metres
        return found


def best_spots(ground: BaseGeometry, taken: BaseGeometry, size: tuple[float, float], most: int = 10) -> list[Spot]:
    """At most so many rectangles of this size (metres east and north, or turned) that do not overlap, best first.

    >>> spots = best_spots(shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 1100, 1000), (100, 50), most=2)
    >>> [(round(spot.shape.centroid.x), round(spot.margin_m)) for spot in spots][0]
    (25, 950)
    """
    if ground.is_empty:
        return []
    shapely.prepare(ground)
    free = Free(ground, STRtree(_pieces(taken)) if not taken.is_empty else None, size)
    centres, step = _grid(ground, size)
    turns = (False, True) if size[0] != size[1] else (False,)
    tried = [(turned, centres, free.margins(free.rectangles(centres, turned))) for turned in turns]
    ranked = sorted(
        (
            (margin, turned, centre)
            for turned, all_, margins in tried
            for centre, margin in zip(all_, margins, strict=True)
        ),
        key=lambda one: -one[0],
    )
    found: list[Spot] = []
    for apart in (
        ground.area**0.5 * SPREAD,
        0.0,
    ):  # ten choices, not one place in ten pieces, as far as there is room
        for margin, turned, centre in ranked:
            if margin < NEAREST_M or len(found) == most:
                break
            rough = free.rectangles(centre[None], turned)[0]
            if all(rough.distance(other.shape) > apart for other in found):
                found.append(_refined(free, centre, turned, step, found))
    return sorted(found, key=lambda spot: -(spot.margin_m or 0))


def _grid(ground: BaseGeometry, size: tuple[float, float]) -> tuple[Centres, float]:
    """Centres to try: an even grid over each part that is large enough, and the middle of its widest circle."""
    parts = [part for part in shapely.get_parts(ground) if part.area >= size[0] * size[1]]
    boxes = sum((part.bounds[2] - part.bounds[0]) * (part.bounds[3] - part.bounds[1]) for part in parts)
    step = max((boxes / TRIED) ** 0.5, min(size) / 4)
    middles = [shapely.get_point(shapely.maximum_inscribed_circle(part, tolerance=step / 8), 0) for part in parts]
    grids = [np.empty((0, 2)), shapely.get_coordinates(middles)]
    for west, south, east, north in (part.bounds for part in parts):
        grids.append(
            np.stack(np.meshgrid(np.arange(west, east, step), np.arange(south, north, step)), -1).reshape(-1, 2)
        )
    return np.concatenate(grids), step


def _refined(free: Free, centre: np.ndarray, turned: bool, step: float, others: Sequence[Spot]) -> Spot:
    """Moved to and fro by ever smaller steps as long as that takes it farther from what is taken."""
    for _ in range(REFINED):
        around = centre + MOVES * step
        shapes = free.rectangles(around, turned)
        margins = free.margins(shapes)
        for other in others:
            margins[shapely.intersects(shapes, other.shape)] = -1
        best = int(margins.argmax())
        centre = around[best] if margins[best] >= 0 else centre
        step /= 2
    shape = free.rectangles(centre[None], turned)
    return Spot(shape[0], float(free.margins(shape)[0]) if free.taken is not None else None)


def _pieces(taken: BaseGeometry) -> list[BaseGeometry]:
    """The outline of what is taken in short pieces, so that the nearest is quickly found."""
    lines = shapely.get_parts(taken.boundary)
    coordinates = [shapely.get_coordinates(line) for line in lines]
    return [
        shapely.LineString(piece)
        for corners in coordinates
        for start in range(0, len(corners) - 1, 16)
        for piece in [corners[start : start + 17]]
    ]

"""Down the valley: the way of water and tailings over a grid of heights, by steepest descent (D8). Where a hollow
stops it, the hollow is filled until it runs over its lowest brim."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import rasterio
import rasterio.errors
import rasterio.io
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.exceptions import ProjError
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo_app.db import SRID
from geo_app.errors import BadInput
from geo_app.zones.nearness import GEOD

Cell = tuple[int, int]
Floats = NDArray[np.float64]
AROUND = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
MARGIN = 1.5  # how much farther than the path is long the grid is read around its start


@dataclass(frozen=True)
class Terrain:
    """Heights in metres (nan: unknown) and where the middle of each cell lies, in degrees CGCS2000."""

    heights: Floats
    lon: Floats
    lat: Floats

    @property
    def cell_m(self) -> float:
        """The longer side of a cell."""
        sides = ((0, 1), (1, 0))
        return max(self.metres((0, 0), each) for each in sides)

    def metres(self, one: Cell, other: Cell) -> float:
        """From the middle of a cell to that of another."""
        return float(GEOD.inv(self.lon[one], self.lat[one], self.lon[other], self.lat[other])[2])

    def nearest(self, lon: float, lat: float) -> Cell:
        """The cell around a place."""
        distance = (self.lon - lon) ** 2 * np.cos(np.radians(lat)) ** 2 + (self.lat - lat) ** 2
        row, column = np.unravel_index(int(distance.argmin()), distance.shape)
        return int(row), int(column)

    def lowest_along(self, shape: BaseGeometry) -> Cell:
        """The lowest cell along the edge of an area, or under a point: where the dam stands."""
        degrees = self.cell_m / 111_000
        edge = shape.boundary if shape.area else shape
        near = shapely.dwithin(shapely.points(self.lon, self.lat), edge, 1.5 * degrees)
        heights = np.where(near, self.heights, np.nan)
        if np.isnan(heights).all():
            raise BadInput("高程文件在尾矿库边界处没有数据", "请核对范围，或指定坝脚位置")
        row, column = np.unravel_index(int(np.nanargmin(heights)), heights.shape)
        return int(row), int(column)

    def around(self, cell: Cell) -> Iterator[Cell]:
        """The neighbours of a cell whose height is known."""
        for row, column in ((cell[0] + a, cell[1] + b) for a, b in AROUND):
            inside = 0 <= row < self.heights.shape[0] and 0 <= column < self.heights.shape[1]
            if inside and not np.isnan(self.heights[row, column]):
                yield row, column

    def is_rim(self, cell: Cell) -> bool:
        """Whether the known ground ends here."""
        return len(list(self.around(cell))) < len(AROUND)


def read_terrain(content: bytes, around: tuple[float, float], metres: float, epsg: int | None = None) -> Terrain:
    """The part of a height file (GeoTIFF, ASCII grid) within `metres` around a place in degrees.

    Raises BadInput where it cannot be read, says no coordinate system, or lies elsewhere.
    """
    try:
        with rasterio.io.MemoryFile(content) as file, file.open() as grid:
            return _window(grid, around, metres * MARGIN, epsg)
    except rasterio.errors.RasterioError as error:
        raise BadInput("读不了高程文件", "请上传 GeoTIFF 或 ASCII 栅格(.asc)") from error


def _window(grid: rasterio.DatasetReader, around: tuple[float, float], metres: float, epsg: int | None) -> Terrain:
    crs = grid.crs.to_wkt() if grid.crs else epsg
    if crs is None:
        raise BadInput("高程文件没有写明坐标系", "请填写 EPSG 编号，例如 4490 或 4543")
    try:
        there = Transformer.from_crs(SRID, crs, always_xy=True)
    except ProjError as error:
        raise BadInput(f"没有编号为 {epsg} 的坐标系", "请填写正确的 EPSG 编号") from error
    corners = GEOD.fwd([around[0]] * 4, [around[1]] * 4, [0, 90, 180, 270], [metres] * 4)
    columns, rows = _cells_of(grid, *there.transform(corners[0], corners[1]))
    left, top = max(int(columns.min()), 0), max(int(rows.min()), 0)
    right, bottom = min(int(columns.max()) + 1, grid.width), min(int(rows.max()) + 1, grid.height)
    if right - left < 3 or bottom - top < 3:
        raise BadInput("高程文件不在尾矿库所在的位置", "请核对坐标系和范围")
    window = ((top, bottom), (left, right))
    heights = grid.read(1, window=window, masked=True).astype(float).filled(np.nan)
    if np.isnan(heights).all():
        raise BadInput("高程文件在尾矿库处没有数据", "请核对范围和无效值")
    row, column = np.indices(heights.shape) + 0.5
    t, column, row = grid.transform, column + left, row + top
    x, y = t.a * column + t.b * row + t.c, t.d * column + t.e * row + t.f
    lon, lat = Transformer.from_crs(crs, SRID, always_xy=True).transform(x, y)
    return Terrain(heights, lon, lat)


def _cells_of(grid: rasterio.DatasetReader, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Columns and rows of places in the grid's own coordinates."""
    t = grid.transform
    east, north, scale = np.asarray(x) - t.c, np.asarray(y) - t.f, t.a * t.e - t.b * t.d
    return (east * t.e - north * t.b) / scale, (north * t.a - east * t.d) / scale


def descend(terrain: Terrain, start: Cell, metres: float) -> LineString:
    """The line from a cell downhill, so many metres long at least, or shorter where the known ground ends."""
    path, length = [start], 0.0
    while length < metres and not terrain.is_rim(path[-1]):
        onward = _steepest(terrain, path[-1]) or _over_the_brim(terrain, path[-1])
        length += sum(terrain.metres(*pair) for pair in zip([path[-1], *onward], onward, strict=False))
        path += onward
    if len(path) < 2:
        raise BadInput("高程文件在起点处就结束了", "请上传范围更大的高程文件，或手工绘制路径")
    return LineString([(terrain.lon[cell], terrain.lat[cell]) for cell in path])


def _steepest(terrain: Terrain, cell: Cell) -> list[Cell]:
    """The neighbour that falls away most steeply; none in a hollow."""
    here = terrain.heights[cell]
    falls = [((here - terrain.heights[each]) / terrain.metres(cell, each), each) for each in terrain.around(cell)]
    fall, lowest = max(falls)
    return [lowest] if fall > 0 else []


def _over_the_brim(terrain: Terrain, hollow: Cell) -> list[Cell]:
    """The way out of a hollow over its lowest brim, to the first place that lies lower, or to the rim of the known
    ground: a flood that always takes in the lowest cell at its edge."""
    bottom = terrain.heights[hollow]
    came_from: dict[Cell, Cell | None] = {hollow: None}
    edge = [(float(bottom), hollow)]
    while edge:
        height, cell = heapq.heappop(edge)
        if cell != hollow and (height < bottom or terrain.is_rim(cell)):
            return _way(came_from, cell)
        for each in terrain.around(cell):
            if each not in came_from:
                came_from[each] = cell
                heapq.heappush(edge, (float(terrain.heights[each]), each))
    return []


def _way(came_from: dict[Cell, Cell | None], end: Cell) -> list[Cell]:
    way = [end]
    while (before := came_from[way[-1]]) is not None:
        way.append(before)
    return way[-2::-1]

"""In which grids tiles are cut: that of the web map, and that of Tianditu in degrees of CGCS2000.

Scale denominators are those of the OGC's standard pixel of 0.28 mm (17-083r4); Tianditu itself writes those of a
screen of 96 dots an inch for the same cells.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geo_app import degree_tiles, tiles
from geo_app.db import Asked
from geo_app.errors import NotFound
from geo_app.features import Selection
from geo_app.geo.named_crs import EPSG

PIXEL_M = 0.00028
METRES_A_DEGREE = 111319.49079327358  # on the equator
HALF_EQUATOR = tiles.EQUATOR_M / 2
SIDE = 256  # cells of a tile
WEB_REGISTERED = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
Place = tuple[int, int, int]  # zoom, column, row
Json = dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """`width` is that of the whole world in units of the system, `origin` its upper left corner in the order of
    the system's axes; `metres` are in one unit."""

    id: str
    title: str
    title_en: str
    crs: str
    first: int
    width: float
    origin: tuple[float, float]
    metres: float
    axes: tuple[str, str]
    draw: Callable[[Selection, int, int, int], Asked]
    registered: str | None = None

    def rows(self, level: int) -> int:
        """How many tiles lie above one another: half as many in degrees, which reach from pole to pole."""
        return 1 << level - self.first

    def check(self, place: Place) -> None:
        """Raises NotFound for a tile that the grid has not."""
        level, column, row = place
        if not (self.first <= level <= tiles.DEEPEST and 0 <= column < 1 << level and 0 <= row < self.rows(level)):
            raise NotFound(f"瓦片矩阵集 {self.id} 没有瓦片 {level}/{row}/{column}", "层级、行号或列号超出范围")

    def matrices(self) -> list[Json]:
        return [self._matrix(level) for level in range(self.first, tiles.DEEPEST + 1)]

    def _matrix(self, level: int) -> Json:
        cell = self.width / (1 << level) / SIDE
        return {
            "id": str(level),
            "scaleDenominator": cell * self.metres / PIXEL_M,
            "cellSize": cell,
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": self.origin,
            "tileWidth": SIDE,
            "tileHeight": SIDE,
            "matrixWidth": 1 << level,
            "matrixHeight": self.rows(level),
        }

    def definition(self) -> Json:
        """The grid as OGC 17-083r4 writes it."""
        named = {"uri": self.registered} if self.registered else {}
        return {
            "id": self.id,
            "title": f"{self.title} / {self.title_en}",
            **named,
            "crs": self.crs,
            "orderedAxes": self.axes,
            "tileMatrices": self.matrices(),
        }


WEB = Grid(
    "WebMercatorQuad",
    "Web 墨卡托",
    "Web Mercator",
    f"{EPSG}3857",
    0,
    tiles.EQUATOR_M,
    (-HALF_EQUATOR, HALF_EQUATOR),
    1.0,
    ("X", "Y"),
    tiles.tile,
    WEB_REGISTERED,
)
DEGREES = Grid(
    "CGCS2000Quad",
    "天地图经纬度(CGCS2000)",
    "Tianditu's grid in degrees (CGCS2000)",
    f"{EPSG}4490",
    degree_tiles.FIRST,
    360.0,
    (90.0, -180.0),
    METRES_A_DEGREE,
    ("Lat", "Lon"),
    degree_tiles.tile,
)
GRIDS = {grid.id: grid for grid in (WEB, DEGREES)}


def grid_of(name: str) -> Grid:
    """The grid of this name. Raises NotFound."""
    if name not in GRIDS:
        raise NotFound(f"没有瓦片矩阵集 {name[:60]}", f"可用 {'、'.join(GRIDS)}")
    return GRIDS[name]

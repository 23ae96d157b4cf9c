"""The coordinate systems that people hand in and take away: CGCS2000 in degrees, and its 3-degree zones in metres.

Files carry x before y, that is longitude before latitude and easting before northing, whatever order the EPSG
register names the axes in.
"""

from dataclasses import dataclass

from geo_app.errors import BadInput

CGCS2000 = 4490
FIRST_NUMBERED, FIRST_PLAIN = 4513, 4534  # EPSG of 75°E: easting with the zone's number before it, and without
ZONES = 21  # 75°E to 135°E
WESTERNMOST, STEP = 75, 3


@dataclass(frozen=True)
class Crs:
    """A coordinate system by its EPSG number. `meridian` is the zone's central one, None for degrees.

    >>> crs(4543).title
    'CGCS2000 三度带 中央经线 102°E(4543)'
    >>> crs(4522).title
    'CGCS2000 三度带 第 34 带,中央经线 102°E,横坐标带带号(4522)'
    >>> crs(4522).title_en
    'CGCS2000 3-degree zone, central meridian 102°E, zone 34 written before the easting (4522)'
    """

    epsg: int
    meridian: int | None

    @property
    def in_degrees(self) -> bool:
        return self.meridian is None

    @property
    def decimals(self) -> int:
        """What a coordinate is worth writing to: a centimetre in degrees, a tenth of a millimetre in metres."""
        return 7 if self.in_degrees else 4

    @property
    def numbered(self) -> bool:
        return FIRST_NUMBERED <= self.epsg < FIRST_PLAIN

    @property
    def title(self) -> str:
        if self.meridian is None:
            return f"CGCS2000 经纬度({self.epsg})"
        if self.numbered:
            zone = self.meridian // STEP
            return f"CGCS2000 三度带 第 {zone} 带,中央经线 {self.meridian}°E,横坐标带带号({self.epsg})"
        return f"CGCS2000 三度带 中央经线 {self.meridian}°E({self.epsg})"

    @property
    def title_en(self) -> str:
        if self.meridian is None:
            return f"CGCS2000 longitude and latitude ({self.epsg})"
        number = f", zone {self.meridian // STEP} written before the easting" if self.numbered else ""
        return f"CGCS2000 3-degree zone, central meridian {self.meridian}°E{number} ({self.epsg})"


def crs(epsg: int) -> Crs:
    """The coordinate system of this EPSG number; BadInput for those that we do not hand out.

    >>> crs(3857)
    Traceback (most recent call last):
    geo_app.errors.BadInput: 不支持坐标系 EPSG:3857。可用 4490(经纬度)或 4513 至 4554(三度带)
    """
    if epsg == CGCS2000:
        return Crs(epsg, None)
    for first in (FIRST_NUMBERED, FIRST_PLAIN):
        if first <= epsg < first + ZONES:
            return Crs(epsg, WESTERNMOST + STEP * (epsg - first))
    raise BadInput(f"不支持坐标系 EPSG:{epsg}", "可用 4490(经纬度)或 4513 至 4554(三度带)")


def offered(west: float, east: float) -> list[Crs]:
    """Degrees first, then the zones that data between these longitudes lie in, without and with zone number.

    >>> [crs.epsg for crs in offered(102.1, 102.6)]
    [4490, 4543, 4522]
    >>> [crs.epsg for crs in offered(103.4, 103.6)]
    [4490, 4543, 4544, 4522, 4523]
    """
    first, last = (min(max(round((lon - WESTERNMOST) / STEP), 0), ZONES - 1) for lon in (west, east))
    zones = range(first, last + 1)
    return [crs(n) for n in (CGCS2000, *(FIRST_PLAIN + z for z in zones), *(FIRST_NUMBERED + z for z in zones))]

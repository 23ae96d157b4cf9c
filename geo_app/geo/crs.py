"""The coordinate systems that people hand in and take away: CGCS2000 in degrees, its 3-degree zones in metres, and
three for whoever works with other maps: WGS 84, Web Mercator, GCJ-02.

Files carry x before y, that is longitude before latitude and easting before northing, whatever order the EPSG
register names the axes in.
"""

from dataclasses import dataclass

from geo_app.errors import BadInput

CGCS2000, WGS84, WEB_MERCATOR = 4490, 4326, 3857
GCJ02 = "gcj02"
FIRST_NUMBERED, FIRST_PLAIN = 4513, 4534  # EPSG of 75°E: easting with the zone's number before it, and without
ZONES = 21  # 75°E to 135°E
WESTERNMOST, STEP = 75, 3
NAMED = {
    "4490": ("CGCS2000 经纬度(4490)", "CGCS2000 longitude and latitude (4490)"),
    "4326": ("WGS 84 经纬度(4326)", "WGS 84 longitude and latitude (4326)"),
    "3857": ("Web 墨卡托(3857)", "Web Mercator (3857)"),
    GCJ02: ("GCJ-02 火星坐标", "GCJ-02, shifted coordinates"),
}
NOTES = {
    "3857": (
        "Web 墨卡托只供叠加网络底图：量出的长度和面积都偏大，不能用来判断距离",
        "Web Mercator is for laying over web maps only: lengths and areas measured in it are too large",
    ),
    GCJ02: (
        "GCJ-02 是加了偏移的坐标，只供叠加高德、腾讯等地图；与 CGCS2000 相差数百米，不能作为业务数据再用",
        "GCJ-02 is shifted by hundreds of metres: for laying over AMap or Tencent, never as data to work with",
    ),
}
GCJ02_WKT = (
    'GEOGCRS["GCJ-02",DATUM["GCJ-02",ELLIPSOID["CGCS2000",6378137,298.257222101]],CS[ellipsoidal,2],'
    'AXIS["longitude",east],AXIS["latitude",north],UNIT["degree",0.0174532925199433]]'
)


@dataclass(frozen=True)
class Crs:
    """A coordinate system by its EPSG number, None for GCJ-02, which has none. `meridian` is the central one of a
    zone, None for all that is no zone.

    >>> crs(4543).title
    'CGCS2000 三度带 中央经线 102°E(4543)'
    >>> crs(4522).title
    'CGCS2000 三度带 第 34 带，中央经线 102°E，横坐标带带号(4522)'
    >>> crs(4522).title_en
    'CGCS2000 3-degree zone, central meridian 102°E, zone 34 written before the easting (4522)'
    """

    epsg: int | None
    meridian: int | None

    @property
    def code(self) -> str:
        """Its name in addresses and commands: the EPSG number, or gcj02."""
        return str(self.epsg) if self.epsg else GCJ02

    @property
    def in_degrees(self) -> bool:
        return self.meridian is None and self.epsg != WEB_MERCATOR

    @property
    def shifted(self) -> bool:
        """Whether places in it lie hundreds of metres beside their true ones."""
        return self.epsg is None

    @property
    def declared(self) -> str:
        """What a file says of itself, for PROJ: GCJ-02 is named, so that nobody takes it for anything else."""
        return f"EPSG:{self.epsg}" if self.epsg else GCJ02_WKT

    @property
    def decimals(self) -> int:
        """What a coordinate is worth writing to: a tenth of a millimetre."""
        return 9 if self.in_degrees else 4

    @property
    def numbered(self) -> bool:
        return self.epsg is not None and FIRST_NUMBERED <= self.epsg < FIRST_PLAIN

    @property
    def title(self) -> str:
        if self.meridian is None:
            return NAMED[self.code][0]
        if self.numbered:
            zone = self.meridian // STEP
            return f"CGCS2000 三度带 第 {zone} 带，中央经线 {self.meridian}°E，横坐标带带号({self.epsg})"
        return f"CGCS2000 三度带 中央经线 {self.meridian}°E({self.epsg})"

    @property
    def title_en(self) -> str:
        if self.meridian is None:
            return NAMED[self.code][1]
        number = f", zone {self.meridian // STEP} written before the easting" if self.numbered else ""
        return f"CGCS2000 3-degree zone, central meridian {self.meridian}°E{number} ({self.epsg})"

    @property
    def incoming(self) -> bool:
        """Whether a person may state it of a file that comes in without a word on its coordinates."""
        return self.meridian is not None or self.epsg == CGCS2000

    @property
    def note(self) -> str:
        """What whoever takes such a file must know; "" where there is nothing to know."""
        return NOTES.get(self.code, ("", ""))[0]

    @property
    def note_en(self) -> str:
        return NOTES.get(self.code, ("", ""))[1]


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


def outgoing(code: str) -> Crs:
    """The coordinate system that files may leave in, by its code.

    >>> outgoing("gcj02").title, outgoing("4543").meridian
    ('GCJ-02 火星坐标', 102)
    >>> outgoing("2000")
    Traceback (most recent call last):
    geo_app.errors.BadInput: 不能按坐标系 2000 导出。可用 4490、4326、3857、4513 至 4554(三度带)、gcj02
    """
    if code in NAMED:
        return Crs(int(code) if code.isdecimal() else None, None)
    number = int(code) if code.isdecimal() and len(code) < 6 else 0
    if FIRST_NUMBERED <= number < FIRST_PLAIN + ZONES:
        return crs(number)
    raise BadInput(f"不能按坐标系 {code[:40]} 导出", "可用 4490、4326、3857、4513 至 4554(三度带)、gcj02")


def offered(west: float, east: float) -> list[Crs]:
    """Degrees first, then the zones that data between these longitudes lie in, without and with zone number, then
    what is for laying over other maps.

    >>> [crs.code for crs in offered(102.1, 102.6)]
    ['4490', '4326', '4543', '4522', '3857', 'gcj02']
    >>> [crs.code for crs in offered(103.4, 103.6)]
    ['4490', '4326', '4543', '4544', '4522', '4523', '3857', 'gcj02']
    """
    first, last = (min(max(round((lon - WESTERNMOST) / STEP), 0), ZONES - 1) for lon in (west, east))
    zones = range(first, last + 1)
    plane = [crs(n) for n in (*(FIRST_PLAIN + z for z in zones), *(FIRST_NUMBERED + z for z in zones))]
    before, after = ([outgoing(code) for code in codes] for codes in (("4490", "4326"), ("3857", GCJ02)))
    return [*before, *plane, *after]

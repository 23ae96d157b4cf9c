"""What two written numbers may mean: every reading of a pair that lies in China, for a whole column at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from geo_app.geo.coordinates import EAST, NORTH, SOUTH, WEST
from geo_app.geo.gcj import Flat, from_bd09, from_gcj02
from geo_app.geo.planes import (
    MERIDIANS,
    is_easting,
    is_northing,
    may_have,
    meridian_of,
    to_degrees,
    without_zone,
)
from geo_app.ingest.tables import table
from geo_app.ingest.written import Written
from geo_app.reckoning.words import Words, say

SHIFTED = {"gcj02": from_gcj02, "bd09": from_bd09}
_METRES = 10_000.0
_ZONED = "@"  # between a datum and the central meridian of its plane: cgcs2000@102
Mask = np.ndarray


@dataclass(frozen=True)
class Meaning:
    """One way to read numbers: `name` is the datum, followed by @ and the central meridian for plane ones."""

    name: str

    @property
    def datum(self) -> str:
        return self.name.partition(_ZONED)[0]

    @property
    def meridian(self) -> int | None:
        _, _, meridian = self.name.partition(_ZONED)
        return int(meridian) if meridian else None

    @property
    def words(self) -> Words:
        """How a person is told.

        >>> Meaning("gcj02").words.zh, Meaning("cgcs2000@102").words.en
        ('GCJ-02(高德、腾讯地图)', 'CGCS2000 / WGS 84 plane, central meridian 102°')
        """
        row = datums()[self.datum]
        own = Words(row["title"], row["title_en"])
        return say("plane_title", datum=own, meridian=self.meridian) if self.meridian else own

    @property
    def title(self) -> str:
        return self.words.zh

    @property
    def accuracy_m(self) -> int:
        return int(datums()[self.datum]["accuracy_m"])

    @property
    def prior(self) -> float:
        """How likely it is before anything is known of the file."""
        return float(datums()[self.datum]["plane" if self.meridian else "degrees"])


@dataclass(frozen=True)
class Readings:
    """The readings of many pairs: for each, the number of its row, its meaning, and the place in CGCS2000."""

    row: np.ndarray
    meaning: np.ndarray  # index into `meanings`
    lon: Flat
    lat: Flat
    meanings: tuple[Meaning, ...]


@cache
def datums() -> dict[str, dict[str, str]]:
    """What coordinates may be written in, by name."""
    return {row["name"]: row for row in table("readings")}


def readings_of(pairs: Sequence[Written]) -> Readings:
    """Every reading of every pair.

    >>> found = readings_of([Written(24.92, 102.48, 6), Written(34512345.6, 2756789.1)])
    >>> [(int(row), found.meanings[index].name) for row, index in zip(found.row, found.meaning)][:3]
    [(0, 'cgcs2000'), (0, 'gcj02'), (0, 'bd09')]
    >>> [found.meanings[index].name for row, index in zip(found.row, found.meaning) if row == 1]
    ['cgcs2000@102', 'xian80@102', 'beijing54@102']
    """
    x, y = (np.array([getattr(pair, axis) for pair in pairs], dtype=float) for axis in ("x", "y"))
    decimals = np.array([pair.decimals for pair in pairs], dtype=int)
    names: dict[str, int] = {}
    parts = []
    for name, rows, lon, lat in (*_in_degrees(x, y, decimals), *_in_metres(x, y)):
        inside = (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)
        if inside.any():
            index = names.setdefault(name, len(names))
            parts.append((rows[inside], np.full(int(inside.sum()), index), lon[inside], lat[inside]))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.empty(0)] * 4
    row, meaning, lon, lat = columns
    order = np.lexsort((meaning, row))
    return Readings(
        row[order].astype(int),
        meaning[order].astype(int),
        lon[order],
        lat[order],
        tuple(Meaning(name) for name in names),
    )


def settled(x: Flat, y: Flat) -> tuple[Flat, Flat, Mask]:
    """Angles with the longitude first and without a sign that no place in China has, and which rows these are."""
    x, y = np.abs(x), np.abs(y)
    turned = (y >= WEST) & (y <= EAST) & (x >= SOUTH) & (x <= NORTH)
    lon, lat = np.where(turned, y, x), np.where(turned, x, y)
    return lon, lat, (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)


def is_turned(written: Written) -> bool:
    """Whether the latitude stands where the longitude should.

    >>> is_turned(Written(24.92, 102.48)), is_turned(Written(102.48, 24.92)), is_turned(Written(2755000, 34512345))
    (True, False, False)
    """
    x, y = abs(written.x), abs(written.y)
    return WEST <= y <= EAST and SOUTH <= x <= NORTH


Part = tuple[str, np.ndarray, Flat, Flat]


def _in_degrees(x: Flat, y: Flat, decimals: np.ndarray) -> Iterator[Part]:
    lon, lat, known = settled(x, y)
    rows = np.flatnonzero(known)
    yield "cgcs2000", rows, lon[rows], lat[rows]
    decimal = np.flatnonzero(known & (decimals > 2))  # coarser than that, a shift is lost in the rounding
    for name, back in SHIFTED.items():
        yield name, decimal, *back(lon[decimal], lat[decimal])
    packed_lon, packed_lat = _unpacked(lon * 10_000), _unpacked(lat * 10_000)
    packed = np.flatnonzero(known & (decimals >= 3) & np.isfinite(packed_lon) & np.isfinite(packed_lat))
    yield "packed", packed, packed_lon[packed], packed_lat[packed]


def _in_metres(x: Flat, y: Flat) -> Iterator[Part]:
    large = (np.abs(x) > _METRES) & (np.abs(y) > _METRES)
    lon, lat, whole = settled(_unpacked(x), _unpacked(y))  # 1022848, 245512
    rows = np.flatnonzero(large & whole)
    yield "packed", rows, lon[rows], lat[rows]
    east_first = large & is_easting(x) & is_northing(y)
    turned = large & is_easting(y) & is_northing(x) & ~east_first
    easting, northing = np.where(turned, y, x), np.where(turned, x, y)
    bare, zone = without_zone(easting)
    for meridian in MERIDIANS:
        fits = np.where(zone == 0, may_have(bare, meridian), meridian_of(zone) == meridian)
        rows = np.flatnonzero((east_first | turned) & fits)
        if rows.size:
            place = to_degrees(bare[rows], northing[rows], meridian)
            for datum in ("cgcs2000", "xian80", "beijing54"):
                yield f"{datum}{_ZONED}{meridian}", rows, *place


def _unpacked(number: Flat) -> Flat:
    """DDMMSS.ss as degrees; not a number where the digits are no minutes and seconds.

    >>> print(_unpacked(np.array([1022848.0, 1026000.0])))
    [102.48    nan]
    """
    digits = np.round(np.abs(number), 6)
    degrees, rest = np.divmod(digits, 10_000)
    minutes, seconds = np.divmod(rest, 100)
    return np.where((minutes < 60) & (seconds < 60), degrees + minutes / 60 + seconds / 3600, np.nan)

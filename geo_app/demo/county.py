"""The ground of the demonstration: the real county outline, real names and codes, invented outlines below it."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

import geopandas
import numpy as np
import shapely
from numpy.random import Generator
from pyproj import Transformer
from shapely import Point, Polygon

from geo_app.db import SRID
from geo_app.demo.shapes import area_of, cells, spread
from geo_app.divisions.country import country
from geo_app.settings import shipped

COUNTY = "530181"
PLANE = 4543  # CGCS2000 3-degree zone, central meridian 102° E: metres
SOURCE = "演示界线(虚构)"
# Where each township is governed from, roughly; its outline is invented around this seat.
SEATS = {
    "530181001": (102.470, 24.925),
    "530181002": (102.502, 24.885),
    "530181003": (102.365, 24.660),
    "530181004": (102.447, 24.988),
    "530181005": (102.420, 25.040),
    "530181006": (102.262, 24.955),
    "530181007": (102.360, 24.930),
    "530181008": (102.575, 24.925),
    "530181009": (102.430, 24.800),
}
DEEP = ("530181001", "530181005", "530181006", "530181007")  # townships with grids below their villages

Shape = TypeVar("Shape", bound=shapely.Geometry)


@dataclass(frozen=True)
class Division:
    """A township or village in metres, with the seat that it grew around."""

    code: str
    name: str
    area: Polygon
    seat: Point

    @property
    def short(self) -> str:
        """草铺 for 草铺街道，麒麟村 for 麒麟村委会，东湖社区 for 东湖社区居委会."""
        return self.name.removesuffix("街道").removesuffix("居委会").removesuffix("委会")


@dataclass(frozen=True)
class County:
    """The county with its townships and their villages, in metres."""

    area: Polygon
    townships: tuple[Division, ...]
    villages: tuple[Division, ...]

    def below(self, code: str) -> list[Division]:
        return [village for village in self.villages if village.code.startswith(code)]

    def township(self, code: str) -> Division:
        return next(township for township in self.townships if township.code == code[:9])

    def village_at(self, place: Point) -> Division:
        """The village around a place, or the nearest one where outlines leave a crack."""
        return self.villages[int(shapely.distance(self._village_areas, place).argmin())]

    @cached_property
    def _village_areas(self) -> np.ndarray:
        return np.array([village.area for village in self.villages])


def survey(rng: Generator) -> County:
    """Draw the county: nine townships around their seats, villages around places well apart from one another."""
    area = area_of(in_metres(country(COUNTY).geometry.iloc[0]))
    names = _names()
    seats = [in_metres(Point(place)) for place in SEATS.values()]
    drawn = zip(SEATS, cells(seats, area), seats, strict=True)
    townships = [Division(code, names[code], outline, seat) for code, outline, seat in drawn]
    villages = []
    for township in townships:
        codes = [code for code in names if code.startswith(township.code) and len(code) == 12]
        places = spread(rng, shapely.buffer(township.area, -400), len(codes))
        for code, outline, place in zip(codes, cells(places, township.area), places, strict=True):
            villages.append(Division(code, names[code], outline, place))
    return County(area, tuple(townships), tuple(villages))


def outlines(divisions: Iterable[Division]) -> geopandas.GeoDataFrame:
    """Code, name and geometry in degrees, ready to be loaded into the tree."""
    rows = list(divisions)
    shapes = [in_degrees(division.area) for division in rows]
    codes, names = [division.code for division in rows], [division.name for division in rows]
    return geopandas.GeoDataFrame({"code": codes, "name": names}, geometry=shapes, crs=SRID)


def in_metres(shape: Shape) -> Shape:
    return _moved(shape, _TO_PLANE)


def in_degrees(shape: Shape) -> Shape:
    """Seven decimals of a degree: a centimetre, and the same digits on every machine."""
    return _moved(shape, _TO_DEGREES, decimals=7)


def _moved(shape: Shape, transformer: Transformer, decimals: int = 3) -> Shape:
    moved = shapely.transform(
        shape, lambda pairs: np.column_stack(transformer.transform(*pairs.T)).round(decimals)
    )
    return cast(Shape, moved)


def _names() -> dict[str, str]:
    with (shipped("data") / "divisions" / f"{COUNTY}.csv").open(encoding="utf-8") as file:
        return {row["区划代码"]: row["名称"] for row in csv.DictReader(file)}


_TO_PLANE = Transformer.from_crs(SRID, PLANE, always_xy=True)
_TO_DEGREES = Transformer.from_crs(PLANE, SRID, always_xy=True)

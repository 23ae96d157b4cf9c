"""The labelled set for the datum guard: ledgers made from true places in the counties of Kunming, each written in
one known way (or several), always the same. What a ledger says of itself is all that the guard is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import geopandas
import numpy as np
import shapely
from pyproj import Transformer

from geo_app.divisions.country import country
from geo_app.geo.gcj import to_bd09, to_gcj02

SEED = 20261122
REGION = "5301"  # 昆明市
Spot = tuple[float, float]
Write = Callable[[float, float], tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One line of a ledger and where it truly is (None: nowhere)."""

    name: str
    cells: tuple[str, ...]
    truth: Spot | None


@dataclass(frozen=True)
class Case:
    """One ledger. `clear`: what it says suffices; otherwise a person has to be asked."""

    title: str
    clear: bool
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    metres: float = 1.0  # how finely it is written


def counties() -> geopandas.GeoDataFrame:
    """The divisions that the ledgers lie in, with those above."""
    frame = country()
    return frame[frame["code"].isin(["53", REGION]) | frame["code"].str.startswith(REGION)]


def degrees(decimals: int = 6) -> Write:
    return lambda lon, lat: (f"{lon:.{decimals}f}", f"{lat:.{decimals}f}")


def shifted(shift: Callable[..., tuple[np.ndarray, np.ndarray]], decimals: int = 6) -> Write:
    def write(lon: float, lat: float) -> tuple[str, str]:
        east, north = shift(np.array([lon]), np.array([lat]))
        return degrees(decimals)(float(east[0]), float(north[0]))

    return write


def trimmed(write: Write) -> Write:
    """As a spreadsheet shows numbers: without the zeros at their end."""

    def shown(lon: float, lat: float) -> tuple[str, str]:
        east, north = write(lon, lat)
        return east.rstrip("0"), north.rstrip("0")

    return shown


gcj, bd = shifted(to_gcj02), shifted(to_bd09)
short_gcj = trimmed(shifted(to_gcj02, 4))


def turned(write: Write) -> Write:
    return lambda lon, lat: write(lon, lat)[::-1]


def signed(lon: float, lat: float) -> tuple[str, str]:
    return f"-{lon:.6f}", f"{lat:.6f}"


def plane(epsg: int, north: float = 0.0, east: float = 0.0) -> Write:
    """Easting and northing, moved by what another datum would differ."""
    move = Transformer.from_crs(4490, epsg, always_xy=True)

    def write(lon: float, lat: float) -> tuple[str, str]:
        x, y = move.transform(lon, lat)
        return f"{x + east:.3f}", f"{y + north:.3f}"

    return write


def six_degrees(lon: float, lat: float) -> tuple[str, str]:
    """Zone 18 of six degrees, central meridian 105°E, with its digits; northing first, as surveyors do."""
    x, y = Transformer.from_crs(4490, 4544, always_xy=True).transform(lon, lat)
    return f"{y:.3f}", f"{18_000_000 + x:.3f}"


def parts(angle: float) -> tuple[int, int, float]:
    tenths = round(angle * 36_000)
    return tenths // 36_000, tenths // 600 % 60, tenths % 600 / 10


def packed(lon: float, lat: float) -> tuple[str, str]:
    def pack(angle: float) -> str:
        degrees, minutes, seconds = parts(angle)
        return f"{degrees}.{minutes:02}{min(round(seconds), 59):02}"

    return pack(lon), pack(lat)


def digits(lon: float, lat: float) -> tuple[str, str]:
    def join(angle: float) -> str:
        degrees, minutes, seconds = parts(angle)
        return f"{degrees}{minutes:02}{seconds:04.1f}"

    return join(lon), join(lat)


SPELLINGS = (
    "{d}°{m}′{s}″", "{d}度{m}分{s}秒", "{d} {m} {s}", "{d}°{m}'{s}\"", "{d}:{m}:{s}", "{d}-{m}-{s}",
    "{d}º{m}’{s}”",
)  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def spelled(random: Random) -> Write:
    def write(lon: float, lat: float) -> tuple[str, str]:
        form = random.choice(SPELLINGS)
        east, north = (form.format(d=d, m=m, s=s) for d, m, s in map(parts, (lon, lat)))
        if random.random() < 0.2:
            east, north = east.translate(FULL_WIDTH), north.translate(FULL_WIDTH)
        return (f"东经{east}", f"{north}N") if random.random() < 0.3 else (east, north)

    return write


def in_one_cell(lon: float, lat: float) -> tuple[str, str]:
    return f"{lon:.6f},{lat:.6f}", ""


@dataclass
class Maker:
    """Makes ledgers over the same counties from one stream of random numbers."""

    random: Random
    areas: Sequence[tuple[str, shapely.Polygon]]
    made: int = 0

    def spots(self, count: int) -> list[tuple[str, Spot]]:
        """Places spread evenly over the counties, with the county of each."""
        found: list[tuple[str, Spot]] = []
        while len(found) < count:
            name, area = self.random.choice(self.areas)
            west, south, east, north = area.bounds
            spot = (round(self.random.uniform(west, east), 6), round(self.random.uniform(south, north), 6))
            if shapely.contains_xy(area, *spot):
                found.append((name, spot))
        return found

    def case(self, title: str, clear: bool, headers: str, write: Write, count: int, metres: float = 1.0) -> Case:
        """A ledger written in one way; with 县 among the headers each row names its county."""
        names = tuple(headers.split(","))
        return Case(title, clear, ("名称", *names), tuple(self._rows(names, write, count)), metres)

    def _rows(self, headers: tuple[str, ...], write: Write, count: int) -> list[Row]:
        rows = []
        for county, spot in self.spots(count):
            self.made += 1
            cells = (*write(*spot), county) if "县" in headers else write(*spot)
            rows.append(Row(f"点{self.made}", (f"点{self.made}", *cells), spot))
        return rows

    def mixed(self, title: str, clear: bool, headers: str, ways: Sequence[tuple[str, Write]], count: int) -> Case:
        """A ledger whose rows are written in several ways; the label of each is its last cell where asked for."""
        names = tuple(headers.split(","))
        rows = []
        for row in self._rows(tuple(name for name in names if name != "坐标系"), degrees(), count):
            label, write = self.random.choice(ways)
            assert row.truth is not None
            cells = (row.name, *write(*row.truth), *row.cells[3:])
            rows.append(Row(row.name, (*cells, label) if "坐标系" in names else cells, row.truth))
        return Case(title, clear, ("名称", *names), tuple(rows))


def cases(frame: geopandas.GeoDataFrame) -> list[Case]:
    """All ledgers of the set."""
    below = frame[frame["code"].str.len() == 6]
    areas = [(name, max(shapely.get_parts(area), key=lambda part: part.area))
             for name, area in zip(below["name"], below.geometry, strict=True)]  # fmt: skip
    maker = Maker(Random(SEED), areas)
    return [*_clear(maker), *_doubtful(maker)]


def _clear(maker: Maker) -> list[Case]:
    ways = [("GCJ-02", gcj), ("BD09", bd), ("CGCS2000", degrees()), ("WGS84", degrees())]
    return [
        maker.case("高德坐标,未注明,写有县名", True, "经度,纬度,县", gcj, 500),
        maker.case("百度坐标,未注明,写有县名", True, "经度,纬度,县", bd, 400),
        maker.case("CGCS2000,未注明,写有县名", True, "经度,纬度,县", degrees(), 500),
        maker.case("表头写明百度", True, "百度经度,百度纬度", bd, 150),
        maker.case("表头写明高德", True, "经度(高德),纬度(高德)", gcj, 150),
        maker.case("表头写明 GPS", True, "GPS经度,GPS纬度", degrees(), 150),
        maker.mixed("每行写明坐标系", True, "经度,纬度,坐标系", ways, 200),
        maker.case("度分秒,各种写法", True, "东经,北纬", spelled(maker.random), 250, 5),
        maker.case("经纬度写反", True, "经度(WGS84),纬度(WGS84)", turned(degrees()), 150),
        maker.case("丢失或多出负号,写有县名", True, "经度(GPS),纬度(GPS),县", signed, 60),
        maker.case("度分秒连写成小数,写有县名", True, "经度,纬度,县", packed, 200, 40),
        maker.case("度分秒连写成整数,写有县名", True, "经度,纬度,县", digits, 100, 5),
        maker.case("两个数在一格", True, "经度(GPS),纬度(GPS)", in_one_cell, 100),
        maker.case("三度带平面,带带号", True, "X坐标(CGCS2000),Y坐标(CGCS2000)", plane(4522), 150),
        maker.case("六度带平面,带带号,北向在前", True, "X坐标(CGCS2000),Y坐标(CGCS2000)", six_degrees, 100),
        maker.case("平面,无带号,写有县名", True, "X坐标(CGCS2000),Y坐标(CGCS2000),县", plane(4543), 150),
        maker.case("只写到小数点后两位", True, "经度,纬度", degrees(2), 50, 900),
        maker.case(
            "高德四位小数,末尾的零被表格略去,写有县名",
            True,
            "经度,纬度,县",
            trimmed(shifted(to_gcj02, 4)),
            600,
            12,
        ),
    ]


def _doubtful(maker: Maker) -> list[Case]:
    ways = [("", gcj), ("", bd), ("", degrees())]
    nowhere = [("0", "0"), ("", "24.9"), ("-73.9", "40.7"), ("102.4", "200"), ("不详", "待补")]
    return [
        maker.case("高德坐标,无任何线索", False, "经度,纬度", gcj, 80),
        maker.case("百度坐标,无任何线索", False, "经度,纬度", bd, 80),
        maker.case("CGCS2000,无任何线索", False, "经度,纬度", degrees(), 80),
        maker.mixed("三种混写,未注明,写有县名", False, "经度,纬度,县", ways, 300),
        maker.case("表头写明 CGCS2000,实为高德", False, "经度(CGCS2000),纬度(CGCS2000),县", gcj, 300),
        maker.case("平面,未注明坐标系", False, "X坐标,Y坐标,县", plane(4522), 80),
        maker.case("平面,无带号,无县名", False, "X坐标(CGCS2000),Y坐标(CGCS2000)", plane(4543), 60),
        maker.case("西安 1980 平面", False, "X坐标(西安80),Y坐标(西安80),县", plane(4522, 17, 98), 60),
        maker.case("北京 1954 平面", False, "X坐标(北京54),Y坐标(北京54),县", plane(4522, -45, 14), 60),
        maker.case("带负号,无县名(多半在国外)", False, "经度(GPS),纬度(GPS)", signed, 30),
        Case(
            "零、缺一半、境外、看不懂",
            False,
            ("名称", "经度", "纬度"),
            tuple(Row(f"空{n}", (f"空{n}", *nowhere[n % 5]), None) for n in range(30)),
        ),
    ]

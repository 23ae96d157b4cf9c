"""Corners of an outline in a table or a text: degrees or metres of a plane, in either order, one corner a line."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from geo_app.errors import BadInput
from geo_app.geo.coordinates import Angle, Doubt, Trouble, place_at, read_angle, read_angles
from geo_app.ingest.cells import plain
from geo_app.ingest.sheets import Cells

_PLACE = re.compile(r"经度|纬度|坐标|东经|北纬|^[xyne]$|^x\(|^y\(|^lo?n|^lat", re.IGNORECASE)
_RING = re.compile(r"圈号|环号|地块|宗地|图斑|部件|^ring|^part|^parcel", re.IGNORECASE)
_BETWEEN = re.compile(
    _PLACE.pattern + "|" + _RING.pattern + r"|面积|周长|合计|备注|说明|点号|制[图表]|^\[", re.IGNORECASE
)
_SAID = re.compile(r"\s*(坐标系|几度分带|带号)\s*[==]\s*(\S+)\s*")
PARCEL_END = "@"  # of the line that begins a parcel in the coordinate text of the land ministry
NORTHINGS, EASTINGS = (700_000, 6_000_000), ((100_000, 900_000), (12_000_000, 47_000_000))


@dataclass(frozen=True)
class Corners:
    """Rings of corners, x (longitude or easting) first. `said` is what a ministry text states of its system."""

    rings: tuple[tuple[tuple[float, float], ...], ...]
    in_degrees: bool
    said: dict[str, str] = field(default_factory=dict)


def read_corners(lines: Iterable[Cells]) -> Corners:
    """The rings of a table. A new ring begins where a ring closes, a parcel or ring column changes, or after an
    empty line. Raises BadInput naming the line that is no corner.

    >>> read_corners([["J1", "2755000", "500000"], ["J2", "2755000", "500100"]]).rings
    (((500000.0, 2755000.0), (500100.0, 2755000.0)),)
    """
    table = [_cells(line) for line in lines]
    said = {found[1]: found[2] for cells in table for cell in cells if (found := _SAID.fullmatch(cell))}
    columns = _columns(table)
    keys = _ring_columns(table, columns, bool(said))
    rings: list[list[tuple[float, float]]] = [[]]
    key: tuple[str, ...] = ()
    kinds: set[bool] = set()
    for number, cells in enumerate(table, 1):
        corner = _corner(cells, columns)
        if corner is None:
            if rings[-1] and _looks_like_one(cells):
                raise BadInput(
                    f"第 {number} 行不是坐标：{' '.join(cells)[:60]}", "请每行写一个角点：经度 纬度，或 X Y"
                )
            rings.append([])
            continue
        here = tuple(cells[at] for at in keys if at < len(cells) and cells[at])
        if (here and key and here != key) or _closes(rings[-1]):
            rings.append([])
        key = here or key
        kinds.add(corner[2])
        rings[-1].append(corner[:2])
    if not kinds:
        raise BadInput("没有找到角点坐标", "请每行写一个角点：经度 纬度，或平面坐标 X Y")
    if len(kinds) > 1:
        raise BadInput("经纬度和平面坐标混在一起", "请统一为一种坐标")
    return Corners(tuple(tuple(ring) for ring in rings if ring), kinds.pop(), said)


def _cells(line: Cells) -> list[str]:
    """The texts of a line; a text without separators is cut at its spaces unless it has degrees and minutes."""
    cells = [plain(cell) for cell in line]
    if len([cell for cell in cells if cell]) == 1 and not re.search(r"[°度'′]", cells[0]):
        return cells[0].split()
    return cells


def _columns(table: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The two columns of the coordinates: those with such headers, otherwise those that are corners most often."""
    named = next((found for cells in table if len(found := _named(cells, _PLACE)) > 1), None)
    width = range(max((len(cells) for cells in table), default=0))
    votes = Counter(
        pair
        for pair in combinations(named or width, 2)
        for cells in table
        if max(pair) < len(cells) and _pair(_number(cells[pair[0]]), _number(cells[pair[1]]))
    )
    best = votes.most_common(1)
    return best[0][0] if best else ()


def _ring_columns(table: Sequence[Sequence[str]], columns: tuple[int, ...], ministry: bool) -> tuple[int, ...]:
    if ministry:  # J1,1,x,y: the ring stands second
        return (1,)
    found = next((found for cells in table if (found := _named(cells, _RING)) and not _corner(cells, columns)), [])
    return tuple(at for at in found if at not in columns)


def _named(cells: Sequence[str], what: re.Pattern[str]) -> list[int]:
    return [at for at, cell in enumerate(cells) if len(cell) <= 20 and what.search(cell) and _number(cell) is None]


def _corner(cells: Sequence[str], columns: tuple[int, ...]) -> tuple[float, float, bool] | None:
    """Easting, northing and whether they are degrees; None where the line holds no corner."""
    if cells and cells[-1] == PARCEL_END:
        return None
    if columns and max(columns) < len(cells):
        return _pair(_number(cells[columns[0]]), _number(cells[columns[1]]))
    angles = read_angles(" ".join(cells))
    return None if isinstance(angles, Trouble) else _pair(angles[0].degrees, angles[1].degrees)


def _looks_like_one(cells: Sequence[str]) -> bool:
    """Whether a corner may have been meant: a ring must not fall apart at a line that somebody filled in badly."""
    said = [cell for cell in cells if cell]
    return bool(said) and said[-1] != PARCEL_END and not any(_BETWEEN.search(cell) for cell in said)


def _pair(a: float | None, b: float | None) -> tuple[float, float, bool] | None:
    """In China no longitude is a latitude and no easting a northing, so their order is free."""
    if a is None or b is None:
        return None
    place = place_at(a, b)
    degrees = place.proposal if isinstance(place, Doubt) else place
    if degrees:
        return (*degrees, True)
    if _is_north(b) and _is_east(a):
        return a, b, False
    return (b, a, False) if _is_north(a) and _is_east(b) else None


def _is_north(value: float) -> bool:
    return NORTHINGS[0] <= value <= NORTHINGS[1]


def _is_east(value: float) -> bool:
    return any(low <= value <= high for low, high in EASTINGS)


def _number(cell: str) -> float | None:
    angle = read_angle(cell)
    return angle.degrees if isinstance(angle, Angle) else None


def _closes(ring: Sequence[tuple[float, float]]) -> bool:
    return len(ring) > 3 and ring[0] == ring[-1]

"""Hot spots: squares of ground where more happened, with those around, than chance explains (Getis-Ord Gi*)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Integer, String, TableValuedAlias, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.reckoning.tables import rules

Numbers = NDArray[np.float64]
CELL = ("across", "up", "sites", "findings", "accidents", "shape")
REPEAT = ("site_id", "name", "kind", "colour", "findings", "accidents", "last_on")


@dataclass(frozen=True)
class Asked:
    """Which layers stand for the ground, between which days, below which division."""

    kinds: Sequence[str]
    since: date
    until: date
    bounds: tuple[int, int]


@dataclass(frozen=True)
class Cell:
    """A square with what happened there; `z` is its Gi*, `shape` GeoJSON."""

    sites: int
    findings: int
    accidents: int
    z: float
    p: float
    shape: str


@dataclass(frozen=True)
class Repeat:
    """A site where it happened again and again."""

    site_id: int
    name: str
    kind: str
    colour: str | None
    findings: int
    accidents: int
    last_on: date


@dataclass(frozen=True)
class Found:
    """The hot squares, hottest first, among how many; `fault` says why there is no answer."""

    cells: list[Cell]
    among: int
    fault: str
    fault_en: str


def gi_star(values: Numbers, places: NDArray[np.int64]) -> tuple[Numbers, Numbers, Numbers]:
    """Gi* of each cell, its one-sided p by the normal approximation, and the sum that it is made of.

    Binary weights: the cell itself and its eight neighbours (Ord and Getis 1995, formula 14). `places`: column and
    row of each cell, shape (n, 2).

    >>> z, p, sums = gi_star(np.array([9.0, 0, 0, 0]), np.array([[0, 0], [5, 5], [9, 9], [20, 0]]))
    >>> round(float(z[0]), 3)
    1.732
    """
    index = {(int(col), int(row)): n for n, (col, row) in enumerate(places)}
    around = [(col, row) for col in (-1, 0, 1) for row in (-1, 0, 1)]
    n, sums, weights = len(values), np.zeros(len(values)), np.zeros(len(values))
    for (col, row), mine in index.items():
        near = [index[at] for dx, dy in around if (at := (col + dx, row + dy)) in index]
        sums[mine], weights[mine] = values[near].sum(), len(near)
    spread = values.std() * np.sqrt((n * weights - weights**2) / (n - 1))
    z = (sums - values.mean() * weights) / np.where(spread > 0, spread, np.inf)
    return z, np.array([math.erfc(each / math.sqrt(2)) / 2 for each in z]), sums


def significant(p: Numbers, level: float) -> NDArray[np.bool_]:
    """Which of many tests stand when so large a share of false ones is tolerated (Benjamini and Hochberg 1995).

    >>> significant(np.array([0.01, 0.04, 0.03, 0.5]), 0.05).tolist()
    [True, False, False, False]
    """
    order = np.argsort(p)
    passed = p[order] <= level * np.arange(1, len(p) + 1) / len(p)
    last = int(np.flatnonzero(passed)[-1]) + 1 if passed.any() else 0
    answer = np.zeros(len(p), dtype=bool)
    answer[order[:last]] = True
    return answer


def hot_spots(session: Session, asked: Asked) -> Found:
    """The squares that are hot between two days."""
    cells = session.execute(select(_cells(session, asked))).all()
    values = np.array([row.findings + row.accidents for row in cells], dtype=float)
    least = int(_number("least_cells"))
    if len(cells) < least:
        few = f"有点位的方格只有 {len(cells)} 个，不足 {least} 个，不作热点分析"
        return Found([], len(cells), few, f"Only {len(cells)} squares hold sites, not {least}: not analysed")
    if not values.std():
        even = "这段时间没有隐患和事故，或各处一样多，不作热点分析"
        return Found([], len(cells), even, "Nothing happened, or as much everywhere: not analysed")
    z, p, sums = gi_star(values, np.array([(row.across, row.up) for row in cells]))
    hot = significant(p, _number("significance")) & (sums >= _number("repeats"))
    found = [
        Cell(row.sites, row.findings, row.accidents, float(z[n]), float(p[n]), row.shape)
        for n, row in enumerate(cells)
        if hot[n]
    ]
    return Found(sorted(found, key=lambda cell: -cell.z), len(cells), "", "")


def repeats(session: Session, asked: Asked) -> list[Repeat]:
    """Sites with more than one hidden danger, or accidents near, most first."""
    found = func.repeat_sites(
        asked.since, asked.until, int(_number("repeats")), _number("repeat_m"), *asked.bounds
    )
    rows = session.execute(select(found.table_valued(*map(sql_column, REPEAT))))
    return [Repeat(**row._mapping) for row in rows]


def _cells(session: Session, asked: Asked) -> TableValuedAlias:
    kinds = cast(list(asked.kinds), ARRAY(String))
    found = func.danger_cells(
        _number("cell_m"), _middle(session, asked.bounds), asked.since, asked.until, kinds, *asked.bounds
    )
    numbers = (sql_column(name, Integer) for name in CELL[:-1])
    return found.table_valued(*numbers, sql_column("shape", String))


def _middle(session: Session, bounds: tuple[int, int]) -> float:
    """The longitude in the middle of what lies below a division: it chooses the plane."""
    box = func.st_extent(Division.geom)
    ends = select(func.st_xmin(box), func.st_xmax(box)).where(Division.id.between(*bounds))
    west, east = session.execute(ends).one()
    return (west + east) / 2 if west is not None else 105.0


def _number(name: str) -> float:
    return float(rules("situation/numbers")[name].number)

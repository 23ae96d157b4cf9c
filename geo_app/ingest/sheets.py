"""What every reader gives: sheets of a ledger, each a stream of rows under one line of headers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

Cells = Sequence[object]


class Row(NamedTuple):
    """One line of a sheet. `number` is as the person counts in the file, 1 = first line or first feature.
    `geometry` is None where the file has none, and false where it has one that cannot be read."""

    number: int
    cells: Cells
    geometry: BaseGeometry | bool | None = None


@dataclass(frozen=True)
class Sheet:
    """One table of a ledger. `skipped` says why a sheet is passed over; its rows are then not read."""

    name: str
    header_row: int = 0  # 0: the names of the columns come from the file format
    headers: tuple[str, ...] = ()
    rows: Callable[[], Iterator[Row]] = field(default=lambda: iter(()), repr=False)
    crs: str = ""  # of the geometries; empty where there are none
    skipped: str = ""
    notes: tuple[str, ...] = ()

    @property
    def has_geometry(self) -> bool:
        return bool(self.crs)


@dataclass(frozen=True)
class Grid:
    """A sheet before its header line is found: lines of cells."""

    name: str
    lines: Callable[[], Iterable[Cells]] = field(repr=False)
    notes: tuple[str, ...] = ()
    hidden: bool = False

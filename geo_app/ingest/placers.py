"""Where a row of a table is: from a longitude and a latitude column, or from one column with both."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from geo_app.geo.coordinates import Trouble
from geo_app.ingest.cells import Fault, is_missing, plain
from geo_app.ingest.headers import Column
from geo_app.ingest.sheets import Cells
from geo_app.ingest.statements import stated_datum
from geo_app.ingest.written import Written, read_written, read_written_pair, unreadable_as_place

Placer = Callable[[Cells], Written | Fault | None]


def placer_of(by_target: Mapping[str, Sequence[Column]]) -> tuple[Placer | None, tuple[int, ...]]:
    """How a row's place is read: from two columns, or from one with both numbers."""
    datum = by_target.get("place.datum")
    said = partial(_said, datum[0].index) if datum else None
    east, north = by_target.get("place.longitude"), by_target.get("place.latitude")
    if east and north:
        indices = (east[0].index, north[0].index)
        return partial(_from_two, *indices, said), indices
    for target, latitude_first in (("place.lonlat", False), ("place.latlon", True)):
        both = by_target.get(target)
        if both:
            return partial(_from_one, both[0].index, latitude_first, said), (both[0].index,)
    return None, ()


def _from_two(east: int, north: int, said: Callable[[Cells], str] | None, cells: Cells) -> Written | Fault | None:
    longitude, latitude = _cell(cells, east), _cell(cells, north)
    if is_missing(plain(longitude)) and is_missing(plain(latitude)):
        return None
    return _judged(read_written(longitude, latitude), said(cells) if said else "")


def _from_one(
    both: int, latitude_first: bool, said: Callable[[Cells], str] | None, cells: Cells
) -> Written | Fault | None:
    cell = _cell(cells, both)
    if is_missing(plain(cell)):
        return None
    return _judged(read_written_pair(cell, latitude_first), said(cells) if said else "")


def _judged(written: Written | Trouble, datum: str) -> Written | Fault:
    if isinstance(written, Trouble):
        return Fault("half_place" if written is Trouble.MISSING else written.value)  # one of the two numbers
    trouble = unreadable_as_place(written)
    if trouble:
        return Fault(trouble.value)
    return written._replace(datum=datum) if datum else written


def _said(index: int, cells: Cells) -> str:
    """The datum that the row's own cell names."""
    return stated_datum(plain(_cell(cells, index)))


def _cell(cells: Cells, index: int) -> object:
    return cells[index] if index < len(cells) else None

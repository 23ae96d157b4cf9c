"""Where a row of a table is: from a longitude and a latitude column, or from one column with both."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from geo_app.geo.coordinates import Doubt, Place, Trouble, read_pair, read_place
from geo_app.ingest.cells import Fault, is_missing, plain
from geo_app.ingest.headers import Column
from geo_app.ingest.shapes import place_fault
from geo_app.ingest.sheets import Cells

Placer = Callable[[Cells], Place | Fault | None]


def placer_of(by_target: Mapping[str, Sequence[Column]]) -> tuple[Placer | None, tuple[int, ...]]:
    """How a row's place is read: from two columns, or from one with both numbers."""
    east, north = by_target.get("place.longitude"), by_target.get("place.latitude")
    if east and north:
        indices = (east[0].index, north[0].index)
        return partial(_from_two, *indices), indices
    for target, latitude_first in (("place.lonlat", False), ("place.latlon", True)):
        both = by_target.get(target)
        if both:
            return partial(_from_one, both[0].index, latitude_first), (both[0].index,)
    return None, ()


def _from_two(east: int, north: int, cells: Cells) -> Place | Fault | None:
    longitude, latitude = _cell(cells, east), _cell(cells, north)
    if is_missing(plain(longitude)) and is_missing(plain(latitude)):
        return None
    return _place_or_fault(read_place(longitude, latitude))


def _from_one(both: int, latitude_first: bool, cells: Cells) -> Place | Fault | None:
    cell = _cell(cells, both)
    return None if is_missing(plain(cell)) else _place_or_fault(read_pair(cell, latitude_first))


def _place_or_fault(place: Place | Doubt) -> Place | Fault:
    if isinstance(place, Doubt):
        half = place.trouble is Trouble.MISSING  # one of the two numbers
        return Fault("half_place") if half else place_fault(place)
    return place


def _cell(cells: Cells, index: int) -> object:
    return cells[index] if index < len(cells) else None

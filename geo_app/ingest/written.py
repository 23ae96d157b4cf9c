"""The two numbers of a place as a ledger writes them, before anybody says what they mean."""

from typing import NamedTuple

from geo_app.geo.coordinates import Angle, Place, Trouble, place_at, read_angle, read_angles
from geo_app.geo.coordinates import Doubt as Unplaced

_METRES = 10_000.0  # a number this large is no angle in degrees


class Written(NamedTuple):
    """Two numbers as written; `x` stands where the longitude is expected. `decimals` is how finely they are
    written (-1: in degrees, minutes and seconds), `datum` what the row itself states."""

    x: float
    y: float
    decimals: int = 0
    datum: str = ""

    @property
    def plainly(self) -> Place | None:
        """The place in China that the numbers name just as they stand."""
        place = place_at(self.x, self.y)
        return None if isinstance(place, Unplaced) else place

    @property
    def is_angle(self) -> bool:
        """Whether the numbers may be angles."""
        return abs(self.x) <= 180 and abs(self.y) <= 180

    @property
    def text(self) -> str:
        return f"{_spelled(self.x)},{_spelled(self.y)}"


def read_written(longitude: object, latitude: object) -> Written | Trouble:
    """The two numbers of two cells, which may also hold both in one.

    >>> read_written("102.48", 24.92), read_written("102°28′48″", "24°55′12″")
    (Written(x=102.48, y=24.92, decimals=2, datum=''), Written(x=102.48, y=24.92, decimals=-1, datum=''))
    >>> read_written("102.48,24.92", ""), read_written("北纬24.92", "东经102.48").x, read_written("", "")
    (Written(x=102.48, y=24.92, decimals=2, datum=''), 102.48, <Trouble.MISSING: 'no_place'>)
    >>> read_written("102.48,24.92", "24.95")
    <Trouble.TWO_NUMBERS: 'two_coordinates'>
    """
    east, north = read_angle(longitude), read_angle(latitude)
    if east is Trouble.TWO_NUMBERS or north is Trouble.TWO_NUMBERS:
        return _both_in_one(longitude, latitude)
    if isinstance(east, Trouble):
        return north if east is Trouble.MISSING and isinstance(north, Trouble) else east
    return north if isinstance(north, Trouble) else _written(east, north)


def read_written_pair(cell: object, latitude_first: bool = False) -> Written | Trouble:
    """The two numbers of one cell: longitude first unless the text or the caller says otherwise.

    >>> read_written_pair("N24°55′12″ E102°28′48″").x, read_written_pair("24.92, 102.48", latitude_first=True).x
    (102.48, 102.48)
    """
    angles = read_angles(cell)
    if isinstance(angles, Trouble):
        return angles
    first, second = angles
    unnamed = first.axis is None and second.axis is None
    return _written(second, first) if latitude_first and unnamed else _written(first, second)


def unreadable_as_place(written: Written) -> Trouble | None:
    """Why two numbers cannot mean any place in China, however they are read.

    >>> unreadable_as_place(Written(24.92, 102.48)), unreadable_as_place(Written(0, 0)).value
    (None, 'zero_coordinate')
    """
    x, y = abs(written.x), abs(written.y)
    if max(x, y) > _METRES:
        return None if min(x, y) > _METRES else Trouble.RANGE
    place, unsigned = place_at(written.x, written.y), place_at(x, y)
    if not isinstance(place, Unplaced) or not isinstance(unsigned, Unplaced):
        return None
    return None if place.proposal or unsigned.proposal else place.trouble


def _both_in_one(longitude: object, latitude: object) -> Written | Trouble:
    """Both numbers in one cell, while the other is empty or says one of them again."""
    pairs = [read_angles(cell) for cell in (longitude, latitude)]
    others = [read_angle(cell) for cell in (latitude, longitude)]
    for pair, other in zip(pairs, others, strict=True):
        if isinstance(pair, Trouble):
            continue
        again = isinstance(other, Angle) and other.degrees in [angle.degrees for angle in pair]
        if other is Trouble.MISSING or again or (other is Trouble.TWO_NUMBERS and pairs[0] == pairs[1]):
            return _written(*pair)
    return Trouble.TWO_NUMBERS


def _written(first: Angle, second: Angle) -> Written:
    if first.axis == "latitude" or second.axis == "longitude":
        first, second = second, first
    spelled = first.decimals < 0 or second.decimals < 0
    return Written(first.degrees, second.degrees, -1 if spelled else max(first.decimals, second.decimals))


def _spelled(number: float) -> str:
    return f"{number:.15g}"

"""Places as people write them in ledgers, and what makes one doubtful. Nothing is ever moved or guessed here."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

# The national territory, South China Sea included, rounded outwards to whole degrees. Longitudes and latitudes do
# not overlap in it: a swapped pair always shows.
WEST, SOUTH, EAST, NORTH = 73.0, 3.0, 136.0, 54.0

Axis = Literal["longitude", "latitude"]
Place = tuple[float, float]  # longitude, latitude in degrees


class Trouble(StrEnum):
    """Why a place is doubtful; the words for the person are in the table of issues."""

    MISSING = "no_place"
    UNREADABLE = "bad_coordinate"
    TWO_NUMBERS = "two_coordinates"
    ZERO = "zero_coordinate"
    RANGE = "out_of_range"
    PLANE = "plane_coordinate"
    SWAPPED = "swapped"
    OUTSIDE = "outside_china"


@dataclass(frozen=True)
class Doubt:
    """A place that must not go on the map as it is, and the reading that would make sense, if there is one."""

    trouble: Trouble
    proposal: Place | None = None


@dataclass(frozen=True)
class Angle:
    """Degrees, the axis where the text names it (东经, N …), and how many decimals it has (-1: minutes)."""

    degrees: float
    axis: Axis | None = None
    decimals: int = field(default=0, repr=False, compare=False)


_AXES: dict[str, tuple[Axis, int]] = {
    "东经": ("longitude", 1),
    "西经": ("longitude", -1),
    "北纬": ("latitude", 1),
    "南纬": ("latitude", -1),
    "E": ("longitude", 1),
    "W": ("longitude", -1),
    "N": ("latitude", 1),
    "S": ("latitude", -1),
    "东": ("longitude", 1),
    "西": ("longitude", -1),
    "北": ("latitude", 1),
    "南": ("latitude", -1),
}
# before NFKC, which would take ″ apart and turn º into a letter
_MARKS = str.maketrans(
    {"º": "°", "˚": "°", "度": "°", "′": "'", "‘": "'", "’": "'", "´": "'", "`": "'", "分": "'"}
    | {"″": '"', "“": '"', "”": '"', "秒": '"', "−": "-", "–": "-", "－": "-", "—": "-", "﹣": "-"}
    | {"，": ",", "、": ",", "；": ";", "。": ".", "：": ":"}
)
_WORD = "东经|西经|北纬|南纬|[EWNS东西南北]"
_NUMBER = r"\d+(?:\.\d*)?"
_ANGLE = re.compile(
    rf"(?P<before>{_WORD})?\s*:?\s*(?P<sign>[+-]?)\s*(?P<d>{_NUMBER})"
    rf"(?:\s*[°:]\s*(?:(?P<m>{_NUMBER})\s*(?:[':]\s*(?:(?P<s>{_NUMBER})\s*(?:\"|'')?)?)?)?)?"
    rf"\s*(?P<after>{_WORD})?"
)
_SPACED = re.compile(
    rf"(?P<before>{_WORD})?\s*(?P<sign>[+-]?)(?P<d>\d{{1,3}})(?P<gap> +|-|\.(?=\d\d\.\d\d))"
    rf"(?P<m>\d{{1,2}})(?P=gap)(?P<s>\d{{1,2}}(?:\.\d*)?)\s*(?P<after>{_WORD})?"
)
_BETWEEN = re.compile(r"(?:[\s,;/|()\[\]]|POINT|LON|LNG|LAT)*", re.IGNORECASE)


def read_angle(cell: object) -> Angle | Trouble:
    """One longitude or latitude, in decimal degrees or degrees, minutes and seconds.

    >>> read_angle("东经102°28′48″")
    Angle(degrees=102.48, axis='longitude')
    >>> read_angle("１０２．４８，").degrees, read_angle("24度55分12秒").degrees, read_angle("−0.5").degrees
    (102.48, 24.92, -0.5)
    >>> [read_angle(text).degrees for text in ("102 28 48", "102-28-48", "102.28.48")]
    [102.48, 102.48, 102.48]
    >>> read_angle("102.48,24.92")
    <Trouble.TWO_NUMBERS: 'two_coordinates'>
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return Angle(float(cell), None, _decimals(repr(cell))) if math.isfinite(cell) else Trouble.UNREADABLE
    text = _plain(cell)
    if not text:
        return Trouble.MISSING
    whole = _ANGLE.fullmatch(text) or _SPACED.fullmatch(text)
    if whole:
        return _angle(whole) or Trouble.UNREADABLE
    return Trouble.UNREADABLE if isinstance(read_angles(text), Trouble) else Trouble.TWO_NUMBERS


def read_angles(cell: object) -> tuple[Angle, Angle] | Trouble:
    """Two angles in one cell, in the order in which they are written.

    >>> [angle.degrees for angle in read_angles("北纬24°55′12″ 东经102°28′48″")]
    [24.92, 102.48]
    >>> read_angles("安宁市连然街道")
    <Trouble.UNREADABLE: 'bad_coordinate'>
    """
    text = _plain(cell)
    if not text:
        return Trouble.MISSING
    found = list(_ANGLE.finditer(text))
    if len(found) != 2 or not _BETWEEN.fullmatch(_ANGLE.sub(" ", text)):
        return Trouble.UNREADABLE
    first, second = _angle(found[0]), _angle(found[1])
    return (first, second) if first and second else Trouble.UNREADABLE


def place_at(longitude: float, latitude: float) -> Place | Doubt:
    """A place in China, or what is wrong with it.

    >>> place_at(102.48, 24.92)
    (102.48, 24.92)
    >>> place_at(0, 0).trouble, place_at(102.4, 200).trouble, place_at(34512345.6, 2765432.1).trouble
    (<Trouble.ZERO: 'zero_coordinate'>, <Trouble.RANGE: 'out_of_range'>, <Trouble.PLANE: 'plane_coordinate'>)
    """
    if WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH:
        return (longitude, latitude)
    if longitude == 0 and latitude == 0:
        return Doubt(Trouble.ZERO)
    if WEST <= latitude <= EAST and SOUTH <= longitude <= NORTH:
        return Doubt(Trouble.SWAPPED, (latitude, longitude))
    if max(abs(longitude), abs(latitude)) > 10_000:  # metres of a plane grid
        return Doubt(Trouble.PLANE)
    if abs(longitude) > 180 or abs(latitude) > 90:
        return Doubt(Trouble.RANGE)
    return Doubt(Trouble.OUTSIDE)


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell).replace("经度", "东经").replace("纬度", "北纬")
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).replace("\u200b", "").replace("\ufeff", "")
    return text.strip(" \t\r\n,;").upper()


def _angle(found: re.Match[str]) -> Angle | None:
    part = found.groupdict()
    degrees, minutes, seconds = float(part["d"]), float(part["m"] or 0), float(part["s"] or 0)
    if (part["m"] and not degrees.is_integer()) or (part["s"] and not minutes.is_integer()):
        return None
    if minutes >= 60 or seconds >= 60:
        return None
    word = part.get("before") or part.get("after")
    axis, sign = _AXES[word] if word else (None, 1)
    if part["sign"] == "-":
        sign = -sign
    decimals = -1 if part["m"] else _decimals(part["d"])
    return Angle(sign * round(degrees + minutes / 60 + seconds / 3600, 12), axis, decimals)


def _decimals(number: str) -> int:
    _, _, rest = number.partition(".")
    return 12 if "e" in rest else len(rest.rstrip("0"))

"""Rows of one ledger that mean the same site: the same code, or without one the same name at the same place."""

from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo_app.geo.coordinates import Place
from geo_app.ingest.checks import CheckedRow
from geo_app.ingest.issues import RowIssue
from geo_app.reckoning.words import say

NEAR_M = 50.0  # the same distance as in match_staged
_CELL = 0.001  # degrees: wider than NEAR_M at every latitude of China, so that neighbours suffice
_ELLIPSOID = Geod(ellps="GRS80")
Line = tuple[str, int]  # sheet and row


class Repeats:
    """What was seen so far in one ledger."""

    def __init__(self) -> None:
        self._codes: dict[str, Line] = {}
        self._places: dict[tuple[str, int, int], list[tuple[Place, Line]]] = {}

    def issues(self, row: CheckedRow) -> list[RowIssue]:
        """The issue of a row that repeats an earlier one; a blocked row is not remembered."""
        if row.blocked:
            return []
        code, name, line = row.values.get("code"), str(row.values.get("name", "")), (row.sheet, row.number)
        if code is not None:
            first = self._codes.setdefault(str(code), line)
            return [] if first == line else [_issue(row, "duplicate_code", str(code), first)]
        if row.place is None:
            return []
        place = _centre(row.place)
        near = self._near(name, place)
        if near:
            return [_issue(row, "duplicate_place", name, near)]
        self._places.setdefault((name, *_cell(place)), []).append((place, line))
        return []

    def _near(self, name: str, place: Place) -> Line | None:
        column, row = _cell(place)
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                for other, line in self._places.get((name, x, y), ()):
                    if _ELLIPSOID.inv(*place, *other)[2] <= NEAR_M:
                        return line
        return None


def _cell(place: Place) -> tuple[int, int]:
    return int(place[0] // _CELL), int(place[1] // _CELL)


def _centre(place: Place | BaseGeometry) -> Place:
    if isinstance(place, tuple):
        return place
    centre = place.centroid
    return (centre.x, centre.y)


def _issue(row: CheckedRow, code: str, value: str, first: Line) -> RowIssue:
    sheet, line = first
    place = {"row": line} if sheet == row.sheet else {"row": line, "sheet": sheet}
    where = say("row_of_sheet" if sheet == row.sheet else "row_of_other_sheet", **place)
    return RowIssue(
        row.sheet, row.number, code, value, "code" if code == "duplicate_code" else "name", detail=where
    )

"""Cells of the web map at zoom 30, a few centimetres wide, and their Morton keys: what lies near is near by key:
a window of the map is a few ranges of keys. The database says the same in `sql/020_geometry.sql`."""

import math

KEY_ZOOM = 30
LAST = (1 << KEY_ZOOM) - 1
PIECES = 64  # a window is covered by so many squares at most

Box = tuple[float, float, float, float]
Window = tuple[int, int, int, int]  # columns and rows: left, top, right, bottom
Range = tuple[int, int]


def morton(x: int, y: int) -> int:
    """The bits of a column and a row interleaved: the key of a tile at its zoom.

    >>> morton(3, 0), morton(0, 3), morton(5, 1), morton(LAST, LAST) == 4**KEY_ZOOM - 1
    (5, 10, 19, True)
    """
    return _spread(x) | _spread(y) << 1


def window_of(box: Box) -> Window:
    """The cells that a box of west, south, east, north lies in, with one more on each side.

    >>> left, top, right, bottom = window_of((102.0, 24.0, 102.000001, 24.000001))
    >>> right - left, bottom - top
    (5, 5)
    """
    west, south, east, north = box
    left, top, right, bottom = _column(west), _row(north), _column(east), _row(south)
    return _clamped(left - 1), _clamped(top - 1), _clamped(right + 1), _clamped(bottom + 1)


def ranges_of(window: Window, begin: int = 0) -> list[Range]:
    """The ranges of keys of a window, rising, from a key on; they hold some cells around it too.

    >>> ranges_of((0, 0, LAST, LAST)) == [(0, 4**KEY_ZOOM - 1)]
    True
    >>> ranges_of((2, 0, 3, 1)), ranges_of((1, 0, 2, 0)), ranges_of((1, 0, 2, 0), 2)
    ([(4, 7)], [(1, 1), (4, 4)], [(4, 4)])
    """
    left, top, right, bottom = window
    bits = 0
    while ((right >> bits) - (left >> bits) + 1) * ((bottom >> bits) - (top >> bits) + 1) > PIECES:
        bits += 1
    columns = [_spread(x) for x in range(left >> bits, (right >> bits) + 1)]
    rows = [_spread(y) << 1 for y in range(top >> bits, (bottom >> bits) + 1)]
    found: list[Range] = []
    for key in sorted(x | y for x in columns for y in rows):
        first, last = key << 2 * bits, (key + 1 << 2 * bits) - 1
        if found and found[-1][1] == first - 1:
            first = found.pop()[0]
        found.append((first, last))
    return [(max(first, begin), last) for first, last in found if last >= begin]


def _spread(n: int) -> int:
    """The bits of a number, a zero before each."""
    n = (n | n << 16) & 0x0000FFFF0000FFFF
    n = (n | n << 8) & 0x00FF00FF00FF00FF
    n = (n | n << 4) & 0x0F0F0F0F0F0F0F0F
    n = (n | n << 2) & 0x3333333333333333
    return (n | n << 1) & 0x5555555555555555


def _column(longitude: float) -> int:
    return _clamped(math.floor((longitude + 180) / 360 * (LAST + 1)))


def _row(latitude: float) -> int:
    if abs(latitude) > 89:  # the web map ends before
        return 0 if latitude > 0 else LAST
    return _clamped(math.floor((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * (LAST + 1)))


def _clamped(number: int) -> int:
    return min(max(number, 0), LAST)

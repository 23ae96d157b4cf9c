"""The letters of the map for programs that draw by our style (QGIS, MapLibre elsewhere): 256 of a font at a time,
as fields of distances to their outlines, in the format of Mapbox, drawn from this machine's fonts."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
from numpy.typing import NDArray

from geo_app.ogc.glyph_store import RANGE
from geo_app.papers.typeset import fonts

EM, BORDER, RADIUS, CUTOFF = 24, 3, 8, 0.25  # pixels, and which share of the scale lies within the letter
FINER = 2  # outlines are looked for on a grid so many times finer
BASELINE = 27  # pixels below the upper edge that readers of this format reckon from
FAMILY, BOLD = "Noto Sans CJK SC", 700
FAR = 1e6
Field = NDArray[np.float64]


def main(weight: str, first: int, file: Path) -> None:
    """Draw the letters into a file: it is there when it is whole."""
    draft = file.with_suffix(f".{secrets.token_hex(4)}")
    draft.write_bytes(drawn(_font(weight == "bold"), first))
    draft.replace(file)


def drawn(font: PIL.ImageFont.FreeTypeFont, first: int) -> bytes:
    """256 letters of a font."""
    last = first + RANGE - 1
    letters = b"".join(_field(3, _glyph(font, code)) for code in range(first, last + 1) if _is_letter(code))
    told = _field(1, FAMILY.encode()) + _field(2, f"{first}-{last}".encode()) + letters
    return _field(1, told)


def _font(bold: bool) -> PIL.ImageFont.FreeTypeFont:
    found = next(each for each in fonts().fonts() if each.family == FAMILY and (each.weight == BOLD) == bold)
    return PIL.ImageFont.truetype(str(found.path), EM * FINER, index=found.index)


def _is_letter(code: int) -> bool:
    return chr(code).isprintable() and not 0xD800 <= code <= 0xF8FF


def _glyph(font: PIL.ImageFont.FreeTypeFont, code: int) -> bytes:
    """One letter: its number, its field, where it stands, how far the next one is."""
    text = chr(code)
    advance = round(font.getlength(text) / FINER)
    left, top, right, bottom = (int(side // FINER) for side in font.getbbox(text, anchor="ls"))
    wide, high = (right - left + 1, bottom - top + 1) if text.strip() else (0, 0)
    number = _number(1, code)
    if not wide or not high:
        return number + b"".join(_number(name, 0) for name in (3, 4, 5, 6)) + _number(7, advance)
    size = ((wide + 2 * BORDER) * FINER, (high + 2 * BORDER) * FINER)
    picture = PIL.Image.new("L", size)
    at = ((BORDER - left) * FINER, (BORDER - top) * FINER)
    PIL.ImageDraw.Draw(picture).text(at, text, font=font, fill=255, anchor="ls")
    field = _distances(np.asarray(picture) > 127)
    told = _field(2, field.tobytes()) + _number(3, wide) + _number(4, high)
    return number + told + _number(5, _signed(left)) + _number(6, _signed(-top - BASELINE)) + _number(7, advance)


def _distances(inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How far each pixel lies from the outline, within it bright, as bytes."""
    away = np.sqrt(_nearest(inside)) - np.sqrt(_nearest(~inside))
    middle = away.reshape(inside.shape[0] // FINER, FINER, -1, FINER).mean(axis=(1, 3)) / FINER
    return np.clip(np.rint(255 - 255 * (middle / RADIUS + CUTOFF)), 0, 255).astype(np.uint8)


def _nearest(marked: NDArray[np.bool_]) -> Field:
    """The square of the distance from each pixel to the nearest marked one: along columns, then along rows."""
    field = np.where(marked, 0.0, FAR)
    for _ in range(2):
        steps = np.arange(field.shape[0])
        apart = (steps[:, None] - steps[None, :]) ** 2.0
        field = np.stack([(apart + column[None, :]).min(axis=1) for column in field.T])
    return field


def _field(name: int, content: bytes) -> bytes:
    return bytes(_varint(name << 3 | 2)) + bytes(_varint(len(content))) + content


def _number(name: int, value: int) -> bytes:
    return bytes(_varint(name << 3)) + bytes(_varint(value))


def _signed(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1


def _varint(value: int) -> Iterator[int]:
    """A number of the format protobuf: seven bits a byte, the lowest first.

    >>> bytes(_varint(300))
    b'\\xac\\x02'
    """
    while value > 0x7F:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))

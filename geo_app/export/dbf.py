"""The dBASE table of a Shapefile, laid out column by column: every cell has a fixed width, so that a thousand rows
are one block of bytes. GDAL, which writes the shapes, goes cell by cell and takes ten times as long for a table.

Layout: dBASE III as the Shapefile technical description (ESRI, 1998) takes it up; nulls as GDAL writes them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import numpy
import pyarrow
import pyarrow.compute as pc

from geo_app.errors import BadInput
from geo_app.export.texts import letters
from geo_app.instant import CHINA

MOST_BYTES = 2**31 - 1  # what programs with signed file positions read
NOTHING = {"C": b" ", "N": b"*", "D": b"0"}
WHOLE, REAL, DAY = ("N", 18, 0), ("N", 24, 15), ("D", 8, 0)  # kind, width, decimals


@dataclass(frozen=True)
class Cell:
    """One column: its name in the encoding of the table, and how its cells are laid out."""

    name: bytes
    kind: str
    width: int
    decimals: int = 0

    def described(self) -> bytes:
        return (
            self.name.ljust(11, b"\0")
            + self.kind.encode()
            + bytes(4)
            + bytes([self.width, self.decimals])
            + bytes(14)
        )


def cell(name: bytes, kept: pyarrow.DataType, width: int) -> Cell:
    """The layout for values of a type; `width` counts for texts."""
    if pyarrow.types.is_string(kept):
        return Cell(name, "C", width)
    if pyarrow.types.is_date(kept):
        return Cell(name, *DAY)
    return Cell(name, *(WHOLE if pyarrow.types.is_integer(kept) else REAL))


def write_table(path: Path, cells: Sequence[Cell], encoding: str, batches: Iterable[pyarrow.RecordBatch]) -> None:
    """The table, its columns in the order of the cells. Raises BadInput where it grows beyond what can be read."""
    length = 1 + sum(one.width for one in cells)
    rows = 0
    with path.open("wb") as file:
        _head(file, cells, length, 0)
        for batch in batches:
            rows += batch.num_rows
            if rows * length > MOST_BYTES:
                raise BadInput("Shapefile 的属性表会超过 2 GB", "请按行政区划分批导出，或改用 GeoPackage")
            marks = numpy.full((batch.num_rows, 1), ord(" "), numpy.uint8)  # none is deleted
            blocks = [_block(one, batch.column(place), encoding) for place, one in enumerate(cells)]
            file.write(numpy.hstack([marks, *blocks]).data)
        file.write(b"\x1a")
        file.seek(0)
        _head(file, cells, length, rows)


def _head(file: IO[bytes], cells: Sequence[Cell], length: int, rows: int) -> None:
    today = datetime.now(CHINA)
    file.write(bytes([3, today.year - 1900, today.month, today.day]) + rows.to_bytes(4, "little"))
    file.write((33 + 32 * len(cells)).to_bytes(2, "little") + length.to_bytes(2, "little") + bytes(20))
    file.write(b"".join(one.described() for one in cells) + b"\r")


def _block(one: Cell, values: pyarrow.Array, encoding: str) -> numpy.ndarray:
    """The cells of one column as rows of bytes."""
    if one.kind == "C":
        return _texts(values, one.width, encoding)
    texts = pc.cast(values, pyarrow.string())
    if one.kind == "D":
        texts = pc.replace_substring(texts, "-", "")
    elif one.decimals and b"e" in letters(texts).tobytes():
        texts = pyarrow.array(
            [None if each is None else _spelled(each) for each in values.to_pylist()], pyarrow.string()
        )
    texts = pc.utf8_lpad(pc.fill_null(texts, NOTHING[one.kind].decode() * one.width), one.width)
    return letters(texts).reshape(-1, one.width)


def _texts(values: pyarrow.Array, width: int, encoding: str) -> numpy.ndarray:
    """Texts, each different one encoded once."""
    known = values.dictionary_encode()
    padded = [text.encode(encoding).ljust(width) for text in known.dictionary.to_pylist()]
    table = numpy.frombuffer(b"".join([*padded, NOTHING["C"] * width]), numpy.uint8).reshape(-1, width)
    found: numpy.ndarray = table[pc.fill_null(known.indices, len(padded)).to_numpy(zero_copy_only=False)]
    return found


def _spelled(number: float) -> str:
    """A number without an exponent, as far as it fits."""
    text = f"{number:.15f}"
    point = text.index(".")
    return text[: REAL[1]] if point <= REAL[1] else f"{number:.15e}"

"""Rows as text, column by column: a million features in the time that by hand a few thousand take."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import IO, TypeAlias

import numpy
import pyarrow
import pyarrow.compute as pc
import shapely

from geo_app.export.places import points_of, shapes_of
from geo_app.geo.crs import Crs

CONTROL = r"[\x00-\x1f]"
Piece: TypeAlias = "pyarrow.Array | str"


def marked(*signs: bytes) -> numpy.ndarray:
    """Which of the 256 bytes need a closer look."""
    marks = numpy.zeros(256, bool)
    marks[list(b"".join(signs))] = True
    return marks


LOOKED_AT_IN_JSON = marked(b'"\\', bytes(range(32)))
LOOKED_AT_IN_XML = marked(b"&<>", bytes(set(range(32)) - {9, 10, 13}))
UNSPEAKABLE = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]"  # in XML
LAST_CODES = b"\xef\xbf"  # in which U+FFFE and U+FFFF begin


def joined(pieces: Iterable[Piece]) -> pyarrow.Array:
    """One text for each row out of columns of texts and fixed pieces between them.

    >>> joined(["<", pyarrow.array(["甲", "乙"]), ">"]).to_pylist()
    ['<甲>', '<乙>']
    """
    parts: list[Piece | pyarrow.Scalar] = []
    for fixed, some in groupby(pieces, key=lambda piece: isinstance(piece, str)):
        run = list(some)
        parts += [pyarrow.scalar("".join(map(str, run)))] if fixed else run
    return pc.binary_join_element_wise(*parts, pyarrow.scalar(""))


def between(before: str, texts: pyarrow.Array, after: str, missing: str) -> list[Piece]:
    """A column of texts, each between two pieces; where there is none, `missing` alone."""
    if texts.null_count == len(texts):
        return [missing]
    if texts.null_count == 0:
        return [before, texts, after]
    return [pc.fill_null(joined([before, texts, after]), missing)]


def letters(texts: pyarrow.Array) -> numpy.ndarray:
    """The bytes of a column of texts, one behind the other, as they lie in memory."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return numpy.empty(0, numpy.uint8)
    ends = numpy.frombuffer(offsets, numpy.int32)[texts.offset : texts.offset + len(texts) + 1]
    return numpy.frombuffer(data, numpy.uint8)[ends[0] : ends[-1]]


def put(file: IO[bytes], texts: pyarrow.Array) -> None:
    """Write texts one behind the other, straight from where they lie in memory."""
    file.write(letters(texts).data)


def as_json(values: pyarrow.Array) -> list[Piece]:
    """Each value as strict JSON, to be joined.

    >>> joined(as_json(pyarrow.array(['a"b', None, "上\\n下"]))).to_pylist()
    ['"a\\\\"b"', 'null', '"上\\\\n下"']
    """
    text = pc.cast(values, pyarrow.string())
    if pyarrow.types.is_string(values.type):
        if LOOKED_AT_IN_JSON[letters(text)].any():
            text = _escaped_for_json(text)
    elif not pyarrow.types.is_date(values.type):
        return between("", text, "", "null")
    return between('"', text, '"', "null")


def _escaped_for_json(text: pyarrow.Array) -> pyarrow.Array:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = pc.replace_substring(text, plain, escaped)
    return pc.replace_substring_regex(text, CONTROL, "")


def as_xml(values: pyarrow.Array) -> pyarrow.Array:
    """Each value as the text of an XML element, without what XML cannot say; null stays null.

    >>> as_xml(pyarrow.array(["a<b & c", 3.5, None][:1])).to_pylist()
    ['a&lt;b &amp; c']
    """
    text = pc.cast(values, pyarrow.string())
    seen = letters(text)
    if not LOOKED_AT_IN_XML[seen].any() and LAST_CODES not in seen.tobytes():
        return text
    for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = pc.replace_substring(text, plain, escaped)
    return pc.replace_substring_regex(text, UNSPEAKABLE, "")


def numbers(values: numpy.ndarray) -> pyarrow.Array:
    """Numbers in the fewest digits that mean them."""
    return pc.cast(pyarrow.array(values), pyarrow.string())


def geometry_json(geometry: pyarrow.Array, crs: Crs) -> pyarrow.Array:
    """GeoJSON geometries; outer rings run counterclockwise."""
    points = points_of(geometry)
    if points is not None:
        x, y = numpy.round(points, crs.decimals)
        return joined(['{"type":"Point","coordinates":[', numbers(x), ",", numbers(y), "]}"])
    shapes = shapes_of(geometry)
    rounded = shapely.transform(shapes, lambda places: numpy.round(places, crs.decimals))
    texts = pyarrow.array(shapely.to_geojson(shapely.orient_polygons(rounded)).tolist(), pyarrow.string())
    return pc.fill_null(texts, "null")

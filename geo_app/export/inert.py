"""Text that a spreadsheet must not take for a formula."""

from __future__ import annotations

import re

import numpy
import pyarrow
import pyarrow.compute as pc

from geo_app.export.texts import marked

STARTS = "^[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20]"  # the last four: the same signs in full width
LOOKED_AT = marked(b"-=+@\t\r\n", "＝".encode()[:1])
START = re.compile(STARTS)


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it.

    >>> inert("=HYPERLINK(1)"), inert("红旗煤矿")
    ("'=HYPERLINK(1)", '红旗煤矿')
    """
    return f"'{text}" if START.match(text) else text


def first_letters(texts: pyarrow.Array) -> numpy.ndarray:
    """The first byte of each text that has one."""
    _, offsets, data = texts.buffers()
    ends = numpy.frombuffer(offsets, numpy.int32)[texts.offset : texts.offset + len(texts) + 1]
    starts = ends[:-1][numpy.diff(ends) > 0]
    return numpy.frombuffer(data, numpy.uint8)[starts] if len(starts) else numpy.empty(0, numpy.uint8)


def inert_all(texts: pyarrow.Array) -> pyarrow.Array:
    """A column of such texts.

    >>> inert_all(pyarrow.array(["@SUM(A1)", None, "A1"])).to_pylist()
    ["'@SUM(A1)", None, 'A1']
    """
    if not LOOKED_AT[first_letters(texts)].any():
        return texts
    begins = pc.match_substring_regex(texts, STARTS)
    if not pc.any(begins).as_py():
        return texts
    return pc.if_else(begins, pc.binary_join_element_wise("'", texts, ""), texts)

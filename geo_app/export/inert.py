"""Text that a spreadsheet must not take for a formula."""

import re

import pyarrow
import pyarrow.compute as pc

STARTS = "^[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20]"  # the last four: the same signs in full width
START = re.compile(STARTS)


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it.

    >>> inert("=HYPERLINK(1)"), inert("红旗煤矿")
    ("'=HYPERLINK(1)", '红旗煤矿')
    """
    return f"'{text}" if START.match(text) else text


def inert_all(texts: pyarrow.Array) -> pyarrow.Array:
    """A column of such texts.

    >>> inert_all(pyarrow.array(["@SUM(A1)", None, "A1"])).to_pylist()
    ["'@SUM(A1)", None, 'A1']
    """
    begins = pc.match_substring_regex(texts, STARTS)
    if not pc.any(begins).as_py():
        return texts
    return pc.if_else(begins, pc.binary_join_element_wise("'", texts, ""), texts)

"""Text that a spreadsheet must not take for a formula."""

START = ("=", "+", "-", "@", "\t", "\r", "\n", "=", "+", "-", "@")


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it.

    >>> inert("=HYPERLINK(1)"), inert("红旗煤矿")
    ("'=HYPERLINK(1)", '红旗煤矿')
    """
    return f"'{text}" if text.startswith(START) else text

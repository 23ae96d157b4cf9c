"""What a ledger says of its own coordinates: the datum in a header, in a cell, or chosen by a person."""

import re
from collections.abc import Iterable

from geo_app.errors import BadInput
from geo_app.geo.crs import crs
from geo_app.ingest.cells import folded
from geo_app.ingest.coordinates import datums
from geo_app.ingest.tables import table
from geo_app.ingest.verdicts import Column

WGS84 = 4326
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def stated_datum(text: str) -> str:
    """The datum that a text names; empty where it names none or several.

    >>> [stated_datum(text) for text in ("经度(BD-09)", "高德坐标 X", "西安 80 坐标系", "经度")]
    ['bd09', 'gcj02', 'xian80', '']
    """
    bare = re.sub(r"[\s_]+", "", folded(text))
    named = {row["datum"] for row in table("datum_words") if row["word"] in bare}
    return named.pop() if len(named) == 1 else ""


def column_of(headers: Iterable[str], all_headers: Iterable[str], chosen: str, epsg: int | None) -> Column:
    """What is known of the coordinates of a sheet beforehand. `headers` are those of its coordinate columns."""
    datum, meridian = chosen, None
    if epsg:
        datum, meridian = chosen or "cgcs2000", None if epsg == WGS84 else crs(epsg).meridian
    named = {stated_datum(header) for header in headers} - {""}
    return Column(
        stated=named.pop() if len(named) == 1 else "",
        chosen=datum,
        meridian=meridian,
        hint="" if any(_CHINESE.search(header) for header in all_headers) else "english",
    )


def chosen_datum(name: str) -> str:
    """A datum that a person may state; BadInput for any other.

    >>> chosen_datum("wgs84"), chosen_datum("")
    ('cgcs2000', '')
    """
    known = {"wgs84": "cgcs2000"} | {each: each for each in datums()} | {"": ""}
    if name not in known:
        raise BadInput(f"没有名为 {name[:40]} 的坐标系", f"可填 {'、'.join(datums())}")
    return known[name]

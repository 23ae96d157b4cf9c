"""Why a place is read as it is, in words for the person who decides."""

import math
from collections.abc import Iterator

from geo_app.ingest.coordinates import Meaning, is_turned
from geo_app.ingest.evidence import Facts
from geo_app.ingest.verdicts import Column
from geo_app.ingest.written import Written
from geo_app.reckoning.words import Words, say


def reasons(column: Column, written: Written, meaning: Meaning, facts: Facts) -> Iterator[Words]:
    """What speaks for and against one reading.

    >>> [one.zh for one in reasons(Column(stated="bd09"), Written(102.49, 24.93, 6), Meaning("bd09"), Facts())]
    ['表头或表格里写明是 BD-09(百度地图)']
    """
    yield from _said(column, meaning)
    if (written.x < 0 or written.y < 0) and not meaning.meridian:
        yield say("evidence_sign")
    if is_turned(written):
        yield say("evidence_turned")
    yield from _seen(facts)
    if meaning.accuracy_m > 1:
        rough = meaning.accuracy_m > 100
        yield say("evidence_no_parameters", metres=meaning.accuracy_m) if rough else say("evidence_second")


def _said(column: Column, meaning: Meaning) -> Iterator[Words]:
    """What the ledger and the person say."""
    own = Meaning(meaning.datum).words
    if column.chosen == meaning.datum:
        yield say("evidence_chosen", datum=own)
    elif column.stated == meaning.datum:
        yield say("evidence_stated", datum=own)
    elif column.hint and meaning.name == "cgcs2000":
        yield _hint(column.hint)


def _hint(hint: str) -> Words:
    """What speaks for CGCS2000 where nothing is stated."""
    if hint == "english":
        return say("evidence_english")
    return say("evidence_coarse" if hint == "coarse" else "evidence_spelled")


def _seen(facts: Facts) -> Iterator[Words]:
    """What the map says."""
    if facts.agrees:
        yield say("evidence_division" if facts.agrees > 0 else "evidence_other_division", division=facts.division)
    if not facts.within:
        yield say("evidence_not_yours")
    if facts.known:
        yield say("evidence_known", name=facts.known, metres=facts.known_m)
    if not math.isnan(facts.road_m):
        yield say("evidence_road", metres=facts.road_m)

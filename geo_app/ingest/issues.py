"""Everything that can be wrong with a row of a ledger, in words for the person who can correct it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from geo_app.ingest.tables import table
from geo_app.reckoning.words import COUNTED, Words

_SHOWN = 60  # characters of a value that are repeated to the person


class IssueKind(NamedTuple):
    """One kind of data problem. `blocks`: the row is not loaded because of it; otherwise only the value is left
    out, or the row is loaded and the person is told. In the words {value}, {field} and {detail} are filled in."""

    title: Words
    reason: Words
    remedy: Words
    blocks: bool


KINDS = {
    row["code"]: IssueKind(
        title=Words(row["title"], row["title_en"]),
        reason=Words(row["reason"], row["reason_en"]),
        remedy=Words(row["remedy"], row["remedy_en"]),
        blocks=row["blocks"] == "yes",
    )
    for row in table("issues")
}


@dataclass(frozen=True)
class RowIssue:
    """One thing wrong with one row.

    >>> issue = RowIssue("井工矿", 7, "not_a_number", "很多", "workers", "从业人数")
    >>> issue.reason.zh, issue.blocks
    ('“从业人数”应是数字，这里是“很多”', False)
    >>> issue.reason.en
    '"从业人数" should be a number, here it is "很多"'
    """

    sheet: str
    row: int  # as the person counts it, 1 = first line
    code: str
    value: str = ""
    field: str = ""
    header: str = ""
    detail: Words | str = ""  # a text is a name or a number: the same in both languages
    fatal: bool = False  # a bad value of a required field

    @property
    def blocks(self) -> bool:
        return self.fatal or KINDS[self.code].blocks

    @property
    def title(self) -> Words:
        return KINDS[self.code].title

    @cached_property
    def reason(self) -> Words:
        return self._filled(KINDS[self.code].reason)

    @cached_property
    def remedy(self) -> Words:
        return self._filled(KINDS[self.code].remedy)

    def _filled(self, words: Words) -> Words:
        value = self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}…"
        detail = self.detail if isinstance(self.detail, Words) else Words(self.detail, self.detail)
        said = {"value": value, "field": self.header or self.field}
        return Words(words.zh.format(**said, detail=detail.zh), COUNTED.format(words.en, **said, detail=detail.en))

"""The numbers of the standards: tables under `data/`, each number with its clause and confidence."""

import csv
import hashlib
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from geo_app.colour import Colour
from geo_app.errors import NotFound
from geo_app.reckoning.packs import added_rows
from geo_app.settings import shipped

MEMORY = "from memory only"  # not seen in any source: shown as unverified
NOT_FOUND = "not found"  # searched, no rule exists: a convention of ours, shown as such
STATED = "stated by the assessor"  # a number that a person answers for


class Confidence(str):
    """How sure a number is, and which number that is, so that a step can be traced to the row it rests on and a
    person can confirm that row. Anywhere else it is plain text.

    >>> rows("gb18218/levels")[0]["confidence"].table
    'gb18218/levels'
    """

    table: str
    row: str

    @classmethod
    def of(cls, text: str, table: str, *said: str) -> "Confidence":
        """`said`: what the row says. A number that is changed is another number, and nobody has confirmed it."""
        sure = cls(text)
        sure.table, sure.row = table, hashlib.sha256("|".join(said).encode()).hexdigest()[:12]
        return sure


def exact(number: object) -> Fraction:
    """A number as it was written: 0.1 + 0.2 + 0.7 is 1, so that equality with a threshold counts.

    >>> sum((exact(part) for part in (0.1, 0.2, 0.7)), Fraction(0)) == 1
    True
    """
    return Fraction(str(number))


def plain(number: Fraction | float) -> str:
    """A number as people write it.

    >>> plain(Fraction(49)), plain(exact(14.4)), plain(Fraction(1, 3))
    ('49', '14.4', '0.333333')
    """
    value = float(number)
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text if "." in text or value == int(text) else repr(value)  # 49.9999999 must not read 50


def weakest(*confidences: str) -> str:
    """An answer is as sure as the least sure number in it.

    >>> weakest("seen in 5 independent sources", "from memory only", "seen in 3 independent sources")
    'from memory only'
    """
    return min(confidences, key=_sureness)


def _sureness(confidence: str) -> float:
    sources = re.search(r"seen in (\d+)", confidence)
    if confidence in (MEMORY, NOT_FOUND):
        return 0
    if confidence == STATED:
        return 0.5
    return (int(sources[1]) if sources else 0) + (0 if confidence.startswith("derived") else 0.5) + 1


@dataclass(frozen=True)
class Rule:
    """One sentence of a standard, and the number in it that we reckon with."""

    text: str
    number: Fraction
    clause: str
    confidence: str


@dataclass(frozen=True)
class Band:
    """A range of a score and what it means. A missing end is open."""

    least: Fraction | None
    least_included: bool
    most: Fraction | None
    most_included: bool
    grade: str
    meaning: str
    meaning_en: str
    colour: Colour | None
    clause: str
    confidence: str
    note: str

    def holds(self, value: Fraction) -> bool:
        above = self.least is None or value > self.least or (self.least_included and value == self.least)
        below = self.most is None or value < self.most or (self.most_included and value == self.most)
        return above and below

    @property
    def span(self) -> str:
        """The range in words, ends as they count: 70 ≤ 值 < 160."""
        low = f"{plain(self.least)} {'≤' if self.least_included else '<'} " if self.least is not None else ""
        high = f" {'≤' if self.most_included else '<'} {plain(self.most)}" if self.most is not None else ""
        return f"{low}值{high}"


@dataclass(frozen=True)
class Factor:
    """One value that a factor of a method may take, and what it stands for."""

    factor: str
    title: str
    title_en: str
    value: Fraction
    meaning: str
    meaning_en: str
    clause: str
    confidence: str
    note: str


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The lines of `data/<name>.csv`, and what the rule packs add to them."""
    with (shipped("data") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        empty = dict.fromkeys(reader.fieldnames or (), "")
        return tuple(_traceable(name, row) for row in (*reader, *(empty | row for row in added_rows(name))))


def confidences(row: dict[str, str]) -> list[str]:
    """The columns of a row that say how sure a number in it is."""
    return [column for column in row if column == "confidence" or column.endswith("_confidence")]


def _traceable(name: str, row: dict[str, str]) -> dict[str, str]:
    """Each confidence of the row knows its number."""
    columns = confidences(row)
    said = [value for column, value in row.items() if column not in (*columns, "note")]
    for column in columns:
        row[column] = Confidence.of(row[column], name, column, *said)
    return row


@cache
def rules(name: str) -> dict[str, Rule]:
    """The sentences of a standard by their short name.

    >>> rules("gb18218/rules")["level_index"].clause
    'GB 18218-2018 4.3.2'
    """
    return {
        row["rule"]: Rule(row["text"], exact(row["number"] or 0), row["clause"], row["confidence"])
        for row in rows(name)
    }


@cache
def bands(name: str, variant: str = "") -> tuple[Band, ...]:
    """The bands of one variant of a method."""
    return tuple(_band(row) for row in rows(name) if row["variant"] == variant)


def band_of(ranges: tuple[Band, ...], value: Fraction) -> Band:
    """The band that holds a value.

    >>> band_of(bands("lec/bands", "four_colour_lower_inclusive"), Fraction(320)).grade
    'red'
    >>> band_of(bands("lec/bands", "four_colour_upper_inclusive"), Fraction(320)).grade
    'orange'
    """
    for band in ranges:
        if band.holds(value):
            return band
    raise NotFound(f"分级表中没有数值 {plain(value)} 所在的档", "请核对取值是否在该方法的范围内")


@cache
def factors(name: str, variant: str = "") -> dict[str, tuple[Factor, ...]]:
    """The values of each factor of a method, by factor."""
    found: dict[str, tuple[Factor, ...]] = {}
    for row in rows(name):
        if row["variant"] == variant:
            found[row["factor"]] = (*found.get(row["factor"], ()), _factor(row))
    return found


def _band(row: dict[str, str]) -> Band:
    return Band(
        least=exact(row["min"]) if row["min"] else None,
        least_included=row["min_included"] == "yes",
        most=exact(row["max"]) if row["max"] else None,
        most_included=row["max_included"] == "yes",
        colour=Colour(row["colour"]) if row["colour"] else None,
        **{key: row[key] for key in ("grade", "meaning", "meaning_en", "clause", "confidence", "note")},
    )


def _factor(row: dict[str, str]) -> Factor:
    words = ("factor", "title", "title_en", "meaning", "meaning_en", "clause", "confidence", "note")
    return Factor(value=exact(row["value"]), **{key: row[key] for key in words})

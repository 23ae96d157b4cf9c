"""The trade of a site by GB/T 4754, as far as its record tells, and how near two trades are to one another."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from sqlalchemy import ColumnElement

from geo_app.layers import Layers
from geo_app.reckoning.tables import rows
from geo_app.reckoning.words import Words, say
from geo_app.sites.models import Site

Level = Literal["class", "group", "division", "section", "any"]
DIGITS = {"class": 4, "group": 3, "division": 2}  # of a GB/T 4754 code
LABELS = {"class": "小类", "group": "中类", "division": "大类", "section": "门类", "any": "不限行业"}
STATED = "trade_code"  # the field where a ledger says it


@dataclass(frozen=True)
class Trade:
    """A GB/T 4754 code of one letter (section) to four digits (class), and how it is known."""

    code: str
    title: str
    how: str

    def key(self, level: Level) -> str | None:
        """What sites of the same trade share at a level; None where the code does not go so deep.

        >>> trade = Trade("2614", "", "")
        >>> trade.key("class"), trade.key("division"), trade.key("section"), Trade("B", "", "").key("division")
        ('2614', '26', 'C', None)
        """
        if level == "any":
            return ""
        if level == "section":
            return self.code if self.code.isalpha() else _section(self.code)
        digits = DIGITS[level]
        return self.code[:digits] if self.code.isdecimal() and len(self.code) >= digits else None


@dataclass(frozen=True)
class Guess:
    """One line of the table that tells the trade of a site whose ledger does not."""

    field: str
    words: tuple[str, ...]
    code: str
    note: str

    def fits(self, facts: dict[str, str]) -> bool:
        value = facts.get(self.field, "")
        return not self.field or any(word in value for word in self.words)


def trade_of(layer: str, facts: dict[str, str]) -> Trade | None:
    """The trade of a site of a layer by what its record holds; None where nobody can tell.

    >>> trade_of("mine", {"mineral": "磷矿"}).code, trade_of("chemical_plant", {"trade_code": "2614"}).how
    ('10', '台账填写')
    >>> trade_of("risk_point", {}) is None
    True
    """
    stated = facts.get(STATED, "").strip().upper()
    if stated[:1] in _letters() and stated[1:].isdecimal():
        stated = stated[1:]  # C2614
    if len(stated) == 1 and stated.isdecimal():
        stated = stated.zfill(2)  # a spreadsheet took 06 for a number
    if stated and (stated.isdecimal() or stated in _letters()):
        return Trade(stated, title_of(stated), "台账填写")
    guess = next((guess for guess in _guesses().get(layer, ()) if guess.fits(facts)), None)
    return Trade(guess.code, title_of(guess.code), guess.note) if guess else None


def title_of(code: str) -> str:
    """What a code is called, or the nearest heading above it that we know.

    >>> title_of("2614"), title_of("2619"), title_of("9999")
    ('有机化学原料制造', '其他基础化学原料制造', '')
    """
    known = industry()
    return next((known[code[:n]]["title"] for n in range(len(code), 0, -1) if code[:n] in known), "")


def trade_words(code: str | None) -> Words:
    """The same in both languages; said where nobody knows the trade.

    >>> trade_words("2614"), trade_words(None)
    (Words(zh='有机化学原料制造', en='organic raw chemicals'), Words(zh='行业未知', en='trade unknown'))
    """
    known = industry()
    found = next((known[code[:n]] for n in range(len(code), 0, -1) if code[:n] in known), None) if code else None
    return Words(found["title"], found["title_en"]) if found else say("trade_unknown")


def telling_columns() -> dict[str, ColumnElement[str]]:
    """The fields of sites that the trade and the business form are read from, as columns to select."""
    fields = {STATED, *(guess.field for each in _guesses().values() for guess in each), *form_fields().values()}
    return {name: Site.attributes[name].astext.label(name) for name in sorted(fields - {""})}


def form_of(layers: Layers, layer: str, facts: dict[str, str]) -> str | None:
    """The business form of a site in words: 生产 for a producing chemical plant; None where it is not entered."""
    name = form_fields().get(layer, "")
    value = facts.get(name, "")
    if not value:
        return None
    return {choice: label for choice, label, _ in layers[layer].field(name).choices}.get(value, value)


def form_in_english(layers: Layers, layer: str, form: str | None) -> str | None:
    """A business form as English readers know it; what nobody chose from a list stays as it is."""
    if form is None or layer not in form_fields():
        return form
    return {label: english for _, label, english in layers[layer].field(form_fields()[layer]).choices}.get(
        form, form
    )


@cache
def industry() -> dict[str, dict[str, str]]:
    """The part of GB/T 4754 that matters here, by code, sections as letters."""
    return {row["code"]: row for row in rows("joint_regions/industry")}


@cache
def form_fields() -> dict[str, str]:
    """Which field of a layer says the business form."""
    return {row["layer"]: row["field"] for row in rows("joint_regions/forms")}


@cache
def _letters() -> frozenset[str]:
    return frozenset(row["section"] for row in industry().values())


def _section(code: str) -> str | None:
    return next((row["section"] for row in industry().values() if row["code"][:2] == code[:2]), None)


@cache
def _guesses() -> dict[str, tuple[Guess, ...]]:
    found: dict[str, tuple[Guess, ...]] = {}
    for row in rows("joint_regions/trades"):
        guess = Guess(row["field"], tuple(row["words"].split(";")), row["code"], row["note"])
        found[row["layer"]] = (*found.get(row["layer"], ()), guess)
    return found

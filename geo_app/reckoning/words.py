"""What an answer says, in Chinese for the paper and in English beside it: phrases and terms are tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from geo_app.reckoning.tables import rows


@dataclass(frozen=True)
class Words:
    """One text in both languages; empty where there is nothing to say."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh)


class Counted(Formatter):
    """`str.format` for English: `{n:day|days}` is the one word where n is 1 and the other else.

    >>> COUNTED.format("{n} {n:day|days}", n=1), COUNTED.format("{n:g} {n:day|days}", n=2.5)
    ('1 day', '2.5 days')
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, more = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if value in (1, "1") else more


COUNTED = Counted()
NOTHING = Words()
PHRASES = ("words/siting_phrases", "words/gap_phrases", "words/zone_phrases", "words/ingest_phrases")


def say(phrase: str, **values: Any) -> Words:
    """A phrase of data/words with its values filled in; a value may be Words itself.

    >>> say("short_by", metres=1234.56)
    Words(zh='差 1,234.6 米', en='1,234.6 m short')
    """
    row = _phrases()[phrase]
    zh = {name: value.zh if isinstance(value, Words) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Words) else value for name, value in values.items()}
    return Words(row["zh"].format(**zh), COUNTED.format(row["en"], **en))


def term(zh: str) -> Words:
    """A word of a table that is written in Chinese there; what nobody has translated stays as it is.

    >>> term("岸线"), term("本县规定的边界")
    (Words(zh='岸线', en='the shoreline'), Words(zh='本县规定的边界', en='本县规定的边界'))
    """
    return Words(zh, known_terms().get(zh, zh))


def terms(zh: str) -> Words:
    """Words of a table one after another."""
    return listed(term(each) for each in zh.split("、") if each)


def listed(some: Iterable[Words]) -> Words:
    """Words one after another.

    >>> listed([Words("坝高", "height"), Words("库容", "capacity")])
    Words(zh='坝高、库容', en='height, capacity')
    """
    kept = [each for each in some if each]
    return Words("、".join(each.zh for each in kept), ", ".join(each.en for each in kept))


def joined(*some: Words) -> Words:
    """Sentences one after another; what is empty is left out."""
    kept = [each for each in some if each]
    return Words("；".join(each.zh for each in kept), "; ".join(each.en for each in kept))


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return {row["phrase"]: row for table in PHRASES for row in rows(table)}


@cache
def known_terms() -> dict[str, str]:
    """Words of the tables by their Chinese."""
    known = {row["zh"]: row["en"] for row in rows("words/siting_terms")}
    titled = (*rows("gaps/layers"), *rows("siting/acts"))
    return {row["title"]: row["title_en"] for row in titled} | known

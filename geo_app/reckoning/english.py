"""In English what the product once said in Chinese: a kept step or reason is one text, and is read by its pattern.

What a person wrote, a name and the title of a clause are in no table, and stay as they are.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from pydantic import Field

from geo_app.reckoning.tables import rows
from geo_app.reckoning.words import COUNTED, PHRASES, known_terms
from geo_app.settings import shipped

HAN = re.compile(r"[\u4e00-\u9fff]")
FEW = 2  # letters that anybody may write
LONGEST = 600  # letters of a piece that is compared with the patterns
Pattern = tuple[re.Pattern[str], list[str], str, bool]  # with its names, its English, and whether it has words
_PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")
_FREE, _NUMBER = r"([^;。]{1,300}?)", r"([-−+\de.,%/ ×^⁻⁰-⁹\u2009]+?)"
# both widths of a mark are one: older records and people's own texts have the narrow one
NARROW = str.maketrans("\uff0c\uff1b\uff1a\uff1f\uff01", ",;:?!")
SPACES = dict.fromkeys(("n", "na", "nb", "nc", "nd"), _NUMBER) | {"symbol": r"([A-Z]\d*(?:\.\d+)?)"}


@lru_cache(maxsize=8192)
def english(text: str) -> str:
    """The same in English; what nobody has translated stays.

    >>> english("对照分级表"), english("160 ≤ D < 320：橙色 · 较大风险"), english("因为我说了算")
    ('Read off the table', '160 ≤ D < 320: orange · Larger risk', '因为我说了算')
    """
    if not HAN.search(text):
        return text
    narrow = text.translate(NARROW)
    known = _terms().get(narrow.rstrip("。"))
    told = known or _in_pieces(narrow, ";", "; ") or _in_pieces(narrow, "。", ". ") or _by_pattern(narrow)
    return told or text


def in_english(name: str) -> Any:
    """A field of an answer that says in English what the field `name` before it says."""
    return Field(default_factory=lambda said: english(said.get(name) or ""))


def each_in_english(name: str) -> Any:
    """The same of a field that is a list of texts."""
    return Field(default_factory=lambda said: [english(text) for text in said[name]])


def _in_pieces(text: str, mark: str, joint: str) -> str:
    pieces = _apart(text, mark)
    if len(pieces) < 2:
        return ""
    told = [english(piece) for piece in pieces]
    if any(one == other and HAN.search(one) for one, other in zip(pieces, told, strict=True)) and mark == "、":
        return ""  # a list of a person's own
    return joint.join(told) if told != pieces else ""


def _apart(text: str, mark: str) -> list[str]:
    """The pieces between marks outside brackets and quotes."""
    pieces, depth = [""], 0
    for letter in text:
        depth += letter in "(“《〔"
        depth -= letter in ")”》〕"
        if letter == mark and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece for piece in pieces if piece]


def _by_pattern(text: str) -> str:
    if len(text) > LONGEST:
        return ""
    for pattern, names, words, is_said in _patterns():
        if found := pattern.fullmatch(text):
            told = COUNTED.format(words, **dict(zip(names, map(english, found.groups()), strict=True)))
            if is_said or not HAN.search(told):
                return told
    return _in_pieces(text, "、", ", ") or _wholly_in_pieces(text) or _after_a_name(text)


def _wholly_in_pieces(text: str) -> str:
    """Clauses between commas, where each of them is known."""
    told = _in_pieces(text, ",", ", ")
    return "" if HAN.search(told) else told


def _after_a_name(text: str) -> str:
    """A zone is called by its site and what it is: 云晟演示氯碱化工有限公司 安全控制线."""
    name, blank, label = text.partition(" ")
    told = english(label)
    return f"{name} {told}" if blank and HAN.search(label) and not HAN.search(told) else ""


@cache
def _patterns() -> list[Pattern]:
    """The phrases, those with the most words of their own first; {n}, {na} … are numbers. One with few words of
    its own, such as {one}({other}), holds where it leaves nothing in Chinese: anybody may write brackets."""
    said = [row for table in (*PHRASES, "words/told") for row in rows(table) if _PLACE.search(row["zh"])]
    said.sort(key=lambda row: -len(_PLACE.sub("", row["zh"])))
    return [_pattern(row["zh"].translate(NARROW), row["en"]) for row in said]


def _pattern(zh: str, en: str) -> Pattern:
    names = [name for name, _ in _PLACE.findall(zh)]
    parts = re.split(r"\{[^}]*\}", zh)
    spaces = [SPACES.get(name, _FREE) for name in names]
    body = "".join(re.escape(part) + space for part, space in zip(parts, [*spaces, ""], strict=True))
    words = _PLACE.sub(_without_figures, en)
    is_said = len(HAN.findall(_PLACE.sub("", zh))) > FEW or any(name in SPACES for name in names)
    return re.compile(body), names, words, is_said


def _without_figures(place: re.Match[str]) -> str:
    """A place for a text that was written already: of its format stays which of two words is meant."""
    kind = f":{place[2]}" if "|" in (place[2] or "") else ""
    return f"{{{place[1].removesuffix('_en')}{kind}}}"


@cache
def _terms() -> dict[str, str]:
    """Words and whole sentences, and the pieces of a sentence where both languages have as many."""
    found = dict(_pairs()) | known_terms()
    found |= {row["zh"]: row["en"] for row in rows("words/told") if not _PLACE.search(row["zh"])}
    found = {zh.translate(NARROW): en for zh, en in found.items()}
    for zh, en in list(found.items()):
        pieces = zh.split(";"), en.split("; ")
        if len(pieces[0]) == len(pieces[1]):
            found |= {one: other for one, other in zip(*pieces, strict=True) if one not in found}
    return found


def _pairs() -> Iterator[tuple[str, str]]:
    """Every pair of columns `x` and `x_en` of every table."""
    folder = shipped("data")
    for path in sorted(folder.rglob("*.csv")):
        table = path.relative_to(folder).with_suffix("").as_posix()
        if table.startswith("divisions/"):
            continue
        for row in rows(table):
            yield from ((row[name[:-3]], row[name]) for name in row if _is_pair(name, row))


def _is_pair(name: str, row: dict[str, str]) -> bool:
    return name.endswith("_en") and bool(row.get(name)) and bool(row.get(name[:-3]))

"""Hazardous chemicals of GB 18218-2018: which row, which threshold Q, which correction β."""

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from geo_app.errors import BadInput
from geo_app.reckoning.tables import Rule, exact, rows, rules

CAS = re.compile(r"\d{2,7}-\d{2}-\d")


@dataclass(frozen=True)
class Number:
    """A number of the standard, and where it stands."""

    value: Fraction
    clause: str
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class Substance:
    """A row of table 1. A `conditional` row holds under the condition that its name states (a content, a form):
    only the full name means it. `beta` comes from table 3, or is a remembered class where table 3 is silent."""

    name: str
    aliases: tuple[str, ...]
    name_en: str
    cas: tuple[str, ...]
    conditional: bool
    threshold: Number
    beta: Number

    def called(self) -> set[str]:
        """All that a person may call it."""
        return {_key(word) for word in (self.name, self.name_en, *self.aliases, *self.cas, self.bare_name)}

    @property
    def bare_name(self) -> str:
        return self.name.split("（")[0]


@dataclass(frozen=True)
class HazardClass:
    """A symbol of tables 2 and 4: J1 … W11."""

    symbol: str
    name: str
    name_en: str
    criterion: str
    threshold: Number
    beta: Number


@dataclass(frozen=True)
class Usual:
    """What a common substance outside table 1, such as diesel, is usually classed as."""

    classes: tuple[HazardClass, ...]
    confidence: str
    note: str


@cache
def hazard_classes() -> dict[str, HazardClass]:
    """Tables 2 and 4 by symbol.

    >>> hazard_classes()["W5.1"].threshold.value, hazard_classes()["W5.1"].beta.value
    (Fraction(10, 1), Fraction(3, 2))
    """
    return {
        row["symbol"]: HazardClass(
            symbol=row["symbol"],
            name=row["name"],
            name_en=row["name_en"],
            criterion=row["criterion"],
            threshold=Number(exact(row["threshold_t"]), row["clause"], row["confidence"], row["note"]),
            beta=Number(exact(row["beta"]), row["beta_clause"], row["beta_confidence"]),
        )
        for row in rows("gb18218/classes")
    }


@cache
def substances() -> tuple[Substance, ...]:
    """Table 1, each row with its β."""
    return tuple(_substance(row) for row in rows("gb18218/substances"))


def find_substance(called: str) -> Substance | None:
    """The row of table 1 that a name, alias or CAS number means; None where table 1 does not list it.

    Raises BadInput where the name fits rows that hold only under a condition.

    >>> find_substance("液氨").threshold.value, find_substance("7782-50-5").name
    (Fraction(10, 1), '氯')
    >>> find_substance("硝酸")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    geo_app.errors.BadInput: “硝酸”在表1中按含量或形态分列。请写全名：硝酸（发红烟的除外，含硝酸>70%）...
    """
    key = _key(called)
    if CAS.fullmatch(key) and not cas_is_valid(key):
        raise BadInput(f"CAS 号 {called} 的校验位不符", "请核对 CAS 号，或改填名称", field="name")
    found = [each for each in substances() if key in each.called()]
    whole = [each for each in found if key in (_key(each.name), _key(each.name_en)) or not each.conditional]
    if found and not whole:
        options = [each.name for each in found]
        remedy = f"请写全名：{'；'.join(options)}，都不符合时混合物一栏选“类别不同”并填危险性类别"
        raise BadInput(f"“{called}”在表1中按含量或形态分列", remedy, field="name", options=options)
    return whole[0] if whole else None


def search_substances(words: str) -> list[Substance]:
    """The substances whose name, alias or CAS number contains these words, listed ones first; all without words.

    >>> [each.name for each in search_substances("柴油")], len(search_substances(""))
    (['柴油'], 86)
    """
    key = _key(words)
    found = [each for each in (*substances(), *_unlisted()) if any(key in called for called in each.called())]
    return sorted(found, key=lambda each: key not in each.called())


def cas_is_valid(cas: str) -> bool:
    """Whether the last digit of a CAS number fits the others.

    >>> cas_is_valid("7664-41-7"), cas_is_valid("7664-41-8")
    (True, False)
    """
    *digits, check = (int(digit) for digit in cas.replace("-", ""))
    return sum(n * digit for n, digit in enumerate(reversed(digits), 1)) % 10 == check


def usual_class(called: str) -> Usual | None:
    """The classes of a common substance that table 1 does not list.

    >>> [each.symbol for each in usual_class("柴油").classes]
    ['W5.4']
    """
    for row in rows("gb18218/unlisted"):
        if _key(called) in {_key(word) for word in (row["name"], row["name_en"], *_words(row["aliases"]))}:
            return Usual(classes_in(row["classes"]), row["confidence"], row["note"])
    return None


def classes_in(text: str) -> tuple[HazardClass, ...]:
    """The classes that a text names, e.g. "J3、W2".

    >>> [each.symbol for each in classes_in("j3, w5.1")]
    ['J3', 'W5.1']
    """
    symbols = [word for word in re.split(r"[\s,;、/]+", unicodedata.normalize("NFKC", text).upper()) if word]
    unknown = [symbol for symbol in symbols if symbol not in hazard_classes()]
    if unknown:
        remedy = f"可填：{'、'.join(hazard_classes())}"
        raise BadInput(f"没有符号为 {'、'.join(unknown)[:80]} 的危险性类别", remedy, field="classes")
    return tuple(hazard_classes()[symbol] for symbol in symbols)


def lowest_threshold(classes: tuple[HazardClass, ...]) -> Number:
    """Several classes: the lowest Q."""
    return min((each.threshold for each in classes), key=lambda number: number.value)


def largest_beta(classes: tuple[HazardClass, ...]) -> Number:
    """Several classes: the standard is silent; the largest β is our own cautious reading, and said so."""
    worst = max((each.beta for each in classes), key=lambda number: number.value)
    if len({each.beta.value for each in classes}) == 1:
        return worst
    return Number(worst.value, worst.clause, worst.confidence, rule("beta_largest").text)


def rule(name: str) -> Rule:
    """A sentence of the standard."""
    return rules("gb18218/rules")[name]


@cache
def _toxic_gases() -> dict[str, Number]:
    found = {}
    for row in rows("gb18218/toxic_gases"):
        for word in (row["name"], row["cas"]):
            found[_key(word)] = Number(exact(row["beta"]), row["clause"], row["confidence"])
    return found


def _substance(row: dict[str, str]) -> Substance:
    listed = [_toxic_gases()[key] for key in map(_key, (row["name"], row["cas"])) if key in _toxic_gases()]
    beta = listed[0] if listed else _remembered_beta(row)
    return Substance(
        name=row["name"],
        aliases=_words(row["aliases"]),
        name_en=row["name_en"],
        cas=_words(row["cas"]),
        conditional=row["conditional"] == "yes",
        threshold=Number(exact(row["threshold_t"]), row["clause"], row["confidence"], row["note"]),
        beta=beta,
    )


@cache
def _unlisted() -> tuple[Substance, ...]:
    """Common substances outside table 1, with the numbers of their usual class."""
    found = []
    for row in rows("gb18218/unlisted"):
        classes = classes_in(row["classes"])
        threshold = replace(lowest_threshold(classes), confidence=row["confidence"], note=row["note"])
        words = (_words(row["aliases"]), row["name_en"], _words(row["cas"]))
        found.append(Substance(row["name"], *words, False, threshold, largest_beta(classes)))
    return tuple(found)


def _remembered_beta(row: dict[str, str]) -> Number:
    note = "类别凭记忆，未经核实；填写危险性类别后按表4取值"
    return Number(exact(row["beta"]), row["beta_basis"], row["beta_confidence"], note)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split("；") if word)


def _key(word: str) -> str:
    """Names compare without width, case and blanks; 甲醛(含量>90%) is 甲醛（含量＞90％)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", word)).casefold()

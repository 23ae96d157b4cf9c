"""Numbers that identify: the unified social credit code with its check digit, and telephones."""

import re
from functools import cache

from geo_app.ingest.cells import Fault, folded, is_missing, plain
from geo_app.ingest.tables import table
from geo_app.reckoning.words import say

_LIKE = str.maketrans("OISVZ", "015U2")  # letters that the code never uses, and what was probably meant
_MOBILE = r"1[3-9]\d{9}"
_LANDLINE = r"(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:(?:-|转|ext\.?)\d{1,6})?"
_INVENTED = r"0\d{2,3}-0000\d{4}"  # of demonstrations: it rings nowhere
_SERVICE = r"(?:400|800)-?\d{3}-?\d{4}|1\d{2}|12\d{3}|9[56]\d{3,6}"
_TELEPHONE = re.compile(rf"(?:\+?0?0?86-?(?=1|0))?(?:{_MOBILE}|{_LANDLINE}|{_INVENTED}|{_SERVICE})")
_SHORN = re.compile(r"[1-9]\d{9,10}")  # a spreadsheet took the zero of the area code
_GROUPED = re.compile(r"(?<=\b1\d\d)[\s-](?=\d{4}[\s-]\d{4}\b)|(?<=\b1\d\d[\s-]\d{4})[\s-](?=\d{4}\b)")
_DASH, _DASHES, _AROUND = re.compile(r"[()—–]"), re.compile(r"-{2,}"), re.compile(r"\s+|^-|-$")
_BETWEEN = re.compile(r"[/、,;|]|\s{2,}")


def read_credit_code(cell: object) -> str | Fault | None:
    """A unified social credit code (GB 32100) whose check digit is right.

    >>> read_credit_code(" 91530181ma6k5x2t0b ").code
    'bad_credit_code'
    >>> read_credit_code("91350100M000100Y43")
    '91350100M000100Y43'
    """
    if isinstance(cell, float) and cell >= 1e15:
        return Fault("bad_credit_code", say("code_as_number"))
    text = re.sub(r"[\s\-—]", "", folded(plain(cell))).upper()
    if is_missing(text) or is_missing(plain(cell)):
        return None
    if len(text) != int(_rule()["length"]):
        return Fault("bad_credit_code", say("code_length", wanted=_rule()["length"], given=len(text)))
    if _is_whole(text):
        return text
    meant = text.translate(_LIKE)
    hint = say("code_meant", code=meant) if meant != text and _is_whole(meant) else say("code_check")
    return Fault("bad_credit_code", hint)


def read_telephone(cell: object) -> str | Fault | None:
    """One or several telephone numbers, joined by 、.

    >>> read_telephone(13888888888.0), read_telephone("0871-68712345 / 138 8888 8888")
    ('13888888888', '0871-68712345、13888888888')
    >>> read_telephone("138-8888-8888"), read_telephone(87168712345.0)
    ('13888888888', '087168712345')
    >>> read_telephone("1388888").code, read_telephone("张三").code
    ('bad_telephone', 'bad_telephone')
    """
    text = folded(plain(cell))
    if is_missing(text):
        return None
    if _TELEPHONE.fullmatch(text):
        return text
    if _SHORN.fullmatch(text) and _TELEPHONE.fullmatch(f"0{text}"):
        return f"0{text}"
    text = _DASH.sub("-", _GROUPED.sub("", text))
    parts = [_AROUND.sub("", part) for part in _BETWEEN.split(text)]
    numbers = [_DASHES.sub("-", part) for part in parts if part]
    if numbers and all(_TELEPHONE.fullmatch(number) for number in numbers):
        return "、".join(numbers)
    return Fault("bad_telephone")


def _is_whole(code: str) -> bool:
    """Whether the 18th character is the check of the 17 before it."""
    alphabet, modulus = _rule()["alphabet"], int(_rule()["modulus"])
    weights = [int(weight) for weight in _rule()["weights"].split()]
    if any(letter not in alphabet for letter in code):
        return False
    total = sum(alphabet.index(letter) * weight for letter, weight in zip(code, weights, strict=False))
    return code[-1] == alphabet[(modulus - total % modulus) % modulus]


@cache
def _rule() -> dict[str, str]:
    return {row["key"]: row["value"] for row in table("credit_code")}

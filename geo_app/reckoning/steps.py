"""The steps of an answer, each in words and numbers that can be checked with pencil and paper."""

from dataclasses import dataclass
from fractions import Fraction

Value = str | float | int | bool | None


@dataclass(frozen=True)
class Step:
    """One step of the reckoning, with the clause it follows and how sure its numbers are."""

    title: str
    text: str
    value: Value = None
    unit: str = ""
    clause: str = ""
    confidence: str = ""


def json_value(number: Fraction) -> int | float:
    """An exact number as JSON writes it.

    >>> json_value(Fraction(108)), json_value(Fraction(49, 50))
    (108, 0.98)
    """
    return int(number) if number.denominator == 1 else float(number)

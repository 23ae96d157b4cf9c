"""Dates in the forms that Chinese ledgers and spreadsheets use."""

import re
from datetime import date, datetime, timedelta

from geo_app.ingest.cells import Fault, folded, is_missing, plain

_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_ISO = re.compile(
    r"(\d{4})\s*[-/.、年]\s*(\d{1,2})\s*[-/.、月]\s*(\d{1,2})\s*(?:日|号)?(?:[\st]+\d{1,2}:\d{2}\S*)?"
)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTIAL = re.compile(r"\d{4}(?:\s*年|\s*[-/.年]\s*\d{1,2}\s*月?)?")
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4}|\d{4}|\d{2})\s*年\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*月"
    r"\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*[日号]"
)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_FIRST, _LAST = date(1949, 1, 1), date(2100, 12, 31)
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet serials after February 1900


def read_date(cell: object) -> date | Fault | None:
    """A day.

    >>> for text in ("2026年11月21日", "2026.11.21", 46347, "20261121", "二〇二六年十一月二十一日"):
    ...     assert read_date(text) == date(2026, 11, 21)
    >>> for text in ("26年11月21日", "二零二六年11月21日", "21/11/2026", "11/21/2026", 46347.5):
    ...     assert read_date(text) == date(2026, 11, 21)
    >>> read_date("3/4/2026").code, read_date("26.11.21").code  # nobody knows which is the month
    ('not_a_date', 'not_a_date')
    >>> read_date("2026年11月").code, read_date("明年").code
    ('partial_date', 'not_a_date')
    """
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _within(cell)
    text = folded(plain(int(cell) if isinstance(cell, float) and 0 < cell < 1e5 else cell))  # a serial with hours
    if is_missing(text):
        return None
    if text.isdigit() and len(text) == 5:  # a spreadsheet serial that lost its format
        return _within(_EPOCH + timedelta(days=int(text)))
    found = _ISO.fullmatch(text) or _PACKED.fullmatch(text)
    if found:
        return _day(*(int(part) for part in found.groups()))
    spelled = _CHINESE.fullmatch(text)
    if spelled:
        year = int(spelled[1].translate(_DIGITS))
        return _day(year + 2000 if len(spelled[1]) == 2 else year, _spelled(spelled[2]), _spelled(spelled[3]))
    last = _YEAR_LAST.fullmatch(text)
    if last:
        return _year_last(*(int(part) for part in last.groups()))
    return Fault("partial_date" if _PARTIAL.fullmatch(text) else "not_a_date")


def _year_last(first: int, second: int, year: int) -> date | Fault:
    """A day with the year at its end: only where one of the others can be no month, or both are the same."""
    if first > 12 or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else Fault("not_a_date")


def _day(year: int, month: int, day: int) -> date | Fault:
    try:
        return _within(date(year, month, day))
    except ValueError:  # the 31st of June
        return Fault("not_a_date")


def _within(day: date) -> date | Fault:
    return day if _FIRST <= day <= _LAST else Fault("not_a_date")


def _spelled(text: str) -> int:
    """The number that up to 三十一 spells."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    unit = int(ones.translate(_DIGITS)) if ones else 0
    return unit + (int(tens.translate(_DIGITS)) * 10 if tens else 10 if ten else 0)

"""Invented names: whoever meets one must see at once that nobody real is meant."""

import string
from collections.abc import Iterator
from itertools import count

from numpy.random import Generator

from geo_app.ingest.identifiers import read_credit_code

BRANDS = [a + b for b in "晟恒源泰禾川峰" for a in "云滇瑞昌鼎博泓岚景锦"]
SURNAMES = "赵钱孙李周吴郑王冯陈杨朱许何吕张孔曹华金魏陶姜谢邹苏潘葛范彭鲁韦马苗方任袁柳史唐"
GIVEN = "安平宁和顺明远清正诚信勤谨思行知守恒毅达"
LETTERS = string.digits + string.ascii_uppercase


class Words:
    """Hands out names, people, telephone numbers and codes; brands, numbers and codes only once."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._numbers = count(1)
        self._companies = count()
        self._codes: dict[str, Iterator[int]] = {}

    def company(self, trade: str) -> str:
        """云晟演示化工有限公司."""
        n = next(self._companies)
        again = "" if n < len(BRANDS) else "一二三四五六七八九"[n // len(BRANDS)]
        return f"{BRANDS[n % len(BRANDS)]}{again}演示{trade}有限公司"

    def person(self) -> str:
        """赵演安: the middle character says that it is a demonstration."""
        surname, given = self._rng.choice(list(SURNAMES)), self._rng.choice(list(GIVEN))
        return f"{surname}{self._rng.choice(['演', '示'])}{given}"

    def telephone(self) -> str:
        """0871-0000xxxx: no subscriber number begins with a zero."""
        return f"0871-0000{next(self._numbers) % 10000:04d}"

    def code(self, prefix: str) -> str:
        """DEMO-FX-0003: one sequence for each kind."""
        return f"DEMO-{prefix}-{next(self._codes.setdefault(prefix, count(1))):04d}"

    def credit_code(self) -> str:
        """A code of the right form whose middle DEM… no registry hands out; its check character is right."""
        body = f"91530181DEM{next(self._numbers):05d}X"
        codes = (body + letter for letter in LETTERS)
        return next(code for code in codes if read_credit_code(code) == code)

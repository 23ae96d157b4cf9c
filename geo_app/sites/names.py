"""The initials of a Chinese name, so that 'ylhg' finds 裕隆化工."""

from functools import lru_cache

import pypinyin
import pypinyin.seg.mmseg as words


def initials(name: str) -> str:
    """First letters of the pinyin of a name, lower case; Latin letters and digits stay.

    >>> initials("裕隆化工3号罐区"), initials("重庆长寿区重晶石矿")
    ('ylhg3hgq', 'cqcsqzjsk')
    """
    return "".join(map(_of_word, words.seg.cut(name)))


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> str:
    """Ledgers repeat their words: 有限责任公司 is spelled once, which makes a long list ten times faster."""
    spelled = pypinyin.lazy_pinyin(word, style=pypinyin.Style.FIRST_LETTER)
    return "".join(part if part.isascii() else part[0] for part in spelled).lower()

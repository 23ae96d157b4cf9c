"""The initials of a Chinese name, so that 'ylhg' finds 裕隆化工."""

from pypinyin import Style, lazy_pinyin


def initials(name: str) -> str:
    """First letters of the pinyin of a name, lower case; Latin letters and digits stay.

    >>> initials("裕隆化工3号罐区")
    'ylhg3hgq'
    """
    return "".join(
        part if part.isascii() else part[0] for part in lazy_pinyin(name, style=Style.FIRST_LETTER)
    ).lower()

"""A cell as it stands in a ledger: what counts as no value, and the fault of a value that cannot be read."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from geo_app.reckoning.words import Words

_MISSING = frozenset(
    {"-", "--", "---", "—", "——", "/", "\\", "*", "?", "〇", "无", "暂无", "没有", "不详", "未知", "不明", "待定"}
    | {"n/a", "na", "n.a.", "nil", "none", "null", "nan", "unknown", "tbd", "tbc"}
)
_ERRORS = frozenset({"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!"})
_ODD = re.compile(r"[\s\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
_NOTHING = re.compile(r"[\u0000-\u0008\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


@dataclass(frozen=True)
class Fault:
    """Why a value cannot be read: the code of an issue, and what makes this case particular."""

    code: str
    detail: Words | str = ""


@dataclass(frozen=True)
class CellError:
    """What stands in a cell whose formula failed, for example #N/A."""

    text: str

    def __str__(self) -> str:
        return self.text


def plain(cell: object) -> str:
    """The text of a cell: no invisible characters, line breaks as spaces, numbers as they are shown.

    >>> plain(" 安宁\\n煤矿\\u200b "), plain(530181.0), plain(True), plain(None)
    ('安宁 煤矿', '530181', '是', '')
    """
    if isinstance(cell, str):
        text = cell.strip()
        return _ODD.sub(" ", _NOTHING.sub("", text)).strip() if _ODD.search(text) else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def folded(text: str) -> str:
    """Full-width letters and digits as ordinary ones, in lower case.

    >>> folded("３．５ＫＭ²")
    '3.5km2'
    """
    if text.isascii():
        return text.lower().strip()
    return unicodedata.normalize("NFKC", text).casefold().strip()


def is_missing(text: str) -> bool:
    """Whether a plain text stands for no value.

    >>> [is_missing(text) for text in ("-", "无", "unknown", "0")]
    [True, True, True, False]
    """
    return not text or (len(text) < 8 and _is_sign(text))


@lru_cache(maxsize=10_000)
def _is_sign(text: str) -> bool:
    return folded(text) in _MISSING


def is_error(cell: object) -> bool:
    """Whether a spreadsheet shows an error there instead of a value.

    >>> is_error(CellError("#DIV/0!")), is_error("#n/a"), is_error("#3 井")
    (True, True, False)
    """
    return isinstance(cell, CellError) or (
        isinstance(cell, str) and cell[:1] == "#" and cell.casefold() in _ERRORS
    )

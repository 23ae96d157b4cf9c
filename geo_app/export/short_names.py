"""Field names for the ten bytes that a DBF table leaves: whole characters, distinct, still readable."""

from collections.abc import Callable, Sequence

BYTES = 10


def short_names(names: Sequence[str], encoding: str) -> list[str]:
    """The names cut to ten bytes in this encoding, numbered where they would be the same.

    >>> short_names(["评估日期", "评估日期的说明"], "gbk")
    ['评估日期', '评估日期的']
    >>> short_names(["评估日期", "评估日", "名称"], "utf-8")
    ['评估日', '评估日2', '名称']
    """
    taken: set[str] = set()
    return [distinct(name, taken, lambda text, room: cut(text, BYTES - room, encoding)) for name in names]


def distinct(name: str, taken: set[str], fit: Callable[[str, int], str]) -> str:
    """The name made fit, with a number behind it where it is taken; `fit` leaves room for that many bytes.

    >>> distinct("复评日期的日期", {"复评日期的"}, lambda name, room: cut(name, BYTES - room, "gbk"))
    '复评日期2'
    """
    number, new = 1, fit(name, 0)
    while new.casefold() in taken:
        number += 1
        new = fit(name, len(str(number))) + str(number)
    taken.add(new.casefold())
    return new


def cut(text: str, width: int, encoding: str) -> str:
    """As much of the text as fits into so many bytes, no character halved.

    >>> cut("矿山安全", 5, "gbk"), cut("矿山安全", 5, "utf-8")
    ('矿山', '矿')
    """
    return text.encode(encoding, "replace")[:width].decode(encoding, "ignore")

"""Lots that anybody can draw again with a program for SHA-256.

A unit puts as many slips into the urn as its colour is worth. The lot of a slip is the SHA-256 of the seed, the
unit's key and the number of the slip; a unit has the smallest lot of its slips, and the smallest lots are drawn.
The seed is made of a secret, whose hash was published beforehand, and of a public number that nobody could know
then.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal digits.

    >>> digest("安宁")[:8]
    '8fe0c9e8'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(part: Mapping[str, Any]) -> str:
    """The hash of what is published beforehand: its JSON with sorted keys, without spaces, in UTF-8."""
    return digest(json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def seed_of(secret: str, word: str) -> str:
    """What all lots are drawn from.

    >>> seed_of("ab12", "03 07 19")
    'ab12:03 07 19'
    """
    return f"{secret}:{word}"


def lot(seed: str, key: str, slips: int) -> str:
    """The smallest lot of a unit.

    >>> lot("ab12:7", "42", 2) == min(digest("ab12:7|42|1"), digest("ab12:7|42|2"))
    True
    """
    return min(digest(f"{seed}|{key}|{number}") for number in range(1, slips + 1))


def drawn(seed: str, slips: Mapping[str, int], number: int) -> list[str]:
    """The keys of the units that are drawn, the smallest lot first.

    >>> drawn("ab12:7", {"1": 1, "2": 1, "3": 4}, 2)
    ['3', '2']
    """
    return sorted(slips, key=lambda key: lot(seed, key, slips[key]))[:number]


def sent(seed: str, key: str, inspectors: Iterable[str], number: int) -> list[str]:
    """Who of these goes to a unit; fewer than asked for where there are fewer.

    >>> sent("ab12:7", "3", ["张三", "李四", "王五"], 2)
    ['李四', '张三']
    """
    return sorted(inspectors, key=lambda name: digest(f"{seed}|{key}|{name}"))[:number]

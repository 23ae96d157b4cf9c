"""Passwords: what is good enough, and the argon2id hash that is stored instead."""

import re
import unicodedata
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from geo_app.errors import BadInput
from geo_app.settings import shipped

SHORTEST, LONGEST = 12, 128
SPACES = re.compile(r"\s+")  # several count as one
COMMON = frozenset((shipped("data") / "common_passwords.txt").read_text().split())
# OWASP's setting for argon2id: 19 MiB, two passes; some 20 ms
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
ONE_AT_A_TIME = Lock()  # a crowd that logs in would hold 19 MiB each, and as many processors are not there


def hashed(password: str) -> str:
    """The argon2id hash of a password, ready to be stored.

    >>> hashed("矿山 安全 2026").split("$")[1]
    'argon2id'
    """
    with ONE_AT_A_TIME:
        return HASHER.hash(_written(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password behind the hash. Without one (no such account) it takes as long and says no.

    >>> matches("矿山 安全 2026", hashed("矿山 安全 2026")), matches("矿山 安全 2026", None)
    (True, False)
    """
    hashed_before = stored or _nobodys()
    try:
        with ONE_AT_A_TIME:
            return HASHER.verify(hashed_before, _written(password)) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def good_enough(password: str, username: str) -> str:
    """The password as given, if it may be used; BadInput with the remedy otherwise.

    >>> good_enough("123456789012", "li")
    Traceback (most recent call last):
    geo_app.errors.BadInput: 这个密码太常见。请换一个别人猜不到的密码，例如三四个不相干的词
    """
    plain = _written(password).casefold()
    if len(SPACES.sub(" ", plain)) < SHORTEST:
        raise BadInput(f"密码太短，至少 {SHORTEST} 个字符", "可以用三四个不相干的词连在一起，好记又难猜")
    if len(plain) > LONGEST:
        raise BadInput(f"密码太长，最多 {LONGEST} 个字符", "请缩短密码")
    if plain == username.casefold():
        raise BadInput("密码不能与用户名相同", "请换一个别人猜不到的密码")
    if plain in COMMON or len(set(plain)) < 4:
        raise BadInput("这个密码太常见", "请换一个别人猜不到的密码，例如三四个不相干的词")
    return password


def _written(password: str) -> str:
    """Full-width digits of a Chinese keyboard are the same digits."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody's password")

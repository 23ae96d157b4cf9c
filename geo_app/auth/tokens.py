"""Tokens for QGIS and scripts: made and revoked by their account, shown once, kept as a hash.

A token opens the doors of the API alone (collections, tiles, styles), never those that change accounts; it may at
most what its account may, and less where it was made for reading or for some layers only.
"""

import base64
import binascii
import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.auth.login import DOORKEEPER, REMEMBERED_S, TOUCH
from geo_app.auth.models import Account, AccountDivision, ApiToken
from geo_app.db import Database
from geo_app.errors import BadInput, Forbidden, NotFound
from geo_app.layers import Layer

PREFIX: Final = "geoapp_"  # so that one lying about is recognised
MOST: Final = 20  # of an account that hold

_known: dict[bytes, tuple[float, "Caller"]] = {}  # token hash -> trusted until, who


@dataclass(frozen=True)
class Caller:
    """Who asks the API, and what the token that they show is limited to; a person who is logged in shows none."""

    actor: Actor
    token: str = ""  # its name
    writes: bool = True
    layers: frozenset[str] | None = None
    readings: bool = True  # may send readings of monitoring points

    def sees(self, layer: Layer) -> bool:
        return self.actor.role.may(layer.see) and (self.layers is None or layer.name in self.layers)

    def must_write(self) -> None:
        if not self.writes:
            raise Forbidden(f"令牌“{self.token}”只能读取", "请用可写入的令牌，或登录后操作")

    def must_send_readings(self) -> None:
        if not self.readings:
            raise Forbidden(f"令牌“{self.token}”不能上报监测数据", "请新建“只上报监测数据”的令牌")
        if not self.actor.role.may(Role.EDITOR):
            raise Forbidden("您没有上报监测数据的权限", "需要“编辑”以上的账号")


@dataclass(frozen=True)
class Wish:
    """The token that somebody wants; `layers` empty: all that they see."""

    name: str
    days: int
    writes: bool
    layers: Sequence[str]
    readings: bool = False  # sends readings and opens nothing else


def make(session: Session, account: Account, wish: Wish) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can read again."""
    if len(listed(session, account.id)) >= MOST:
        raise BadInput(f"已有 {MOST} 个有效令牌", "请先撤销不再使用的")
    if (wish.writes or wish.readings) and not Role(account.role).may(Role.EDITOR):
        raise Forbidden("您的角色不能修改数据，不能新建可写入的令牌", "请新建只读令牌")
    text = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(account_id=account.id, name=wish.name, token_hash=_hash(text), readings=wish.readings)
    row.writes = wish.writes and not wish.readings
    row.layers = [] if wish.readings else list(wish.layers) or None
    row.expires_at = func.now() + timedelta(days=wish.days)
    session.add(row)
    session.flush()
    session.refresh(row)
    return row, text


def listed(session: Session, account_id: int) -> Sequence[ApiToken]:
    """The tokens of an account that hold, the newest first."""
    holds = select(ApiToken).where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
    return session.scalars(holds.where(ApiToken.expires_at > func.now()).order_by(ApiToken.id.desc())).all()


def revoke(session: Session, account_id: int, token_id: int) -> None:
    """The token opens nothing any more: here at once, in other server processes within REMEMBERED_S."""
    for row in listed(session, account_id):
        if row.id == token_id:
            row.revoked_at = func.now()
            session.flush()
            _known.clear()
            return
    raise NotFound("没有这个令牌，或它已失效", "请刷新列表")


def token_in(header: str | None) -> str | None:
    """The token in a header Authorization: Bearer, or Basic as the password of any name; None without the header.

    >>> token_in("Bearer geoapp_x"), token_in("Basic emhhbmc6Z2VvYXBwX3g="), token_in(None)
    ('geoapp_x', 'geoapp_x', None)
    """
    if header is None:
        return None
    scheme, _, said = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return said.strip()
    try:
        return (
            base64.b64decode(said, validate=True).decode().partition(":")[2] if scheme.lower() == "basic" else ""
        )
    except (binascii.Error, UnicodeDecodeError):
        return ""


def known_caller(text: str) -> Caller | None:
    """Who shows this token, where this process has just asked."""
    until, found = _known.get(_hash(text), (0.0, None))
    return found if time.monotonic() < until else None


def caller_of(database: Database, text: str) -> Caller | None:
    """Who shows this token; None when it opens nothing (any more)."""
    key = _hash(text)
    with database.transaction(DOORKEEPER) as session:
        found = _holder(session, key)
    if found:
        if len(_known) > 10_000:
            _known.clear()
        _known[key] = (time.monotonic() + REMEMBERED_S, found)
    return found


def _holder(session: Session, key: bytes) -> Caller | None:
    codes = select(AccountDivision.code).where(AccountDivision.account_id == Account.id).scalar_subquery()
    row = session.execute(
        select(ApiToken, Account.username, Account.role, func.array(codes))
        .join(Account, Account.id == ApiToken.account_id)
        .where(ApiToken.token_hash == key, ApiToken.revoked_at.is_(None), ApiToken.expires_at > func.now())
        .where(~Account.disabled)
    ).one_or_none()
    if row is None:
        return None
    token, username, role, divisions = row
    worn = or_(ApiToken.used_at.is_(None), ApiToken.used_at < func.now() - TOUCH)
    session.execute(update(ApiToken).where(ApiToken.id == token.id, worn).values(used_at=func.now()))
    layers = None if token.layers is None else frozenset(token.layers)
    return Caller(
        Actor(username, Role(role), tuple(divisions)),
        token.name,
        token.writes,
        layers,
        token.readings or token.writes,
    )


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

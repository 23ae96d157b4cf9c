"""Logging in and out, and who stands behind a session cookie.

The cookie holds an opaque random token; the database keeps only its SHA-256. Tries are counted in the database
before the password is looked at, by name and by address, so that neither guessing side by side nor guessing
from several server processes gets round the limit, and a name that does not exist answers like one that does.
"""

import hashlib
import secrets
import time
import unicodedata
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Final

from sqlalchemy import ColumnElement, all_, and_, delete, func, select, update
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.auth import passwords
from geo_app.auth.models import Account, AccountDivision, LoginAttempt, LoginSession
from geo_app.db import Database
from geo_app.errors import Forbidden, NotLoggedIn, TooManyTries

COOKIE: Final = "geo_app_session"
DOORKEEPER: Final = Actor("login", Role.VIEWER, ())  # knows accounts, sees no place
NAME_TRIES: Final = 10
ADDRESS_TRIES: Final = 15
DISABLED: Final = ("该账号已停用", "请联系管理员")
LOCK: Final = timedelta(minutes=15)
REMEMBERED_S: Final = 2.0  # how long a process trusts what it read about a token
TOUCH: Final = timedelta(minutes=1)  # how exact "last used" is
_ONE_AT_A_TIME: Final = 7_216_350_418  # the advisory lock under which tries are counted

# Tries under way count as failures until they are decided: so few at once leave room below the limits, and a whole
# office that logs in at eight is not taken for somebody who guesses.
_TOGETHER: Final = BoundedSemaphore(2)

_known: dict[bytes, tuple[float, Actor | None]] = {}  # token hash -> trusted until, who


def actor_of(database: Database, token: str | None, session_hours: int) -> Actor | None:
    """Who holds this session token; None when nobody does, any more."""
    if not token:
        return None
    if actor := known(token):
        return actor
    key = _hash(token)
    with database.transaction(DOORKEEPER) as session:
        actor = _holder(session, key, timedelta(hours=session_hours))
    if actor is None:
        _known.pop(key, None)
    else:
        if len(_known) > 10_000:
            _known.clear()
        _known[key] = (time.monotonic() + REMEMBERED_S, actor)
    return actor


def known(token: str | None) -> Actor | None:
    """Who holds this token, where this process has just asked."""
    until, actor = _known.get(_hash(token or ""), (0.0, None))
    return actor if actor and time.monotonic() < until else None


def prove(database: Database, username: str, password: str, address: str) -> Account:
    """The account that this name and password open.

    Raises TooManyTries, NotLoggedIn (wrong name or password, not saying which), Forbidden (disabled).
    """
    with _TOGETHER:
        return _proven(database, written(username), password, address)


def _proven(database: Database, username: str, password: str, address: str) -> Account:
    with database.transaction(DOORKEEPER) as session:
        attempt = _enter_try(session, username, address)
        stored = session.scalar(select(Account.password_hash).where(Account.username == username))
    if not passwords.matches(password, stored):
        raise NotLoggedIn("用户名或密码不正确", "请检查后重试；忘记密码请联系管理员重置")
    with database.transaction(DOORKEEPER) as session:
        account = session.scalars(select(Account).where(Account.username == username)).one()
        if account.disabled:
            raise Forbidden(*DISABLED)
        session.execute(update(LoginAttempt).where(LoginAttempt.id == attempt).values(success=True))
    return account


def admit(database: Database, username: str, address: str) -> Account:
    """The account of somebody for whom the identity provider has vouched; Forbidden where it is not open here."""
    name = written(username)
    with database.transaction(DOORKEEPER) as session:
        account = session.scalars(select(Account).where(Account.username == name)).one_or_none()
        is_open = account is not None and not account.disabled
        session.add(LoginAttempt(username=name, address=address, success=is_open))
    if account is None:
        raise Forbidden(
            f"身份已确认，但本系统没有账号“{name}”",
            "请联系管理员开通，用户名须与统一身份认证中的一致",
            detail_en=f"You are known, but there is no account “{name}” here",
            remedy_en="Ask the administrator for one of the same user name",
        )
    if account.disabled:
        raise Forbidden(*DISABLED, detail_en="This account is disabled", remedy_en="Ask the administrator")
    return account


def begin_session(session: Session, account_id: int, old_token: str | None, session_hours: int) -> str:
    """A new token for this account. The token that the browser came with, and those long unused, end here."""
    token = secrets.token_urlsafe(32)
    log_out(session, old_token)
    idle = func.now() - timedelta(hours=session_hours)
    session.execute(delete(LoginSession).where(LoginSession.used_at < idle))
    session.add(LoginSession(token_hash=_hash(token), account_id=account_id))
    session.flush()
    return token


def log_out(session: Session, token: str | None) -> None:
    """End the session of this token."""
    if token:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == _hash(token)))
        _known.pop(_hash(token), None)


def end_sessions(session: Session, account_id: int) -> None:
    """End every session of an account: it was disabled, or its password changed."""
    session.execute(delete(LoginSession).where(LoginSession.account_id == account_id))
    _known.clear()


def written(username: str) -> str:
    """A user name as it is stored: however it was typed on which keyboard.

    >>> written(" Zhang.San "), written("zhang")
    ('zhang.san', 'zhang')
    """
    return unicodedata.normalize("NFKC", username).strip().lower()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _holder(session: Session, key: bytes, idle: timedelta) -> Actor | None:
    codes = select(AccountDivision.code).where(AccountDivision.account_id == Account.id).scalar_subquery()
    found = session.execute(
        select(Account.username, Account.role, func.array(codes), LoginSession.used_at < func.now() - TOUCH)
        .join(LoginSession)
        .where(LoginSession.token_hash == key, LoginSession.used_at > func.now() - idle, ~Account.disabled)
    ).one_or_none()
    if found is None:
        return None
    username, role, divisions, worn = found
    if worn:
        session.execute(update(LoginSession).where(LoginSession.token_hash == key).values(used_at=func.now()))
    return Actor(username, Role(role), tuple(divisions))


def _enter_try(session: Session, username: str, address: str) -> int:
    """The id of the entry of this try; TooManyTries when too many went before."""
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    admitted = select(LoginAttempt.at).where(LoginAttempt.username == username, LoginAttempt.success)
    since = LoginAttempt.at > all_(admitted.scalar_subquery())
    wait = max(
        _wait(session, and_(LoginAttempt.username == username, since), NAME_TRIES),
        _wait(session, LoginAttempt.address == address, ADDRESS_TRIES),
    )
    if wait:
        when = f"请在 {-(-wait // 60)} 分钟后再试"
        raise TooManyTries(f"尝试次数过多,{when}", "忘记密码请联系管理员重置", retry_after=wait)
    attempt = LoginAttempt(username=username, address=address)
    session.add(attempt)
    session.flush()
    return attempt.id


def _wait(session: Session, like_this: ColumnElement[bool], tries: int) -> int:
    """Seconds until tries like this are heard again: LOCK from the last of `tries` failures in a row."""
    failures = select(LoginAttempt.at, func.now()).where(like_this, ~LoginAttempt.success)
    latest = session.execute(failures.order_by(LoginAttempt.at.desc()).limit(tries)).all()
    if len(latest) < tries:
        return 0
    (last, now), (first, _) = latest[0], latest[-1]
    locked = last - first < LOCK
    return max(0, int((last + LOCK - now).total_seconds())) if locked else 0

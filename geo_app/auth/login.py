"""Logging in and out, and who stands behind a session cookie.

The cookie holds an opaque random token; the database keeps only its SHA-256. Tries are counted in the database
before the password is looked at, by name and by address, so that neither guessing side by side nor guessing
from several server processes gets round the limit, and a name that does not exist answers like one that does.
"""

import hashlib
import secrets
import time
import unicodedata
from dataclasses import dataclass
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
from geo_app.settings import Settings

COOKIE: Final = "geo_app_session"
DOORKEEPER: Final = Actor("login", Role.VIEWER, ())  # knows accounts, sees no place
NAME_TRIES: Final = 10
ADDRESS_TRIES: Final = 15
PROVIDER_TRIES: Final = 100  # an office behind one address, each going there and back
DISABLED: Final = ("该账号已停用", "请联系管理员")
LOCK: Final = timedelta(minutes=15)
REMEMBERED_S: Final = 2.0  # how long a process trusts what it read about a token
TOUCH: Final = timedelta(minutes=1)  # how exact "last used" is
_ONE_AT_A_TIME: Final = 7_216_350_418  # the advisory lock under which tries are counted

# Tries under way count as failures until they are decided: so few at once leave room below the limits, and a whole
# office that logs in at eight is not taken for somebody who guesses.
_TOGETHER: Final = BoundedSemaphore(2)


@dataclass(frozen=True)
class Lasting:
    """How long a login lasts: without use, and however much it is used."""

    idle: timedelta = timedelta(hours=12)
    whole: timedelta = timedelta(days=7)


@dataclass(frozen=True)
class Arrival:
    """What somebody brings who begins a session: the token of an older one, and where they are. `vouched`: the
    identity provider let them in, not a password."""

    token: str | None = None
    address: str = ""
    device: str = ""
    vouched: bool = False
    lasting: Lasting = Lasting()


@dataclass(frozen=True)
class Holder:
    """Who holds a session; while they owe a password of their own, they may do nothing but choose one."""

    actor: Actor
    owes_password: bool


_known: dict[bytes, tuple[float, Holder | None]] = {}  # token hash -> trusted until, who


def cookie_of(settings: Settings) -> str:
    """The name of the session cookie. Over HTTPS it is one that browsers take from this very host only.

    >>> cookie_of(Settings(secure_cookie=True))
    '__Host-geo_app_session'
    """
    return f"__Host-{COOKIE}" if settings.secure_cookie else COOKIE


def lasting(settings: Settings) -> Lasting:
    return Lasting(timedelta(hours=settings.session_hours), timedelta(days=settings.session_days))


def holder_of(database: Database, token: str | None, lasting: Lasting) -> Holder | None:
    """Who holds this session token; None when nobody does, any more."""
    if not token:
        return None
    if holder := known(token):
        return holder
    key = hashed(token)
    with database.transaction(DOORKEEPER) as session:
        holder = _holder(session, key, lasting)
    if holder is None:
        _known.pop(key, None)
    else:
        if len(_known) > 10_000:
            _known.clear()
        _known[key] = (time.monotonic() + REMEMBERED_S, holder)
    return holder


def known(token: str | None) -> Holder | None:
    """Who holds this token, where this process has just asked."""
    until, holder = _known.get(hashed(token or ""), (0.0, None))
    return holder if holder and time.monotonic() < until else None


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


def count_provider(session: Session, address: str) -> None:
    """Note that this address goes to the identity provider, or comes back; TooManyTries when it does so too often.
    Each makes this server ask the provider, before anybody is known."""
    since = LoginAttempt.at > func.now() - LOCK
    tries = select(func.count()).where(LoginAttempt.username == "", LoginAttempt.address == address, since)
    if (session.scalar(tries) or 0) >= PROVIDER_TRIES:
        raise _too_many(int(LOCK.total_seconds()))
    session.add(LoginAttempt(username="", address=address, success=True))  # nobody's failure


def begin_session(session: Session, account_id: int, arrival: Arrival) -> str:
    """A new token for this account. The token that the browser came with, and those past their time, end here."""
    token = secrets.token_urlsafe(32)
    log_out(session, arrival.token)
    session.execute(delete(LoginSession).where(~_lasts(arrival.lasting)))
    came = {"address": arrival.address, "device": arrival.device, "vouched": arrival.vouched}
    session.add(LoginSession(token_hash=hashed(token), account_id=account_id, **came))
    session.flush()
    return token


def log_out(session: Session, token: str | None) -> None:
    """End the session of this token."""
    if token:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == hashed(token)))
        _known.pop(hashed(token), None)


def end_sessions(session: Session, account_id: int, *which: ColumnElement[bool]) -> int:
    """End every session of an account, or those of them that are `which`: how many there were."""
    gone = delete(LoginSession).where(LoginSession.account_id == account_id, *which).returning(LoginSession.id)
    ended = len(session.scalars(gone).all())
    _known.clear()
    return ended


def written(username: str) -> str:
    """A user name as it is stored: however it was typed on which keyboard.

    >>> written(" Zhang.San "), written("zhang")
    ('zhang.san', 'zhang')
    """
    return unicodedata.normalize("NFKC", username).strip().lower()


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _lasts(lasting: Lasting) -> ColumnElement[bool]:
    now = func.now()
    return and_(LoginSession.used_at > now - lasting.idle, LoginSession.started_at > now - lasting.whole)


def _holder(session: Session, key: bytes, lasting: Lasting) -> Holder | None:
    owes = Account.must_change & ~LoginSession.vouched  # whoever comes by the provider knows no password here
    codes = select(AccountDivision.code).where(AccountDivision.account_id == Account.id).scalar_subquery()
    found = session.execute(
        select(Account.username, Account.role, func.array(codes), LoginSession.used_at < func.now() - TOUCH, owes)
        .join(LoginSession)
        .where(LoginSession.token_hash == key, _lasts(lasting), ~Account.disabled)
    ).one_or_none()
    if found is None:
        return None
    username, role, divisions, worn, owes_password = found
    if worn:
        session.execute(update(LoginSession).where(LoginSession.token_hash == key).values(used_at=func.now()))
    return Holder(Actor(username, Role(role), tuple(divisions)), owes_password)


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
        raise _too_many(wait)
    attempt = LoginAttempt(username=username, address=address)
    session.add(attempt)
    session.flush()
    return attempt.id


def _too_many(wait: int) -> TooManyTries:
    when = f"请在 {-(-wait // 60)} 分钟后再试"
    return TooManyTries(f"尝试次数过多，{when}", "忘记密码请联系管理员重置", retry_after=wait)


def _wait(session: Session, like_this: ColumnElement[bool], tries: int) -> int:
    """Seconds until tries like this are heard again: LOCK from the last of `tries` failures in a row."""
    failures = select(LoginAttempt.at, func.now()).where(like_this, ~LoginAttempt.success)
    latest = session.execute(failures.order_by(LoginAttempt.at.desc()).limit(tries)).all()
    if len(latest) < tries:
        return 0
    (last, now), (first, _) = latest[0], latest[-1]
    locked = last - first < LOCK
    return max(0, int((last + LOCK - now).total_seconds())) if locked else 0

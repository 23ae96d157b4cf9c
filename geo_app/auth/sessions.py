"""The logins of one account as its person sees them: from where and on what, ended one by one, and proven anew
before something that weighs."""

import ipaddress
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import column, func, insert, select, table, update
from sqlalchemy.orm import Session

from geo_app.auth.login import end_sessions, hashed
from geo_app.auth.models import LoginAttempt, LoginSession
from geo_app.errors import Forbidden, NotFound

PROVEN: Final = timedelta(minutes=10)  # how long a password that was just entered counts as just entered
REMEMBERED: Final = timedelta(days=90)  # an address from which nobody came for so long is new again
# notices stand on accounts, not the other way round; only its columns are known here
NOTICE = table("notice", *map(column, ("kind", "division", "title", "text", "link", "username")))
# a header names what it pretends to be too: the first that fits is meant
BROWSERS: Final = {
    "MicroMessenger": "WeChat",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS: Final = {
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def device_of(agent: str) -> str:
    """What a header User-Agent says of browser and system, in short.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) … Chrome/130.0 Safari/537.36 Edg/130.0")
    'Edge · Windows'
    >>> device_of("curl/8.1")
    ''
    """
    found = (next((name for sign, name in each.items() if sign in agent), "") for each in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in found if name)


def logins(session: Session, account_id: int) -> Sequence[LoginSession]:
    """Those of an account, the last used first."""
    own = select(LoginSession).where(LoginSession.account_id == account_id)
    return session.scalars(own.order_by(LoginSession.used_at.desc(), LoginSession.id.desc())).all()


def end_one(session: Session, account_id: int, login_id: int) -> None:
    """End one login of this account; NotFound where it is not one of its own."""
    if not end_sessions(session, account_id, LoginSession.id == login_id):
        raise NotFound("没有这次登录，或它已经结束", "请刷新列表")


def end_others(session: Session, account_id: int, token: str) -> None:
    """End all logins of this account but the one of this token."""
    end_sessions(session, account_id, LoginSession.token_hash != hashed(token))


def prove_anew(session: Session, token: str) -> None:
    """The person behind this login has just entered their password once more."""
    own = update(LoginSession).where(LoginSession.token_hash == hashed(token))
    session.execute(own.values(proved_at=func.now()))


def must_be_proven(session: Session, token: str) -> None:
    """Forbidden where nobody has shown for a while that the person who logged in still sits there."""
    fresh = select(LoginSession.proved_at > func.now() - PROVEN).where(LoginSession.token_hash == hashed(token))
    if not session.scalar(fresh):
        raise Forbidden(
            "请再输入一次您自己的密码",
            "离上次输入已超过 10 分钟；用统一身份认证登录的，请退出后重新登录",
            proof_due=True,
        )


def tell(session: Session, username: str, title: str, text: str) -> None:
    """Tell a person, and nobody else, what happened to their account."""
    news = {"kind": "account", "division": 0, "title": title, "text": text, "link": "/me", "username": username}
    session.execute(insert(NOTICE).values(news))


def tell_of_new_address(session: Session, username: str, address: str, device: str) -> None:
    """Tell a person that somebody logged in as them from where nobody did before; not at their first login."""
    since = LoginAttempt.at > func.now() - REMEMBERED
    came = select(LoginAttempt.address).where(LoginAttempt.username == username, LoginAttempt.success, since)
    before = session.scalars(came.order_by(LoginAttempt.id.desc()).offset(1)).all()
    if before and _network(address) not in {_network(each) for each in before}:
        where = f"{address} {device}".strip()
        tell(session, username, "您的账号从新的地址登录", f"{where}。不是您本人的，请立即修改密码并告诉管理员")


def _network(address: str) -> str:
    """The neighbourhood of an address: a phone has another one each day, from the same carrier.

    >>> _network("203.0.113.9"), _network("2001:db8::1"), _network("somewhere")
    ('203.0.0.0/16', '2001:db8::/32', 'somewhere')
    """
    try:
        wide = 16 if ipaddress.ip_address(address).version == 4 else 32
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/{wide}", strict=False))

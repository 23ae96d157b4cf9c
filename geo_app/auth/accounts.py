"""Accounts and their grants: made, changed and listed by administrators, each within the own divisions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import column, exists, select, table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.auth import passwords
from geo_app.auth.login import end_sessions, written
from geo_app.auth.models import Account, AccountDivision
from geo_app.auth.sessions import tell
from geo_app.errors import BadInput, Forbidden, NotFound

USERNAME = re.compile(r"[\w.-]{2,40}")
CODE = re.compile(r"(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?")
# the tree of divisions is built on accounts, not the other way round; only its codes and names are read here
DIVISION = table("division", column("code"), column("name"))


@dataclass(frozen=True)
class Changes:
    """What is to become of an account; None leaves a thing as it is. `by_owner`: the person changes the own
    password; one that somebody else sets must be changed at the next login."""

    name: str | None = None
    role: Role | None = None
    divisions: Iterable[str] | None = None
    disabled: bool | None = None
    password: str | None = None
    by_owner: bool = False


def add_account(
    session: Session, username: str, name: str, role: str, divisions: Iterable[str], password: str
) -> Account:
    """A new account. Without divisions it sees nothing; "" grants the whole country."""
    username = written(username)
    if not USERNAME.fullmatch(username):
        raise BadInput(f"用户名“{username}”不可用", "请用 2 至 40 个汉字、字母、数字、点、横线或下划线")
    if role not in set(Role):
        known = "、".join(f"{each}({each.label})" for each in Role)
        raise BadInput(f"没有角色 {role}", f"可用角色：{known}")
    password_hash = passwords.hashed(passwords.good_enough(password, username))
    account = Account(username=username, name=name, role=role, password_hash=password_hash)
    account.divisions = _grants(session, divisions)
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        raise BadInput(f"用户名“{username}”已存在", "请换一个用户名") from error
    return account


def change_account(session: Session, account: Account, changes: Changes) -> Account:
    """The account after the changes. Disabling it or setting a password ends its sessions at once."""
    before = _administrator(session)
    if changes.password is not None:
        _set_password(session, account, changes.password, changes.by_owner)
    if changes.divisions is not None:
        account.divisions = _grants(session, changes.divisions)
    if changes.disabled is not None:
        account.disabled = changes.disabled
    account.name = changes.name or account.name
    account.role = changes.role or account.role
    session.flush()
    after = _administrator(session)
    if not all(covers(after, code) for code in before.divisions):
        raise BadInput(f"“{account.username}”是最后一个管理员，不能停用、降级或缩小区划", "请先设置另一个管理员")
    if changes.disabled or changes.password is not None:
        end_sessions(session, account.id)
    return account


def _set_password(session: Session, account: Account, password: str, by_owner: bool) -> None:
    account.password_hash = passwords.hashed(passwords.good_enough(password, account.username))
    account.must_change = not by_owner
    told = "是您本人改的" if by_owner else "是管理员重置的，登录后请换成您自己的"
    tell(session, account.username, "您的密码已修改", f"{told}；如果不是，请立即告诉管理员")


def listed(session: Session, by: Actor) -> list[Account]:
    """The accounts whose grants all lie within the administrator's own divisions, by user name."""
    permit(by)
    every = session.scalars(select(Account).order_by(Account.username))
    return [account for account in every if all(covers(by, grant.code) for grant in account.divisions)]


def within_reach(session: Session, by: Actor, account_id: int) -> Account:
    """An account that this administrator may change."""
    for account in listed(session, by):
        if account.id == account_id:
            return account
    raise NotFound(f"没有编号为 {account_id} 的账号，或不在您的管辖区划内", "请在账号列表中核对")


def permit(by: Actor, divisions: Iterable[str] = ()) -> None:
    """Only administrators keep accounts, and grant only what they are granted themselves."""
    if not by.role.may(Role.ADMIN):
        raise Forbidden("只有管理员可以管理账号", "请联系管理员")
    for code in divisions:
        if not covers(by, code):
            raise Forbidden(f"区划“{code}”不在您的管辖范围内", "只能授予您自己管辖的区划")


def covers(actor: Actor, code: str) -> bool:
    """Whether the division lies within what the actor is granted.

    >>> zhang = Actor("zhang", Role.ADMIN, ("530181", "530124001"))
    >>> [covers(zhang, code) for code in ("530181102", "530124001", "530124", "53", "")]
    [True, True, False, False, False]
    """
    return any(code.startswith(granted) for granted in actor.divisions)


def named(session: Session, username: str) -> Account:
    """The account of this user name."""
    account = session.scalar(select(Account).where(Account.username == written(username)))
    if account is None:
        raise NotFound(f"没有用户名为“{username}”的账号", "请用 geo-app user list 查看现有账号")
    return account


def actor(account: Account) -> Actor:
    """The person of this account at work."""
    if account.disabled:
        raise Forbidden(f"账号“{account.username}”已停用", "请联系管理员")
    return Actor(account.username, Role(account.role), tuple(grant.code for grant in account.divisions))


def division_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The names of divisions by code; the empty code is the whole country."""
    known = session.execute(select(DIVISION.c.code, DIVISION.c.name).where(DIVISION.c.code.in_(list(codes))))
    return {"": "全国", **{row.code: row.name for row in known}}


def _grants(session: Session, codes: Iterable[str]) -> list[AccountDivision]:
    """Grants of these divisions, well-formed and, once divisions are loaded, known."""
    codes = list(dict.fromkeys(codes))
    known = division_names(session, codes)
    loaded = session.scalar(select(exists(select(DIVISION.c.code))))
    for code in codes:
        if not CODE.fullmatch(code):
            raise BadInput(f"区划代码“{code}”格式不对", "请用 2、4、6、9 或 12 位数字代码；留空表示全国")
        if loaded and code not in known:
            raise BadInput(f"没有代码为 {code} 的行政区划", "请核对代码，或先导入该区划")
    return [AccountDivision(code=code) for code in codes]


def _administrator(session: Session) -> Actor:
    """All enabled administrators as one, with all they are granted. Those who change them wait for one another."""
    heads = select(Account).where(Account.role == Role.ADMIN, ~Account.disabled).order_by(Account.id)
    granted = {grant.code for head in session.scalars(heads.with_for_update()) for grant in head.divisions}
    return Actor("", Role.ADMIN, tuple(granted))

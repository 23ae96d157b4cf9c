"""Routes: the session, the own password, accounts."""

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import column, exists, select, table
from sqlalchemy.orm import Session

from geo_app.actor import Role
from geo_app.auth import accounts, login, models, passwords, sessions
from geo_app.auth.arrival import address_of, begin, forget, token_of
from geo_app.auth.door import (
    AppDatabase,
    CurrentActor,
    ReadSession,
    WriteSession,
    same_origin,
)
from geo_app.errors import BadInput, NotLoggedIn

router = APIRouter(tags=["accounts"])
SITE = table("site", column("demo"))  # sites stand on accounts, not the other way round


class Credentials(BaseModel, extra="forbid"):
    username: str = Field(max_length=100)
    password: str = Field(max_length=1000)


class PasswordChange(BaseModel, extra="forbid"):
    old: str = Field(max_length=1000)
    new: str = Field(max_length=1000)


class Grant(BaseModel):
    code: str
    name: str


class AccountRow(BaseModel):
    """An account as administrators see it."""

    id: int
    username: str
    name: str
    role: Role
    role_label: str
    divisions: list[Grant]
    disabled: bool


class Account(BaseModel):
    """The person who is logged in; `demo`: what they see includes the demonstration county; `must_change`: they
    owe a password of their own, and may do nothing before."""

    id: int
    username: str
    name: str
    role: Role
    role_label: str
    divisions: list[Grant]
    demo: bool
    must_change: bool


class AccountChange(BaseModel, extra="forbid"):
    """What is to become of an account; what is left out stays as it is."""

    name: str | None = Field(None, min_length=1, max_length=100)
    role: Role | None = None
    divisions: list[str] | None = Field(None, max_length=1000)
    disabled: bool | None = None
    password: str | None = Field(None, max_length=1000)


class NewAccount(BaseModel, extra="forbid"):
    username: str = Field(max_length=100)
    name: str = Field(min_length=1, max_length=100)
    role: Role
    divisions: list[str] = Field(max_length=1000)
    password: str = Field(max_length=1000)


@router.post("/api/session", operation_id="log_in", dependencies=[Depends(same_origin)])
def log_in(credentials: Credentials, request: Request, response: Response, database: AppDatabase) -> Account:
    account = login.prove(database, credentials.username, credentials.password, address_of(request))
    with database.transaction(login.DOORKEEPER) as session:
        begin(session, account, request, response)
    with database.transaction(accounts.actor(account)) as session:
        return seen(session, account, account.must_change)


@router.get("/api/session", operation_id="session")
def who(request: Request, session: ReadSession, actor: CurrentActor) -> Account:
    return seen(session, accounts.named(session, actor.name), request.state.owes_password)


@router.delete("/api/session", operation_id="log_out", status_code=204, dependencies=[Depends(same_origin)])
def log_out(request: Request, response: Response, database: AppDatabase) -> None:
    with database.transaction(login.DOORKEEPER) as session:
        login.log_out(session, token_of(request))
    forget(request, response)


@router.post("/api/session/password", operation_id="change_own_password", status_code=204)
def change_own_password(
    change: PasswordChange, request: Request, response: Response, session: WriteSession, actor: CurrentActor
) -> None:
    try:
        login.prove(request.app.state.database, actor.name, change.old, address_of(request))
    except NotLoggedIn as error:
        raise BadInput("原密码不正确", "请重新输入；忘记原密码请联系管理员重置") from error
    account = accounts.named(session, actor.name)
    if passwords.matches(change.new, account.password_hash):
        raise BadInput("新密码与原密码相同", "请换一个新的密码")
    accounts.change_account(session, account, accounts.Changes(password=change.new, by_owner=True))
    begin(session, account, request, response)


@router.get("/api/accounts", operation_id="accounts")
def listed(session: ReadSession, actor: CurrentActor) -> list[AccountRow]:
    return _rows(session, accounts.listed(session, actor))


@router.post("/api/accounts", operation_id="create_account", status_code=201)
def create(new: NewAccount, request: Request, session: WriteSession, actor: CurrentActor) -> AccountRow:
    accounts.permit(actor, new.divisions)
    sessions.must_be_proven(session, token_of(request))
    account = accounts.add_account(session, new.username, new.name, new.role, new.divisions, new.password)
    account.must_change = True
    return _rows(session, [account])[0]


@router.patch("/api/accounts/{account_id}", operation_id="change_account")
def change(
    account_id: int, change: AccountChange, request: Request, session: WriteSession, actor: CurrentActor
) -> AccountRow:
    account = accounts.within_reach(session, actor, account_id)
    accounts.permit(actor, change.divisions or ())
    sessions.must_be_proven(session, token_of(request))
    changes = accounts.Changes(**change.model_dump())
    return _rows(session, [accounts.change_account(session, account, changes)])[0]


def seen(session: Session, account: models.Account, must_change: bool) -> Account:
    demo = bool(session.scalar(select(exists().where(SITE.c.demo))))
    row = _row(account, _names(session, [account])).model_dump(exclude={"disabled"})
    return Account(demo=demo, must_change=must_change, **row)


def _rows(session: Session, found: list[models.Account]) -> list[AccountRow]:
    names = _names(session, found)
    return [_row(account, names) for account in found]


def _names(session: Session, found: list[models.Account]) -> dict[str, str]:
    return accounts.division_names(session, {grant.code for account in found for grant in account.divisions})


def _row(account: models.Account, names: dict[str, str]) -> AccountRow:
    role = Role(account.role)
    return AccountRow(
        id=account.id,
        username=account.username,
        name=account.name,
        role=role,
        role_label=role.label,
        divisions=[Grant(code=g.code, name=names.get(g.code, g.code)) for g in account.divisions],
        disabled=account.disabled,
    )

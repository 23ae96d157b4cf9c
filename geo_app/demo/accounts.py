"""The accounts of the demonstration. Their password is known to everybody, so they exist nowhere else."""

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo_app.auth import passwords
from geo_app.auth.accounts import add_account
from geo_app.demo.county import COUNTY

EVERYBODYS = "demo-2026"


@dataclass(frozen=True)
class Login:
    """Who can log in to the demonstration."""

    username: str
    name: str
    role: str
    division: str


LOGINS = (
    Login("admin", "演示管理员", "admin", ""),
    Login("bureau", "演示县应急局", "editor", COUNTY),
    Login("approver", "演示选址审批", "approver", COUNTY),
    Login("township", "草铺演示安监办", "editor", "530181007"),
    Login("grid", "草铺村演示网格员", "inspector", "530181007201"),
    Login("viewer", "演示查看", "viewer", COUNTY),
)


def open_accounts(session: Session) -> None:
    """All of them, with the one password that is shorter than the rules for real accounts allow."""
    for login in LOGINS:
        account = add_account(
            session, login.username, login.name, login.role, [login.division], secrets.token_urlsafe()
        )
        account.password_hash = passwords.hashed(EVERYBODYS)
    session.flush()

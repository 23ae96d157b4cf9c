"""geo-app user"""

import getpass
import sys
from typing import Annotated

import typer
from rich.table import Table

from geo_app.auth import accounts
from geo_app.commands.arguments import Username
from geo_app.commands.printing import console
from geo_app.commands.working import working

app = typer.Typer(no_args_is_help=True, help="账号。")
Grants = Annotated[
    list[str] | None, typer.Option("--division", "-d", help="管辖区划代码，可重复；不写则看不到任何点位")
]


@app.command()
def add(
    username: Username,
    role: Annotated[str, typer.Option(help="viewer、inspector、approver、editor 或 admin")] = "viewer",
    name: Annotated[str, typer.Option(help="姓名或单位")] = "",
    division: Grants = None,
) -> None:
    """新增账号；密码从终端或标准输入读取。"""
    with working() as (desk, session):
        is_first = not accounts.listed(session, desk.actor)  # that of whoever installs the map
        account = accounts.add_account(session, username, name or username, role, division or [], _password())
        account.must_change = not is_first
    console.print(f"账号 {username} 已建立")


@app.command("list")
def list_all() -> None:
    """列出账号。"""
    table = Table("用户名", "姓名", "角色", "管辖区划", "状态")
    with working() as (desk, session):
        for account in accounts.listed(session, desk.actor):
            codes = "、".join(grant.code or "全国" for grant in account.divisions)
            table.add_row(account.username, account.name, account.role, codes, "停用" if account.disabled else "")
    console.print(table)


@app.command()
def disable(username: Username) -> None:
    """停用账号，立即退出其所有登录。"""
    with working() as (_, session):
        accounts.change_account(session, accounts.named(session, username), accounts.Changes(disabled=True))
    console.print(f"账号 {username} 已停用")


@app.command()
def password(username: Username) -> None:
    """重置密码；从终端或标准输入读取。"""
    with working() as (_, session):
        accounts.change_account(session, accounts.named(session, username), accounts.Changes(password=_password()))
    console.print("密码已更新")


def _password() -> str:
    return getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")

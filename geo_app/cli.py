"""The geo-app command: parse, call one function, show progress, print."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from geo_app.actor import Actor, operator
from geo_app.auth import accounts
from geo_app.auth.door import instant
from geo_app.classification.calculator import calculate
from geo_app.divisions import load as divisions
from geo_app.errors import BadInput, GeoAppError
from geo_app.layers import load_layers
from geo_app.settings import settings
from geo_app.sites import record
from geo_app.sites.card import card
from geo_app.sites.history import versions
from geo_app.start import OpenMap, open_map, private_cluster, upgrade_map

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="县域安全风险一张图"
)
db = typer.Typer(no_args_is_help=True, help="数据库:升级、启动、停止")
division = typer.Typer(no_args_is_help=True, help="行政区划")
user = typer.Typer(no_args_is_help=True, help="账号")
site = typer.Typer(no_args_is_help=True, help="点位:查看、新增、修改、停用")
for name, group in (("db", db), ("divisions", division), ("user", user), ("site", site)):
    app.add_typer(group, name=name)
console, errors = Console(), Console(stderr=True, style="red")


def main() -> None:
    """Run the command; what goes wrong is told in one sentence with its remedy."""
    try:
        app(standalone_mode=True)
    except GeoAppError as error:
        errors.print(str(error), highlight=False)
        sys.exit(error.exit_code)


@app.command()
def serve(host: str | None = None, port: int | None = None, workers: int | None = None) -> None:
    """启动服务。"""
    opened = open_map(settings())
    opened.database.close()
    chosen = opened.settings
    host, port = host or chosen.host, port or chosen.port
    console.print(f"地图已启动:http://{host}:{port}  (Ctrl+C 停止)")
    try:
        uvicorn.run(
            "geo_app.app:from_environment",
            factory=True,
            host=host,
            port=port,
            workers=workers or chosen.workers,
            log_level="warning",
            timeout_graceful_shutdown=5,
        )
    finally:
        if opened.started:
            private_cluster(chosen).stop()


@app.command("layers")
def list_layers() -> None:
    """列出图层。"""
    table = Table("名称", "标题", "几何", "评估方法", "说明")
    for layer in load_layers(settings().layer_folders()):
        table.add_row(layer.name, layer.title, layer.geometry, "、".join(layer.methods), layer.description)
    console.print(table)


@app.command("assess")
def assess_inputs(method: str, inputs: Path, variant: str = "") -> None:
    """按方法计算,输出 JSON;INPUTS 是 JSON 文件,写 - 从标准输入读取。不需要数据库。"""
    _print_json(calculate(method, _read(inputs), variant or None))


@db.command("upgrade")
def upgrade_database() -> None:
    """把数据库升级到最新结构。"""
    console.print("数据库已升级" if upgrade_map(settings()) else "数据库已是最新")


@db.command("stop")
def stop_database() -> None:
    """停止内置数据库。"""
    private_cluster(settings()).stop()


@division.command("load")
def load_divisions(file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False)] = None) -> None:
    """载入行政区划:不带文件时载入全国省、市、县界线;带文件时载入名称代码表或界线。"""
    with working("载入行政区划") as (opened, session, _):
        layer = opened.layers["division"]
        done = divisions.load_file(session, file, layer) if file else divisions.load_country(session)
    for fault in done.faults:
        errors.print(str(fault), highlight=False)
    console.print(
        f"读取 {done.read} 个区划,新增 {done.added},更新 {done.changed},{done.sites_moved} 个点位改归所在区划"
    )


Grants = Annotated[
    list[str] | None, typer.Option("--division", "-d", help="管辖区划代码,可重复;不写则看不到任何点位")
]


@user.command("add")
def add_user(username: str, role: str = "viewer", name: str = "", division: Grants = None) -> None:
    """新增账号;密码从终端或标准输入读取。"""
    with working() as (_, session, _):
        accounts.add_account(session, username, name or username, role, division or [], _password())
    console.print(f"账号 {username} 已建立")


@user.command("list")
def list_users() -> None:
    """列出账号。"""
    table = Table("用户名", "姓名", "角色", "管辖区划", "状态")
    with working() as (_, session, actor):
        for account in accounts.listed(session, actor):
            codes = "、".join(grant.code or "全国" for grant in account.divisions)
            table.add_row(account.username, account.name, account.role, codes, "停用" if account.disabled else "")
    console.print(table)


@user.command("disable")
def disable_user(username: str) -> None:
    """停用账号,立即退出其所有登录。"""
    with working() as (_, session, _):
        accounts.change_account(session, accounts.named(session, username), accounts.Changes(disabled=True))
    console.print(f"账号 {username} 已停用")


@user.command("password")
def set_password(username: str) -> None:
    """重置密码;从终端或标准输入读取。"""
    with working() as (_, session, _):
        accounts.change_account(session, accounts.named(session, username), accounts.Changes(password=_password()))
    console.print("密码已更新")


Values = Annotated[list[str], typer.Option("--set", help="字段=值,可重复")]


@site.command("show")
def show_site(site_id: int, as_of: str = "") -> None:
    """查看点位(JSON)。"""
    with working(as_of=as_of) as (opened, session, actor):
        _print_json(card(session, actor, opened.layers, site_id).model_dump(mode="json"))


@site.command("add")
def add_site(layer: str, lon: float, lat: float, values: Values, reason: str = "命令行新增") -> None:
    """新增点位。"""
    with working(reason) as (opened, session, actor):
        place = {"type": "Point", "coordinates": [lon, lat]}
        added = record.add(session, actor, opened.layers[layer], place, _pairs(values))
    console.print(added.id)


@site.command("change")
def change_site(site_id: int, version: int, values: Values, reason: str = "命令行修改") -> None:
    """修改点位;version 是修改所依据的版本号(见 show)。"""
    with working(reason) as (opened, session, actor):
        changed = record.change(session, actor, opened.layers, site_id, version, _pairs(values))
    console.print(f"已保存,版本 {changed.version}")


@site.command("retire")
def retire_site(site_id: int, version: int, reason: str) -> None:
    """停用点位,历史保留。"""
    with working(reason) as (opened, session, actor):
        record.retire(session, actor, opened.layers, site_id, version)
    console.print("已停用")


@site.command("history")
def site_history(site_id: int) -> None:
    """点位的全部版本(JSON)。"""
    with working() as (opened, session, _):
        _print_json([version.model_dump(mode="json") for version in versions(session, opened.layers, site_id)])


@contextmanager
def working(reason: str = "", as_of: str = "") -> Iterator[tuple[OpenMap, Session, Actor]]:
    """One transaction in the name of GEO_APP_ACTOR, or of the administrator of this machine."""
    opened = open_map(settings())
    actor = operator(getpass.getuser())
    if settings().actor:
        with opened.database.transaction(actor) as session:
            actor = accounts.actor(accounts.named(session, settings().actor or ""))
    with opened.database.transaction(actor, as_of=instant(as_of), reason=reason) as session:
        yield opened, session, actor
    opened.database.close()


def _password() -> str:
    return getpass.getpass("密码:") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _read(path: Path) -> str:
    """The text of a file, or of standard input for -."""
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了文件 {path}", "请检查路径;内容须为 UTF-8 编码的 JSON") from error


def _pairs(values: list[str]) -> dict[str, str]:
    """字段=值 -> {field: value}."""
    pairs = [value.partition("=") for value in values]
    if any(not middle for _, middle, _ in pairs):
        raise BadInput("--set 应写成 字段=值", "例如 --set name=裕隆煤矿")
    return {name.strip(): value for name, _, value in pairs}


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

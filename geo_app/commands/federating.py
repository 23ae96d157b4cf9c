"""geo-app federation"""

import time
from pathlib import Path
from typing import Annotated

import typer

from geo_app.cluster import Cluster
from geo_app.cluster_conf import Network
from geo_app.commands import neighbours
from geo_app.commands.arguments import DivisionCode
from geo_app.commands.printing import console
from geo_app.commands.working import at_desk
from geo_app.divisions.code import must_be_code
from geo_app.errors import BadInput
from geo_app.federation import join as joining
from geo_app.federation import mend as mending
from geo_app.federation import publish as publishing
from geo_app.federation import secret_file
from geo_app.federation.mend import what_is_the_matter
from geo_app.federation.status import JoinedCounty, Reader, links, published_as, readers, told_lag
from geo_app.settings import settings
from geo_app.start import private_cluster, upgrade_map

app = typer.Typer(no_args_is_help=True, help="联网：县库上报，市库汇入，随改随到。")
app.add_typer(neighbours.app, name="neighbours")
Sure = Annotated[bool, typer.Option("--yes", help="县库由较早的备份恢复、只有本库还有的记录也移走")]
PAUSE_S = 0.5


@app.command()
def publish(
    county: DivisionCode,
    to: Annotated[str, typer.Option(help="上报给哪个市、省，写它的区划代码")],
    address: Annotated[str, typer.Option(help="本机在专网里的 IP，市里由它连接")],
    allow: Annotated[str, typer.Option(help="允许从哪个网段连接，例如 10.53.0.0/16")],
    file: Annotated[Path, typer.Option(help="汇入文件写到这里，含密码，请当面或加密交给市里")],
) -> None:
    """县里：把本库作为某县上报，写出汇入文件。新库请先上报再录入；第一次会重启内置数据库。"""
    cluster = _cluster()
    upgrade_map(settings())
    invited = publishing.publish(cluster, must_be_code(county), must_be_code(to), Network(address, allow))
    secret_file.write(file, invited)
    console.print(f"已上报。请把 {file} 交给 {to}，由它执行：geo-app federation join {file.name}", soft_wrap=True)


@app.command()
def join(
    file: Annotated[Path, typer.Argument(help="县里写出的汇入文件")],
    wait: Annotated[bool, typer.Option(help="等到第一次复制完成")] = True,
    yes: Sure = False,
) -> None:
    """市里：汇入一个县。县里升级、本库或县库由备份恢复后再执行一次。"""
    cluster, invited = _cluster(), publishing.read_invitation(file)
    upgrade_map(settings())
    if not joining.join(cluster, invited, yes):
        console.print(f"{invited.county} 早已汇入，密码和表已更新;geo-app federation status 查看是否接上")
        return
    with console.status("正在复制……") as told:
        while wait and (link := _link(invited.county)).copied < link.tables:
            told.update(f"正在复制 {link.copied}/{link.tables} 张表……")
            time.sleep(PAUSE_S)
    console.print(f"已汇入 {invited.county};geo-app federation status 查看进度和延迟")


@app.command()
def leave(
    county: Annotated[str, typer.Argument(help="要退出的县；县里退出上报时写本县")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
) -> None:
    """市里：不再汇入此县，它的记录从本库移走；县里：不再上报，不再监听网络。"""
    cluster, code = _cluster(), must_be_code(county)
    with at_desk() as desk, desk.database.transaction(desk.actor) as session:
        known = {link.code for link in links(session)}
    if code not in known:
        publishing.unpublish(cluster, code)
        console.print(f"{code} 不再上报")
        return
    if not yes:
        typer.confirm(f"从本库移走 {code} 的全部记录(县里的不动)?", abort=True)
    gone, told = joining.leave(cluster, code)
    console.print(f"已退出 {code}，移走 {gone} 条记录")
    if not told:
        console.print("连不上县库：请县里也执行 leave，否则它会一直为本库留存日志", soft_wrap=True)


@app.command()
def recopy(county: Annotated[str, typer.Argument(help="要重新复制的县")], yes: Sure = False) -> None:
    """市里：把一个县的数据重新复制一遍。县里留存的日志失效，或县库由备份恢复以后用。"""
    gone = mending.recopy(_cluster(), must_be_code(county), yes)
    console.print(f"已移走 {gone} 条，正在重新复制；geo-app federation status 查看进度")


@app.command()
def status() -> None:
    """汇入了哪些县、复制到哪里、落后多少；谁在读本库、留存了多少日志。"""
    with at_desk() as desk, desk.database.transaction(desk.actor) as session:
        found, reading, own = links(session), readers(session), published_as(session)
    for link in found:
        console.print(_told(link), soft_wrap=True)
        if not link.working and not settings().database_url:
            console.print("  " + "，".join(what_is_the_matter(_cluster(), link.code)), soft_wrap=True)
    for reader in reading:
        console.print(_read(reader), soft_wrap=True)
    if own and not reading:
        console.print(f"{own}：本库已上报，还没有人汇入")
    if not found and not own:
        console.print("本库没有联网")


def _told(link: JoinedCounty) -> str:
    state = "正常" if link.working else "没有接上"
    if link.copied < link.tables:
        state = f"正在复制 {link.copied}/{link.tables} 张表"
    shape = "" if link.same_shape is not False else "，两边结构不同：请先升级市库，再升级县库"
    faults = f"，中断 {link.faults} 次" if link.faults else ""
    return f"{link.code} {link.name} {link.address}：{state}，{told_lag(link.lag_s)}{faults}{shape}"


def _read(reader: Reader) -> str:
    kept = f"留存日志 {reader.kept_bytes / 1e6:.0f} MB"
    if reader.lost:
        return f"{reader.slot}：留存日志已超限被清除，请市里运行 geo-app federation recopy"
    return f"{reader.slot}：{'在线' if reader.active else '离线'}，{kept}"


def _link(county: str) -> JoinedCounty:
    with at_desk() as desk, desk.database.transaction(desk.actor) as session:
        return next(link for link in links(session) if link.code == county)


def _cluster() -> Cluster:
    if settings().database_url:
        raise BadInput("联网命令只管理内置数据库", "用外部数据库的，请按 docs/federation.md 由数据库管理员执行")
    return private_cluster(settings())

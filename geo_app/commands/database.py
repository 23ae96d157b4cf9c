"""geo-app db"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.cluster_foreground import ForegroundCluster
from geo_app.commands.printing import console
from geo_app.settings import settings
from geo_app.start import private_cluster, upgrade_map

app = typer.Typer(no_args_is_help=True, help="数据库：升级、停止、在前台运行。")


@app.command()
def upgrade() -> None:
    """把数据库升级到最新结构。"""
    console.print("数据库已升级" if upgrade_map(settings()) else "数据库已是最新")


@app.command()
def stop() -> None:
    """停止内置数据库。"""
    private_cluster(settings()).stop()


@app.command()
def run(
    sockets: Annotated[Path, typer.Option(help="套接字放在哪个目录，旁边的容器挂载它")],
    guest: Annotated[str, typer.Option(help="哪个系统账号可以作为数据库所有者进入，不用密码")] = "geo_app",
) -> None:
    """在前台运行内置数据库，供同一台机器上另一个容器里的 geo_app 使用。"""
    ForegroundCluster(private_cluster(settings()).folder, sockets, guest).become()

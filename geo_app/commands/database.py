"""geo-app db"""

import typer

from geo_app.commands.printing import console
from geo_app.settings import settings
from geo_app.start import private_cluster, upgrade_map

app = typer.Typer(no_args_is_help=True, help="数据库:升级、停止。")


@app.command()
def upgrade() -> None:
    """把数据库升级到最新结构。"""
    console.print("数据库已升级" if upgrade_map(settings()) else "数据库已是最新")


@app.command()
def stop() -> None:
    """停止内置数据库。"""
    private_cluster(settings()).stop()

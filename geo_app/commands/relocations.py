"""geo-app relocations"""

from typing import Annotated

import typer

from geo_app.commands.printing import console
from geo_app.commands.working import working
from geo_app.features import read_division
from geo_app.zones.relocation import propose

app = typer.Typer(no_args_is_help=True, help="搬迁对象：由地图提出(列出用 geo-app list relocations)。")


@app.callback()
def root() -> None:
    """搬迁对象。"""


@app.command("propose")
def propose_targets(division: Annotated[str, typer.Option(help="行政区划代码")] = "") -> None:
    """按地图上的证据提出、更新或撤回搬迁对象；已决定的不变。"""
    with working("由地图提出") as (desk, session):
        done = propose(session, desk.actor, desk.layers, read_division(division))
    console.print(f"新提出 {done.proposed} 家，更新 {done.updated} 家，撤回 {done.withdrawn} 家")

"""geo-app divisions"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.printing import console, errors
from geo_app.commands.working import working
from geo_app.divisions.load import load_country, load_file

app = typer.Typer(no_args_is_help=True, help="行政区划。")


@app.callback()
def group() -> None:
    """行政区划。"""


@app.command()
def load(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="名称代码表或界线；不写则载入全国界线")
    ] = None,
) -> None:
    """不带文件：载入全国省、市、县界线；带文件：载入名称代码表或界线。"""
    with working("载入行政区划") as (desk, session):
        layer = desk.layers["division"]
        done = load_file(session, file, layer) if file else load_country(session)
    for fault in done.faults:
        errors.print(str(fault), soft_wrap=True)
    console.print(
        f"读取 {done.read} 个区划，新增 {done.added}，更新 {done.changed}；{done.sites_moved} 个点位改归"
    )

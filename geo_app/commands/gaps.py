"""geo-app gaps"""

import typer

from geo_app.commands.printing import console
from geo_app.commands.working import working
from geo_app.zones.gaps import recompute

app = typer.Typer(no_args_is_help=True, help="间距台账：重新测算(列出用 geo-app list gaps)。")


@app.callback()
def root() -> None:
    """间距台账。"""


@app.command("recompute")
def recompute_gaps() -> None:
    """按现行规定和现有点位重新测算全部间距(平时由数据库自动保持)。"""
    with working("重新测算间距") as (_, session):
        number = recompute(session)
    console.print(f"台账共 {number} 条间距")

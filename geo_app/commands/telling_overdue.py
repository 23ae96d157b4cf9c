"""geo-app tell-overdue"""

import typer

from geo_app.commands.printing import console
from geo_app.commands.working import working
from geo_app.supervision.overdue import tell_overdue

app = typer.Typer()


@app.command("tell-overdue")
def tell() -> None:
    """通知逾期的搬迁改造和已过复评日期的颜色，每个日期只通知一次(服务运行时每天自动完成；不常开机时放进 cron)。"""
    with working("逾期通知") as (desk, session):
        told = tell_overdue(session, desk.layers)
    console.print(f"搬迁改造逾期 {told.relocations} 家，过复评日期 {told.reviews} 处")

"""geo-app assess-due"""

import typer

from geo_app.classification.recompute import keep_up
from geo_app.commands.printing import console
from geo_app.commands.working import at_desk

app = typer.Typer()


@app.command()
def assess_due() -> None:
    """重算人口或边界已变化的评估(平时由服务自动完成)。"""
    with at_desk() as desk:
        done = keep_up(desk.database, desk.layers)
    changed = sum(each.after is not None for each in done)
    console.print(f"检查 {len(done)} 处，重算后有变化 {changed} 处")
    for each in done:
        if each.failure:
            console.print(f"  点位 {each.site_id}：{each.failure}")

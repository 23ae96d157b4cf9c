"""geo-app screen-list"""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy import select

from geo_app.commands.printing import console, print_json
from geo_app.commands.working import at_desk
from geo_app.errors import BadInput
from geo_app.long_work import find_work
from geo_app.siting import listing
from geo_app.siting.api_runs import RowCard, RunCard, run_card
from geo_app.siting.models import ScreeningRow, ScreeningRun
from geo_app.siting.project_list import Order
from geo_app.siting.running import ScreeningRunner
from geo_app.siting.screen import VERDICTS

app = typer.Typer()


@app.command("screen-list")
def screen_list(
    file: Annotated[
        Path | None, typer.Argument(help="项目清单：GIS 文件一个要素一个项目，或 xlsx、csv 一行一个项目")
    ] = None,
    opinions: Annotated[str, typer.Option(help="不读文件，改为复核这个行政区划的全部选址意见")] = "",
    kind: Annotated[str, typer.Option("--type", help="清单里没有写明时的项目类型")] = "",
    crs: Annotated[str, typer.Option(help="文件没有写明坐标系时：EPSG 编号，或 gcj02、bd09")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """一次筛查一份清单里的全部项目，或在规定改变后复核全县的选址意见。"""
    if (file is None) == (not opinions):
        raise BadInput("要筛查什么没有说清", "请给出项目清单文件，或用 --opinions 给出行政区划，二者选一")
    with at_desk() as desk:
        with desk.database.transaction(desk.actor) as session:
            order = Order(desk.layers, kind, crs.lower())
            made = (
                listing.from_file(session, desk.actor, order, file, file.name)
                if file
                else listing.from_opinions(session, desk.actor, opinions)
            )
        with Progress(console=console, transient=True, disable=as_json) as progress:
            bar = progress.add_task("筛查", total=None)
            runner = ScreeningRunner(desk.database, desk.actor, desk.layers)
            runner.run(made.id, lambda done, total: progress.update(bar, completed=done, total=total))
        with desk.database.transaction(desk.actor) as session:
            card = run_card(session, find_work(session, desk.actor, ScreeningRun, made.id))
            found = session.scalars(
                select(ScreeningRow).where(ScreeningRow.run_id == made.id).order_by(ScreeningRow.id)
            )
            rows = [RowCard.model_validate(row) for row in found]
    print_json(_told(card, rows)) if as_json else _say(card, rows)


def _told(card: RunCard, rows: list[RowCard]) -> dict[str, object]:
    return card.model_dump(mode="json") | {"rows": [row.model_dump(mode="json") for row in rows]}


def _say(card: RunCard, rows: list[RowCard]) -> None:
    verdicts = "、".join(f"{VERDICTS[name]['title']} {number}" for name, number in card.verdicts.items())
    console.print(f"共 {card.total} 个，失败 {card.failed} 个；{verdicts}")
    for row in rows:
        said = f"{row.error}。{row.remedy}" if row.error else VERDICTS[row.verdict or "clear"]["title"]
        changed = f" {row.changes} 条与当时不同" if row.changes else ""
        console.print(f"{row.number} {row.name} {said} {row.deciding}{changed}", markup=False)

"""geo-app gaps"""

from typing import Annotated

import typer
from rich.table import Table

from geo_app.commands.printing import console
from geo_app.commands.working import working
from geo_app.features import read_division
from geo_app.zones.gaps import Wanted, gaps, recompute

app = typer.Typer(no_args_is_help=True, help="间距缺口:列出、重新测算。")
VERDICTS = {"short": "不足", "kept": "满足", "unchecked": "未查"}


@app.command("list")
def list_gaps(
    division: Annotated[str, typer.Option(help="行政区划代码")] = "",
    verdict: Annotated[str, typer.Option(help="short、kept、unchecked")] = "short",
    rule: str = "",
    limit: int = 100,
    as_of: str = "",
) -> None:
    """列出间距,缺口大的在前。"""
    with working(as_of=as_of) as (_, session):
        wanted = Wanted(division=read_division(division), verdict=verdict, rule=rule)
        table = Table("结论", "危险源", "目标", "要求(米)", "实测(米)", "缺口(米)", "方位", "条款", "原因")
        for each in gaps(session, wanted, limit):
            row = each.row
            metres = ("" if n is None else f"{n:g}" for n in (row.required_m, row.measured_m, row.shortfall_m))
            words = (row.direction or "", each.facts["clause"], row.why)
            table.add_row(VERDICTS[row.verdict], row.name, each.target_name or "", *metres, *words)
    console.print(table)


@app.command("recompute")
def recompute_gaps() -> None:
    """按现行规定和现有点位重新测算全部间距(平时由数据库自动保持)。"""
    with working("重新测算间距") as (_, session):
        number = recompute(session)
    console.print(f"台账共 {number} 条间距")

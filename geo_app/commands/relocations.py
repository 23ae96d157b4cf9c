"""geo-app relocations"""

from typing import Annotated

import typer
from rich.table import Table

from geo_app.commands.printing import console
from geo_app.commands.working import working
from geo_app.features import read_division
from geo_app.zones.relocation import Asked, propose, targets
from geo_app.zones.relocation_rules import MODES, STAGES

app = typer.Typer(no_args_is_help=True, help="搬迁对象:由地图提出、列出。")
Division = Annotated[str, typer.Option(help="行政区划代码")]


@app.command("list")
def list_targets(division: Division = "", stage: str = "", overdue: bool = False, as_of: str = "") -> None:
    """列出搬迁对象,得分高的在前。"""
    with working(as_of=as_of) as (_, session):
        table = Table("编号", "企业", "得分", "方式", "阶段", "期限", "逾期", "承接园区", "理由")
        for row in targets(session, Asked(read_division(division), stage, overdue or None), 1000):
            words = (MODES[row.mode], STAGES[row.stage], str(row.deadline_on or ""), "是" if row.overdue else "")
            why = row.attributes.get("why", "")
            table.add_row(str(row.id), row.name, f"{row.score:g}", *words, row.park_name or "", why)
    console.print(table)


@app.command("propose")
def propose_targets(division: Division = "") -> None:
    """按地图上的证据提出、更新或撤回搬迁对象;已决定的不变。"""
    with working("由地图提出") as (desk, session):
        done = propose(session, desk.actor, desk.layers, read_division(division))
    console.print(f"新提出 {done.proposed} 家,更新 {done.updated} 家,撤回 {done.withdrawn} 家")

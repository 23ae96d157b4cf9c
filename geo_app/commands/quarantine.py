"""geo-app quarantine"""

from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import select

from geo_app.commands.printing import console, print_json
from geo_app.commands.working import working
from geo_app.ingest.models import Quarantined
from geo_app.ingest.quarantine import WAITING, choose, refuse

app = typer.Typer(no_args_is_help=True, help="待核坐标：列出、选定读法、退回。")
Ids = Annotated[list[int], typer.Argument(help="待核行的编号")]


@app.command("list")
def list_waiting(
    run: Annotated[int | None, typer.Option(help="只列这次导入的")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出坐标待核的行和它们的读法。"""
    wanted = select(Quarantined).where(WAITING).order_by(Quarantined.id)
    with working() as (_, session):
        rows = session.scalars(wanted if run is None else wanted.where(Quarantined.run_id == run)).all()
    told = ("id", "file_name", "sheet", "row", "name", "code", "written", "candidates")
    if as_json:
        print_json([{name: getattr(row, name) for name in told} for row in rows])
        return
    table = Table("编号", "文件", "行", "名称", "原文", "读法")
    for row in rows:
        ways = "；".join(f"{one['reading']} {one['score']:.0%}" for one in row.candidates)
        table.add_row(str(row.id), row.file_name, str(row.row), row.name, row.written, ways)
    console.print(table)


@app.command("choose")
def choose_reading(ids: Ids, reading: Annotated[str, typer.Option(help="读法，例如 gcj02")]) -> None:
    """按一种读法写入这些行。"""
    with working() as (desk, session):
        made = choose(session, desk.actor, desk.layers, ids, reading)
    console.print(f"已写入 {made.placed} 行，仍待核 {len(made.kept)} 行")


@app.command("refuse")
def refuse_waiting(ids: Ids, reason: Annotated[str, typer.Option(help="理由")]) -> None:
    """退回这些行，不导入。"""
    with working() as (desk, session):
        refused = refuse(session, desk.actor, desk.layers, ids, reason)
    console.print(f"已退回 {refused} 行")

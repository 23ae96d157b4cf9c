"""geo-app assess-batch"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy import select

from geo_app.batches import prepare
from geo_app.batches.api import read_day
from geo_app.batches.models import Batch, BatchRow
from geo_app.batches.run import BatchRunner, Counts, count
from geo_app.commands.printing import console, print_json
from geo_app.commands.working import Desk, at_desk
from geo_app.long_work import find_work

app = typer.Typer()
SHOWN = 20  # failed rows that are printed; --json prints all


@app.command("assess-batch")
def assess_batch(
    file: Annotated[Path, typer.Argument(help="台账：一列编号，其余列为各项输入", exists=True, dir_okay=False)],
    layer: Annotated[str, typer.Option("--layer", help="评估哪个图层的点位")],
    method: Annotated[str, typer.Option("--method", help="评估方法")],
    variant: Annotated[str, typer.Option("--variant", help="方法的变体")] = "",
    on: Annotated[str, typer.Option("--on", help="评估日期，不写为今天")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按台账批量评估；有问题的行说明原因，不影响其他行。"""
    with at_desk() as desk:
        order = prepare.Order(desk.layers[layer], method, variant, read_day(on))
        with desk.database.transaction(desk.actor) as session:
            batch_id = prepare.from_file(session, desk.actor, order, file, file.name).id
        finish(desk, batch_id, as_json)


def finish(desk: Desk, batch_id: int, as_json: bool) -> None:
    """Assess what is pending in a batch, with a bar, and print what became of it."""
    with Progress(console=console, transient=True, disable=as_json) as progress:
        bar = progress.add_task("评估", total=None)
        runner = BatchRunner(desk.database, desk.actor, desk.layers)
        runner.run(batch_id, lambda done, total: progress.update(bar, completed=done, total=total))
    with desk.database.transaction(desk.actor) as session:
        batch, counts = find_work(session, desk.actor, Batch, batch_id), count(session, batch_id)
        failed = select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.state == "failed")
        rows = session.scalars(failed.order_by(BatchRow.id)).all()
        _print_json(batch, counts, rows) if as_json else _print(batch, counts, rows)


def _print_json(batch: Batch, counts: Counts, failed: Sequence[BatchRow]) -> None:
    told = ("number", "code", "name", "error", "remedy")
    print_json(
        {
            **{name: getattr(batch, name) for name in ("id", "method", "status")},
            "total": counts.total,
            "failed": counts.failed,
            "counts": counts.colours,
            "rows_failed": [{name: getattr(row, name) for name in told} for row in failed],
        }
    )


def _print(batch: Batch, counts: Counts, failed: Sequence[BatchRow]) -> None:
    colours = "、".join(f"{colour} {number}" for colour, number in counts.colours.items())
    told = f"第 {batch.id} 批：共 {counts.total} 行，失败 {counts.failed} 行"
    console.print("；".join(filter(None, (told, colours))))
    for row in failed[:SHOWN]:
        why = f"第 {row.number} 行 {row.code}：{row.error}。{row.remedy}"
        console.print(why, markup=False, soft_wrap=True)
    if len(failed) > SHOWN:
        console.print(f"……只列出前 {SHOWN} 行；加 --json 可得到全部")

"""geo-app resume-batch"""

from typing import Annotated

import typer

from geo_app.commands.assessing_batch import finish
from geo_app.commands.working import at_desk

app = typer.Typer()


@app.command("resume-batch")
def resume_batch(
    batch_id: Annotated[int, typer.Argument(help="批量评估的编号")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """继续一批中断的评估：已完成的各行有效，只评估还没有评的。"""
    with at_desk() as desk:
        finish(desk, batch_id, as_json)

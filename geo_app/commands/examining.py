"""geo-app doctor"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.printing import console, print_json
from geo_app.doctor import Machine, examine
from geo_app.settings import settings

app = typer.Typer()
MARKS = {"good": "[green]✓[/]", "doubtful": "[yellow]![/]", "bad": "[red]✗[/]"}


@app.command()
def doctor(
    backups: Annotated[Path | None, typer.Option(help="备份放在哪个目录")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="供脚本读取")] = False,
) -> None:
    """检查这台机器：数据库、磁盘、字体、账号、照片、备份，哪里不对、怎么办。有错时退出码为 1。"""
    answers = list(examine(Machine(settings(), backups or settings().backup_dir)))
    if as_json:
        print_json([asdict(answer) for answer in answers])
    else:
        for answer in answers:
            console.print(f"{MARKS[answer.state]} {answer.subject}：{answer.told}", soft_wrap=True)
            if answer.remedy:
                console.print(f"    {answer.remedy}", soft_wrap=True)
    if any(answer.state == "bad" for answer in answers):
        raise typer.Exit(1)

"""geo-app draw"""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from geo_app.commands.printing import console
from geo_app.enforcement.paper import Paper, faults
from geo_app.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="双随机抽查：核对公示文件。")


@app.callback()
def root() -> None:
    """双随机抽查：核对公示文件。"""


@app.command()
def verify(file: Annotated[Path, typer.Argument(help="公示的 JSON 文件")]) -> None:
    """不连数据库，按公示文件重算一遍：封存码、密数摘要、抽中的单位和检查人员；有不符的退出码为 1。"""
    try:
        paper = Paper.model_validate_json(file.read_bytes())
    except OSError as error:
        raise BadInput(f"读不了 {file}", "请核对文件名和权限") from error
    except ValidationError as error:
        raise BadInput(f"{file.name} 不是双随机抽查的公示文件", "请从抽查页面下载“公示文件”") from error
    for fault in faults(paper):
        console.print(fault, soft_wrap=True)
    if faults(paper):
        raise typer.Exit(1)
    console.print(
        f"封存码 {paper.seal} 与内容一致：{len(paper.sealed.pool)} 家中抽 {paper.sealed.number} 家", soft_wrap=True
    )
    if paper.word is None:
        console.print("还没有抽取")
        return
    names = {unit.key: unit.name for unit in paper.sealed.pool}
    for choice in paper.drawn:
        console.print(f"{names[choice.key]}：{'、'.join(choice.inspectors)}", soft_wrap=True)

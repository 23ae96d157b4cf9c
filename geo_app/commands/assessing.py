"""geo-app assess"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from geo_app.classification.calculator import calculate
from geo_app.classification.catalogue import open_packs
from geo_app.commands.working import print_json
from geo_app.errors import BadInput
from geo_app.settings import settings

app = typer.Typer()


@app.command()
def assess(
    method: str,
    inputs: Annotated[str, typer.Argument(help="JSON 文件;- 表示标准输入")],
    variant: Annotated[str | None, typer.Option(help="方法的变体")] = None,
) -> None:
    """按一种方法计算并输出评估(JSON),不需要数据库。"""
    open_packs(settings().data_dir / "packs")
    print_json(calculate(method, _read(inputs), variant))


def _read(path: str) -> str:
    """The text of a file, or of standard input for -."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了文件 {path}", "请检查路径;内容须为 UTF-8 编码的 JSON") from error

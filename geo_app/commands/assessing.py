"""geo-app assess"""

from typing import Annotated

import typer

from geo_app.classification.calculator import calculate
from geo_app.classification.catalogue import open_packs
from geo_app.commands.arguments import MethodName
from geo_app.commands.printing import print_json, text_of
from geo_app.settings import settings

app = typer.Typer()


@app.command()
def assess(
    method: MethodName,
    inputs: Annotated[str, typer.Argument(help="JSON 文件；- 表示标准输入")],
    variant: Annotated[str | None, typer.Option(help="方法的变体")] = None,
) -> None:
    """按一种方法计算并输出评估(JSON)，不需要数据库。"""
    open_packs(settings().data_dir / "packs")
    print_json(calculate(method, text_of(inputs), variant))

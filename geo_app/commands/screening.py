"""geo-app consequence"""

from typing import Annotated

import typer

from geo_app.commands.arguments import EquationName
from geo_app.commands.printing import print_json, text_of
from geo_app.zones.api_consequence import screening_card
from geo_app.zones.consequences import screen_text

app = typer.Typer()


@app.command()
def consequence(
    model: EquationName,
    inputs: Annotated[str, typer.Argument(help="JSON 文件；- 表示标准输入")],
) -> None:
    """按一个后果公式估算影响距离(JSON)，仅供筛查，不能用于设计；不需要数据库。"""
    print_json(screening_card(screen_text(model, text_of(inputs))).model_dump(mode="json"))

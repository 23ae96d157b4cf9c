"""geo-app export"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.printing import console
from geo_app.commands.working import at_desk
from geo_app.errors import BadInput
from geo_app.export.package import Order, all_formats, export_to, format_named
from geo_app.filters import selection_where
from geo_app.geo.crs import outgoing
from geo_app.instant import instant

app = typer.Typer()
Conditions = Annotated[
    list[str] | None,
    typer.Option(
        "--where", help="条件,可重复:字段=值、colour=red,none、division=530181、overdue=1、bbox=西,南,东,北"
    ),
]


@app.command("export")
def export_layer(
    layer: str,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件;目录则自动命名")] = Path(),
    form: Annotated[str, typer.Option("-f", "--format", help=f"格式:{'、'.join(all_formats())}")] = "gpkg",
    crs: Annotated[str, typer.Option("--crs", help="坐标系 EPSG 编号,或 gcj02")] = "4490",
    where: Conditions = None,
    as_of: Annotated[str, typer.Option(help="某日或某时的状态")] = "",
) -> None:
    """把一个图层导出为文件。"""
    with at_desk() as desk, console.status("正在导出…"):
        selection = selection_where(desk.layers[layer], conditions(where or []))
        order = Order(format_named(form), outgoing(crs), instant(as_of))
        package = export_to(output, desk.database, desk.actor, selection, order)
    console.print(f"已导出 {package.rows} 条:{package.path}", highlight=False, soft_wrap=True)


def conditions(where: list[str]) -> dict[str, str]:
    """Conditions by name.

    >>> conditions(["colour=red", "mineral=煤"])
    {'colour': 'red', 'mineral': '煤'}
    """
    pairs = {}
    for condition in where:
        name, equals, value = condition.partition("=")
        if not equals:
            raise BadInput(f"条件“{condition}”写法不对", "应写成 字段=值,例如 colour=red")
        pairs[name.strip()] = value.strip()
    return pairs

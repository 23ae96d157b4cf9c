"""geo-app layers"""

import typer
from rich.table import Table

from geo_app.commands.printing import console
from geo_app.layers import load_layers
from geo_app.settings import settings

app = typer.Typer()


@app.command()
def layers() -> None:
    """列出图层。"""
    table = Table("名称", "标题", "几何", "评估方法", "说明")
    for layer in load_layers(settings().layer_folders()):
        table.add_row(layer.name, layer.title, layer.geometry, "、".join(layer.methods), layer.description)
    console.print(table)

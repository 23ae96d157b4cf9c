"""geo-app buffer"""

import json
from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.arguments import LayerName, Metres
from geo_app.commands.printing import console, print_json
from geo_app.commands.working import working
from geo_app.features import read_colours, read_division
from geo_app.zones.buffers import Wish, buffers

app = typer.Typer()


@app.command()
def buffer(
    layer: LayerName,
    metres: Metres,
    merge: Annotated[bool, typer.Option("--merge", help="合并成一个区域")] = False,
    division: Annotated[str, typer.Option(help="按此行政区划裁剪")] = "",
    colours: Annotated[str, typer.Option(help="只要这些等级，如 red,orange")] = "",
    out: Annotated[Path | None, typer.Option(help="写入 GeoJSON 文件")] = None,
) -> None:
    """在一个图层的点位周围按真实米距画缓冲区(GeoJSON)。"""
    with working() as (desk, session):
        wish = Wish(desk.layers[layer], metres, merge, read_division(division), read_colours(colours))
        found = buffers(session, wish)
    if out is None:
        print_json(found)
        return
    out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    console.print(f"{out}：{len(found['features'])} 个区域")

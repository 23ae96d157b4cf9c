"""geo-app exposure"""

from typing import Annotated

import typer

from geo_app.commands.arguments import LayerName
from geo_app.commands.printing import print_json
from geo_app.commands.working import working
from geo_app.zones.exposure_of_all import exposure_of_all

app = typer.Typer()


@app.command()
def exposure(
    layer: LayerName,
    metres: Annotated[float, typer.Option(help="边界外多少米")] = 500,
    among: Annotated[list[str] | None, typer.Option(help="数哪些图层，可重复；默认居民区")] = None,
) -> None:
    """一个图层全部点位周边有多少居民(JSON)；只计辖区内，没有填写人数的另列，不按 0 计。"""
    with working() as (desk, session):
        kinds = [desk.layers[name].name for name in among or ["settlement"]]
        print_json([vars(each) for each in exposure_of_all(session, desk.layers[layer].name, metres, kinds)])

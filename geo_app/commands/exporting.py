"""geo-app export"""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from geo_app.commands.arguments import AsOf, LayerName
from geo_app.commands.printing import console
from geo_app.commands.working import at_desk
from geo_app.cql2.apart import Filter
from geo_app.export.package import Order, all_formats, export_to, format_named
from geo_app.features import Selection
from geo_app.filters import selection_where
from geo_app.geo.crs import outgoing
from geo_app.instant import instant
from geo_app.layers import Layer

app = typer.Typer()
Conditions = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        help="条件，可重复：字段=值、colour=red,none、division=530181、overdue=1、"
        "bbox=102.1,24.6,102.6,25.1；或 CQL2，"
        "如 \"生产能力 >= 30 AND 名称 LIKE '%矿%'\"",
    ),
]
STANDARD = Path("-")
Target = Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件；目录则自动命名，- 写到标准输出")]
PAIR = re.compile(r"\s*([a-z_0-9]+)\s*=(?!=)\s*([^'\"<>()]*)")  # 字段=值; the rest is CQL2


@app.command("export")
def export_layer(
    layer: LayerName,
    output: Target = Path(),
    form: Annotated[str, typer.Option("-f", "--format", help=f"格式：{'、'.join(all_formats())}")] = "gpkg",
    crs: Annotated[str, typer.Option("--crs", help="坐标系 EPSG 编号，或 gcj02")] = "4490",
    where: Conditions = None,
    as_of: AsOf = "",
) -> None:
    """把一个图层导出为文件。"""
    with at_desk() as desk, _piece(output) as target, console.status("正在导出…"):
        selection = selected(desk.layers[layer], where or [])
        order = Order(format_named(form), outgoing(crs), instant(as_of))
        package = export_to(target, desk.database, desk.actor, selection, order)
        desk.told("geo-app export", layer, *(where or []))
        if output == STANDARD:
            with package.path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            return
    console.print(f"已导出 {package.rows} 条：{package.path}", soft_wrap=True)


@contextmanager
def _piece(output: Path) -> Iterator[Path]:
    """Where the file is made; for standard output a folder that goes away."""
    if output != STANDARD:
        yield output
        return
    with TemporaryDirectory() as folder:
        yield Path(folder)


def selected(layer: Layer, where: list[str]) -> Selection:
    """What the conditions select: `colour=red` and the like as on the map, anything else as CQL2."""
    pairs = {found[1]: found[2].strip() for each in where if (found := PAIR.fullmatch(each))}
    said = [f"({each})" for each in where if not PAIR.fullmatch(each)]
    return replace(selection_where(layer, pairs), cql=Filter.read(" AND ".join(said)) if said else None)

"""geo-app screen"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.printing import console, print_json
from geo_app.commands.working import working
from geo_app.errors import BadInput
from geo_app.siting.card import screening_card
from geo_app.siting.footprint import doubts, read_footprint
from geo_app.siting.project import read_project
from geo_app.siting.screen import Screening, screen

app = typer.Typer()


@app.command("screen")
def screen_footprint(
    footprint: Annotated[Path, typer.Argument(help="用地范围：GeoJSON、KML、SHP(zip)、DXF，或角点坐标表")],
    kind: Annotated[str, typer.Option("--type", help="项目类型，如 chemical_production")],
    field: Annotated[
        list[str] | None, typer.Option(help="规定所需的数，如 people=800；建设性质 act=expand 等；可写多次")
    ] = None,
    crs: Annotated[str, typer.Option(help="文件没有写明时的坐标系：EPSG 编号、gcj02 或 bd09")] = "",
    as_of: Annotated[str, typer.Option(help="按某一天的数据")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """这里可以建吗？逐条核对各项规定，量出米数，给出条款。"""
    given = pairs(field)
    act = given.pop("act", "new")
    outline = read_footprint(footprint, crs=crs)
    with working(as_of=as_of) as (desk, session):
        project = read_project(desk.layers, kind, outline.shape, given, act=act)
        found, told = screen(session, project), [*outline.notes, *doubts(session, outline)]
    if as_json:
        print_json(screening_card(found).model_dump(mode="json"))
    else:
        _say(found, told)


def _say(found: Screening, told: list[str]) -> None:
    for note in (*told, *(note.zh for note in found.notes)):
        console.print(note)
    for line in found.lines:
        numbers = "" if line.measured is None else f" 实测 {line.measured:g} {line.unit}"
        required = "" if line.required is None else f" 规定 {line.required:g} {line.unit}"
        about = f" {line.thing.name}" if line.thing else ""
        console.print(
            f"{line.answer.label:<4}{line.title}{about}{required}{numbers} {line.text}[{line.clause}]",
            highlight=False,
            markup=False,
        )


def pairs(fields: list[str] | None) -> dict[str, str]:
    """名称=值, several -> {name: value}."""
    return dict(_pair(each) for each in fields or [])


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise BadInput(f"--field {text} 缺少等号", "请写成 名称=值")
    return name, value

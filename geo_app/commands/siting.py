"""geo-app screen"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from geo_app.commands.working import console, print_json, working
from geo_app.errors import BadInput
from geo_app.siting.card import screening_card
from geo_app.siting.project import read_project
from geo_app.siting.screen import Screening, screen

app = typer.Typer()


@app.command("screen")
def screen_footprint(
    footprint: Annotated[Path, typer.Argument(help="用地范围:GeoJSON(几何、要素或要素集)")],
    kind: Annotated[str, typer.Option("--type", help="项目类型,如 chemical_production")],
    act: Annotated[str, typer.Option(help="new 新建、expand 扩建、rebuild 改建、temporary 临时")] = "new",
    field: Annotated[list[str] | None, typer.Option(help="规定所需的数,如 people=800,可写多次")] = None,
    as_of: Annotated[str, typer.Option(help="按某一天的数据")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """这里可以建吗?逐条核对各项规定,量出米数,给出条款。"""
    given = dict(_pair(each) for each in field or [])
    with working(as_of=as_of) as (desk, session):
        project = read_project(desk.layers, kind, _geometry(footprint), given, act=act)
        found = screen(session, project)
    if as_json:
        print_json(screening_card(found).model_dump(mode="json"))
    else:
        _say(found)


def _say(found: Screening) -> None:
    for note in found.notes:
        console.print(note, highlight=False)
    for line in found.lines:
        numbers = "" if line.measured is None else f" 实测 {line.measured:g} {line.unit}"
        required = "" if line.required is None else f" 规定 {line.required:g} {line.unit}"
        about = f" {line.thing.name}" if line.thing else ""
        console.print(
            f"{line.answer.label:<4}{line.title}{about}{required}{numbers} {line.text}[{line.clause}]",
            highlight=False,
            markup=False,
        )


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise BadInput(f"--field {text} 缺少等号", "请写成 名称=值")
    return name, value


def _geometry(path: Path) -> dict[str, Any]:
    """The geometry of a GeoJSON file; several features are one footprint of several parts."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadInput(f"读不了用地范围 {path}", "请检查路径;内容须为 GeoJSON") from error
    if not isinstance(found, dict):
        raise BadInput(f"{path} 不是 GeoJSON", "请导出为 GeoJSON 后再试")
    if found.get("type") == "Feature":
        return found.get("geometry") or {}
    if found.get("type") == "FeatureCollection":
        parts = [each["geometry"] for each in found.get("features", []) if each.get("geometry")]
        if len(parts) == 1:
            return parts[0]
        if any(part["type"] != "Polygon" for part in parts):
            raise BadInput("多个要素必须都是单个多边形", "请合并为一个要素后再试")
        return {"type": "MultiPolygon", "coordinates": [part["coordinates"] for part in parts]}
    return found

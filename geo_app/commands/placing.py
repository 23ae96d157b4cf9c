"""geo-app where"""

import re
from typing import Annotated

import typer

from geo_app.commands.printing import console, print_json
from geo_app.commands.siting import pairs
from geo_app.commands.working import working
from geo_app.errors import BadInput
from geo_app.features import read_division
from geo_app.siting.api_feasible import FeasibleCard, feasible_card
from geo_app.siting.feasible import division_area, feasible
from geo_app.siting.project import read_project

app = typer.Typer()
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[x×*]\s*(\d+(?:\.\d+)?)")


@app.command("where")
def find_place(
    kind: Annotated[str, typer.Option("--type", help="项目类型，如 chemical_production")],
    division: Annotated[str, typer.Option(help="在哪个行政区划里找")],
    size: Annotated[str, typer.Option(help="所需用地的长×宽(米)")] = "100x100",
    field: Annotated[list[str] | None, typer.Option(help="规定所需的数，如 people=800，可写多次")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """可以建在哪里？扣除各项规定排除的范围，列出余量最大的十个位置。"""
    given = pairs(field)
    act = given.pop("act", "new")
    with working() as (desk, session):
        area = division_area(session, read_division(division))
        project = read_project(desk.layers, kind, area.representative_point(), given, act=act)
        told = feasible_card(feasible(session, project, area, _read_size(size)))
    print_json(told.model_dump(mode="json")) if as_json else _say(told)


def _read_size(text: str) -> tuple[float, float]:
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise BadInput(f"看不懂用地大小 {text}", "请写成 长x宽，例如 200x150")
    return float(found[1]), float(found[2])


def _say(told: FeasibleCard) -> None:
    lines = [f"未被排除 {told.feasible_m2 / 1e6:,.2f} 平方公里，共 {told.area_m2 / 1e6:,.2f} 平方公里"]
    lines += [
        f"{_answer(each.answer)} {each.area_m2 / 1e6:8,.2f} 平方公里 {each.title}[{each.clause}]"
        for each in told.excluded
    ]
    lines += [f"处处{each.answer_title} {each.title} {each.text}[{each.clause}]" for each in told.everywhere]
    for place in told.best:
        (lon, lat), margin = place.footprint["coordinates"][0][0], place.margin_m
        kept = "周围没有排除范围" if margin is None else f"余量 {margin:,.0f} 米(距 {place.nearest_title})"
        lines.append(f"{place.rank:>2}. {lon:.5f} {lat:.5f} {kept} {place.verdict.title}")
    for line in (*lines, *told.notes):
        console.print(line, markup=False)


def _answer(answer: str) -> str:
    return "排除" if answer == "fails" else "未核查"

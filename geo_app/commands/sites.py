"""geo-app site"""

from typing import Annotated

import typer

from geo_app.commands.arguments import AsOf, LayerName, Reason, SiteId, Version
from geo_app.commands.printing import console, print_json
from geo_app.commands.working import working
from geo_app.errors import BadInput
from geo_app.sites import record
from geo_app.sites.card import card
from geo_app.sites.history import versions

app = typer.Typer(no_args_is_help=True, help="点位：查看、新增、修改、停用。")
Values = Annotated[list[str], typer.Option("--set", help="字段=值，可重复")]


@app.command()
def show(site_id: SiteId, as_of: AsOf = "") -> None:
    """查看点位(JSON)。"""
    with working(as_of=as_of) as (desk, session):
        desk.told("geo-app site show", str(site_id))
        print_json(card(session, desk.actor, desk.layers, site_id).model_dump(mode="json"))


@app.command()
def add(
    layer: LayerName,
    lon: Annotated[float, typer.Argument(help="经度(CGCS2000)")],
    lat: Annotated[float, typer.Argument(help="纬度(CGCS2000)")],
    values: Values,
    reason: Reason = "命令行新增",
) -> None:
    """新增点位。"""
    with working(reason) as (desk, session):
        place = {"type": "Point", "coordinates": [lon, lat]}
        added = record.add(session, desk.actor, desk.layers[layer], place, _pairs(values))
    console.print(added.id)


@app.command()
def change(site_id: SiteId, version: Version, values: Values, reason: Reason = "命令行修改") -> None:
    """修改点位；version 是修改所依据的版本号(见 show)。"""
    with working(reason) as (desk, session):
        changed = record.change(session, desk.actor, desk.layers, site_id, version, _pairs(values))
    console.print(f"已保存，版本 {changed.version}")


@app.command()
def retire(
    site_id: SiteId, version: Version, reason: Annotated[str, typer.Argument(help="停用的理由，记入历史")]
) -> None:
    """停用点位，历史保留。"""
    with working(reason) as (desk, session):
        record.retire(session, desk.actor, desk.layers, site_id, version)
    console.print("已停用")


@app.command()
def history(site_id: SiteId) -> None:
    """点位的全部版本(JSON)。"""
    with working() as (desk, session):
        print_json([version.model_dump(mode="json") for version in versions(session, desk.layers, site_id)])


def _pairs(values: list[str]) -> dict[str, str]:
    """字段=值 -> {field: value}."""
    pairs = [value.partition("=") for value in values]
    if any(not middle for _, middle, _ in pairs):
        raise BadInput("--set 应写成 字段=值", "例如 --set name=裕隆煤矿")
    return {name.strip(): value for name, _, value in pairs}

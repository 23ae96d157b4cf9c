"""geo-app joint-regions"""

from typing import Annotated

import typer
from rich.table import Table

from geo_app.commands.arguments import DivisionCode
from geo_app.commands.printing import console, label, print_json
from geo_app.commands.working import working
from geo_app.features import read_division
from geo_app.zones.joint_regions import Basis, Wish, find_joint_regions
from geo_app.zones.region_changes import By, Founding, found
from geo_app.zones.region_proposals import Preview, preview
from geo_app.zones.trades import Level

app = typer.Typer(no_args_is_help=True, help="联防联控区：由地图提出方案。")


@app.callback()
def root() -> None:
    """联防联控区。"""


@app.command()
def propose(
    division: DivisionCode,
    within_m: Annotated[float, typer.Option(min=0, max=5000, help="相距不超过多少米")] = 500,
    basis: Annotated[Basis, typer.Option(help="按距离、按影响范围重叠，或两者之一")] = "both",
    same_trade: Annotated[Level, typer.Option(help="行业相同到哪一级(GB/T 4754)")] = "division",
    keep: Annotated[bool, typer.Option(help="把方案存为“拟定”，等人确认")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """在一个行政区划内提出联防联控区方案；默认不写入。"""
    wish = Wish(read_division(division), (), basis, within_m, same_trade)
    with working("由地图提出的方案") as (desk, session):
        proposals = find_joint_regions(session, desk.layers, wish)
        told = preview(session, desk.layers, wish, proposals)
        if keep:
            by = By(desk.actor, desk.layers)
            for each in (region for region in proposals.regions if region.already is None):
                ids = tuple(hazard.id for hazard in each.members)
                founding = Founding(ids, each.name, "proposed", basis=each.basis, within_m=within_m)
                found(session, by, founding, "由地图提出的方案")
    if as_json:
        print_json(told.model_dump(mode="json"))
    else:
        _show(told, keep)


def _show(told: Preview, kept: bool) -> None:
    table = Table("名称", "成员", "等级", "牵头单位", "跨度(米)")
    for region in told.regions:
        table.add_row(
            region.name,
            str(len(region.members)),
            label(region.colour),
            region.lead_unit,
            f"{region.extent_m:g}",
        )
    console.print(table)
    console.print(f"查看 {told.sites} 个点位，提出 {told.found} 个联防联控区" + ("，已存为拟定" if kept else ""))
    for note in told.notes:
        console.print(note, soft_wrap=True)

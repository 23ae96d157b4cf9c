"""geo-app packs"""

import typer
from rich.table import Column, Table

from geo_app.classification import adoption
from geo_app.classification.adoption import Effect
from geo_app.classification.assess import By
from geo_app.commands.arguments import DivisionCode, PackName
from geo_app.commands.printing import console, label
from geo_app.commands.working import at_desk, working
from geo_app.reckoning.packs import all_packs, pack_named
from geo_app.reckoning.tables import MEMORY

app = typer.Typer(no_args_is_help=True, help="规则包：各地采用的评估版本。")
MOST = 200


@app.command("list")
def list_packs() -> None:
    """列出全部规则包。"""
    table = Table(Column("名称", no_wrap=True), "标题", "版本", "适用", "依据")
    with at_desk():
        for pack in all_packs().values():
            says = pack.says
            source = says.source + ("(未经核实)" if says.confidence == MEMORY else "")
            table.add_row(pack.name, says.title, says.version, says.division or "全国", source)
    console.print(table)


@app.command()
def preview(name: PackName, division: DivisionCode) -> None:
    """采用后哪些点位会变色；不写入。"""
    with working() as (desk, session):
        _print(adoption.preview(session, By(desk.actor, desk.layers), pack_named(name), division))


@app.command()
def adopt(
    name: PackName, division: DivisionCode, reason: str = typer.Option(help="理由，例如文件名称和文号")
) -> None:
    """采用规则包，并按它重新评估。"""
    with working(reason) as (desk, session):
        _print(adoption.adopt(session, By(desk.actor, desk.layers), pack_named(name), division, reason))


def _print(effect: Effect) -> None:
    title = effect.pack.says.title
    console.print(f"“{title}”涉及 {effect.assessed} 个点位，{len(effect.changes)} 个颜色改变")
    for each in effect.changes[:MOST]:
        stands = f"(人工调整为{label(each.stands)}，保持)" if each.stands else ""
        console.print(f"  {each.site.id} {each.site.name}：{label(each.old)} → {label(each.new)}{stands}")
    for site, reason in effect.errors[:MOST]:
        console.print(f"  {site.id} {site.name}：{reason}")

"""geo-app demo"""

from typing import Annotated

import typer
from rich.table import Table

from geo_app.actor import Role
from geo_app.commands.arguments import Host, Port
from geo_app.commands.printing import console
from geo_app.commands.serving import serve
from geo_app.commands.working import at_desk
from geo_app.demo.accounts import EVERYBODYS, LOGINS
from geo_app.demo.load import load_demo
from geo_app.demo.pictures import hang_pictures

app = typer.Typer()


@app.command()
def demo(
    host: Host = None,
    port: Port = None,
    load_only: Annotated[bool, typer.Option(help="只载入，不启动服务")] = False,
) -> None:
    """载入演示县(虚构数据)并启动服务。"""
    with at_desk() as desk, console.status("正在准备演示数据……"):
        counts = load_demo(desk.database, desk.layers)
        hang_pictures(desk.database, desk.layers, desk.settings.data_dir / "photos")
    console.print(f"演示县：{sum(counts.sites.values())} 个点位，{counts.assessments} 次评估(演示数据，均为虚构)")
    table = Table("用户名", "身份", "角色", title=f"演示账号，密码都是 {EVERYBODYS}")
    for login in LOGINS:
        table.add_row(login.username, login.name, Role(login.role).label)
    console.print(table)
    if not load_only:
        serve(host=host, port=port)

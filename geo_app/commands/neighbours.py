"""geo-app federation neighbours"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.arguments import DivisionCode
from geo_app.commands.printing import console
from geo_app.commands.working import at_desk, working
from geo_app.divisions.code import must_be_code
from geo_app.errors import Unavailable
from geo_app.federation import border, secret_file
from geo_app.federation import neighbours as asking
from geo_app.federation.neighbours import Known
from geo_app.instant import CHINA

app = typer.Typer(no_args_is_help=True, help="邻县：互看越过县界的区域(缓冲区、后果范围等)，此外什么也不给。")


@app.command("let-in")
def let_in(
    neighbour: DivisionCode,
    county: Annotated[str, typer.Option(help="本县的区划代码")],
    file: Annotated[Path, typer.Option(help="邻县文件写到这里，含令牌，请当面或加密交给邻县")],
    ca: Annotated[Path | None, typer.Option(help="为本服务网址签发证书的自有 CA,PEM 文件")] = None,
) -> None:
    """让邻县取本县越过县界的区域，写出邻县文件。再执行一次，旧文件即失效。"""
    own, other = must_be_code(county), must_be_code(neighbour)
    with working() as (desk, session):
        token = border.let_in(session, own, other)
        certificate = ca.read_text() if ca else ""
        secret_file.write(file, border.Pass(own, other, desk.settings.address(), token, certificate))
    console.print(
        f"请把 {file} 交给 {other}，由它执行：geo-app federation neighbours know {file.name}", soft_wrap=True
    )


@app.command()
def know(file: Annotated[Path, typer.Argument(help="邻县写出的邻县文件")]) -> None:
    """取邻县越过县界伸进本县的区域：马上取一次，以后服务每 15 分钟取一次。"""
    given = border.read_pass(file)
    with working() as (desk, session):
        asking.know(session, desk.settings.data_dir, given)
    fetch()


@app.command()
def fetch() -> None:
    """现在就向所有邻县取一次。邻县连不上时，地图上保留上次取得的，并注明时间。"""
    with at_desk() as desk:
        asking.fetch_due(desk.database, desk.settings.data_dir, all_of_them=True)
        with desk.database.transaction(desk.actor) as session:
            found = [each for each in asking.listed(session) if each.fetched]
    for each in found:
        console.print(told(each), soft_wrap=True)
    if failed := [each.name for each in found if each.fault]:
        raise Unavailable(f"没有取到：{'、'.join(failed)}", "请检查网络，或请邻县重新写出邻县文件")


@app.command("list")
def list_neighbours() -> None:
    """列出邻县：谁能取本县的，本县取了谁的、有多少、什么时候的。"""
    with working() as (_desk, session):
        found = asking.listed(session)
    for each in found:
        console.print(told(each), soft_wrap=True)
    if not found:
        console.print("没有邻县")


@app.command()
def forget(neighbour: DivisionCode) -> None:
    """邻县不能再取本县的，它的区域也从本库移走。"""
    with working() as (desk, session):
        gone = asking.forget(session, desk.settings.data_dir, must_be_code(neighbour))
    console.print(f"已去掉邻县 {neighbour}，移走 {gone} 个区域")


def told(each: Known) -> str:
    """One neighbour in a line."""
    parts = []
    if each.fetched:
        newest = f"截至 {each.told_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if each.told_at else "还没有取到"
        parts.append(f"伸进本县 {each.zones} 个区域，{newest}" + (f",{each.fault}" if each.fault else ""))
    if each.may_fetch:
        last = f"最近 {each.asked_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if each.asked_at else "还没有来取"
        parts.append(f"可取本县的，{last}")
    return f"{each.code} {each.name}:{';'.join(parts)}"

"""geo-app opinion"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.printing import console
from geo_app.commands.working import working
from geo_app.errors import BadInput
from geo_app.papers.files import format_named
from geo_app.siting.compare import compare
from geo_app.siting.document import address_of, opinion_paper
from geo_app.siting.opinion import one

app = typer.Typer()


@app.command("opinion")
def write_opinion(
    number: Annotated[int, typer.Argument(metavar="ID", help="意见的编号(地址 /opinions/ID 里的数)")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件；目录则自动命名")] = Path(),
    form: Annotated[str, typer.Option("-f", "--format", help="pdf、docx、html")] = "pdf",
    now: Annotated[bool, typer.Option("--now", help="附上此后的变化")] = False,
) -> None:
    """把一份选址意见写成公文。同一份意见写出的文件逐字节相同。"""
    chosen = format_named(form)
    with working() as (desk, session), console.status("正在排版…"):
        found = one(session, number)
        since = compare(session, found, desk.actor) if now else None
        paper = opinion_paper(desk.layers, found, address_of(desk.settings, found), since)
        written = chosen.write(paper)
        path = output / f"选址意见-{found.number}{chosen.extension}" if output.is_dir() else output
    try:
        path.write_bytes(written)
    except OSError as error:
        raise BadInput(f"写不了文件 {path}", "请检查文件夹是否存在、是否可写") from error
    console.print(f"已写出 {path}", soft_wrap=True)

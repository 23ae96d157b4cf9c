"""geo-app list"""

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.table import Table

from geo_app.commands.arguments import AsOf
from geo_app.commands.printing import console
from geo_app.commands.working import working
from geo_app.errors import BadInput
from geo_app.features import read_division
from geo_app.listings.catalogue import all_listings, listing_named
from geo_app.listings.files import Asking, spoken, write_listing
from geo_app.listings.listing import Listing, Wanted

app = typer.Typer()
ON_SCREEN = 100  # rows
ANY_WIDTH = 10_000  # characters


@app.command("list")
def show(
    name: Annotated[str, typer.Argument(help="清单名；不写则列出有哪些清单")] = "",
    division: Annotated[str, typer.Option(help="行政区划代码")] = "",
    only: Annotated[str, typer.Option(help="只要其中一部分，例如 overdue、short")] = "",
    layer: Annotated[str, typer.Option(help="只要一个图层")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写到 .xlsx 或 .csv 文件")] = None,
    as_of: AsOf = "",
) -> None:
    """清单：间距台账、多米诺对、搬迁排序、到期复评等(不写名称则列出有哪些)；显示或写成 Excel、CSV。"""
    if not name:
        return _offer()
    listing, wanted = listing_named(name), Wanted(read_division(division), only, layer)
    with working(as_of=as_of) as (desk, session):
        desk.told("geo-app list", name, division, only, layer)
        asking = Asking(session, desk.actor, desk.layers)
        if output is None:
            return _print(asking, listing, wanted)
        try:
            with TemporaryDirectory(dir=output.parent, prefix=".geo_app-listing-") as folder:
                made = write_listing(asking, listing, wanted, Path(folder) / output.name)
                made.path.replace(output)  # whole or as it was
        except OSError as error:
            raise BadInput(f"写不了 {output}", "请检查目录是否存在、有无写入权限、磁盘是否已满") from error
    return console.print(f"已写出“{listing.title}”{made.rows} 行：{output}", soft_wrap=True)


def _offer() -> None:
    table = Table("名称", "清单", "可只要其中一部分(--only)")
    for each in all_listings().values():
        table.add_row(each.name, each.title, "、".join(f"{key} {title}" for key, title in each.choices.items()))
    console.print(table)


def _print(asking: Asking, listing: Listing, wanted: Wanted) -> None:
    rows = listing.rows(asking.session, asking.layers, listing.checked(asking.layers, wanted))
    shown = [
        [str(spoken(column, value)) for column, value in zip(listing.columns, row, strict=True)]
        for row in islice(rows, ON_SCREEN)
    ]
    _print_rows([column.title for column in listing.columns], shown)
    if next(rows, None) is not None:
        console.print(f"只显示前 {ON_SCREEN} 行；全部请加 -o 文件名.xlsx")


def _print_rows(titles: list[str], rows: list[list[str]]) -> None:
    """As a table where the terminal is wide enough, else one row below another without its empty cells."""
    table = Table(*titles)
    for row in rows:
        table.add_row(*row)
    if console.measure(table, options=console.options.update(max_width=ANY_WIDTH)).maximum <= console.width:
        return console.print(table)
    for number, row in enumerate(rows, 1):
        console.rule(str(number), align="left")
        cells = Table.grid(padding=(0, 2))
        for title, value in zip(titles, row, strict=True):
            if value:
                cells.add_row(title, value)
        console.print(cells)
    return None

"""A list as a file: its rows under their titles, and on a second sheet what the file is."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.colour import HEAD, HEAD_INK, UNASSESSED_LABEL, Colour
from geo_app.divisions.tree import name_of
from geo_app.errors import BadInput, TooLarge
from geo_app.export.inert import inert
from geo_app.export.package import allowed_name
from geo_app.export.provenance import about_actor
from geo_app.instant import CHINA
from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted
from geo_app.sites.models import Site

SHEET_ROWS = 1_048_575  # below the titles
CELL_CHARACTERS = 32_767
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
About = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class File:
    """A finished file, the name under which to hand it out, and how many rows it has."""

    path: Path
    name: str
    rows: int


@dataclass(frozen=True)
class Asking:
    """Who asks for a list, in which transaction, by which layers he may read."""

    session: Session
    actor: Actor
    layers: Layers


def write_listing(asking: Asking, listing: Listing, asked: Wanted, path: Path) -> File:
    """Write a list to a path that ends in .xlsx or .csv. Raises BadInput, NotFound, TooLarge."""
    form = path.suffix.removeprefix(".")
    if form not in MEDIA_TYPES:
        raise BadInput(f"清单没有 {form or '无扩展名'} 格式", f"可用格式：{'、'.join(MEDIA_TYPES)}")
    wanted = listing.checked(asking.layers, asked)
    said = _about(asking, listing, wanted)
    count = {"xlsx": _xlsx, "csv": _csv}[form](
        path, listing, listing.rows(asking.session, asking.layers, wanted), said
    )
    day = asking.session.scalar(select(func.as_of_day()))
    layer = asking.layers[wanted.layer].title if wanted.layer else ""
    parts = (listing.title, listing.choices.get(wanted.only), layer, wanted.rule, wanted.division, str(day))
    return File(path, f"{allowed_name('_'.join(part for part in parts if part))}.{form}", count)


def _about(asking: Asking, listing: Listing, wanted: Wanted) -> About:
    """What the file says of itself; the number of its rows comes first, once they are written."""
    session = asking.session
    is_demo = session.scalar(select(select(Site.id).where(Site.demo).exists()))
    layer = asking.layers[wanted.layer].title if wanted.layer else ""
    lines = (
        ("清单", listing.title),
        ("数据时点", str(session.scalar(select(func.as_of_day())))),
        ("区划", name_of(session, wanted.division) if wanted.division else "全部可见范围"),
        ("部分", listing.choices.get(wanted.only, "")),
        ("图层", layer),
        ("规定", wanted.rule),
        ("点位编号", str(wanted.site or "")),
        ("说明", listing.note),
        ("数据性质", "含演示数据：企业、人员和电话均为虚构，不得用于实际工作" if is_demo else ""),
    )
    now = datetime.now(CHINA)
    return [*((title, text) for title, text in lines if text), *about_actor(asking.actor, now)]


def _csv(path: Path, listing: Listing, rows: Iterator[tuple[Value, ...]], _about: About) -> int:
    """Opens in a Chinese Excel by double click: UTF-8 with a mark at its start."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.title for column in listing.columns])
        for row in rows:
            writer.writerow([spoken(column, value) for column, value in zip(listing.columns, row, strict=True)])
            count += 1
    return count


def spoken(column: Column, value: Value) -> str | int | float | date:
    """A value as a person reads it, harmless to a spreadsheet.

    >>> spoken(Column("颜色", "colour"), "red"), spoken(Column("名称"), "=1+1"), spoken(Column("名称"), None)
    ('红', "'=1+1", '')
    """
    if column.kind == "colour":
        return Colour(str(value)).label if value else UNASSESSED_LABEL
    return inert(value) if isinstance(value, str) else "" if value is None else value


def _xlsx(path: Path, listing: Listing, rows: Iterator[tuple[Value, ...]], about: About) -> int:
    """Row by row: memory does not grow with the list. Text is written as text, never as a formula."""
    count = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        head = book.add_format({"bold": True, "bg_color": HEAD, "font_color": HEAD_INK})
        sheet = book.add_worksheet(listing.title)
        for place, column in enumerate(listing.columns):
            sheet.set_column(place, place, max(column.width, 2 * len(column.title) + 2))
            sheet.write_string(0, place, column.title, head)
        puts = [_put(book, sheet, column) for column in listing.columns]
        for count, row in enumerate(rows, 1):
            if count > SHEET_ROWS:
                raise TooLarge(f"清单超过 {SHEET_ROWS} 行，一张 Excel 工作表放不下", "请按区划分开导出，或用 CSV")
            for place, (put, value) in enumerate(zip(puts, row, strict=True)):
                put(count, place, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(listing.columns) - 1)
        told = book.add_worksheet("说明")
        told.set_column(0, 1, 30)
        for line, (title, text) in enumerate([("行数", str(count)), *about]):
            told.write_string(line, 0, title, head)
            told.write_string(line, 1, text)
    return count


def _put(book: xlsxwriter.Workbook, sheet: Any, column: Column) -> Callable[[int, int, Value], None]:
    """How a value of this column is put into a cell."""
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    fills = {c.label: book.add_format({"bg_color": c.hex, "font_color": c.ink}) for c in Colour}

    def put(line: int, place: int, value: Value) -> None:
        if column.kind == "colour":
            label = str(spoken(column, value))
            sheet.write_string(line, place, label, fills.get(label))
        elif isinstance(value, date):
            sheet.write_datetime(line, place, value, day)
        elif isinstance(value, int | float):
            sheet.write_number(line, place, value)
        elif value:
            sheet.write_string(line, place, value[:CELL_CHARACTERS])

    return put

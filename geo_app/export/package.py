"""An export from end to end: read the selection, say what the file is, write it, name it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from geo_app import features
from geo_app.actor import Actor
from geo_app.auth.accounts import division_names
from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.db import Database
from geo_app.errors import BadInput, Forbidden
from geo_app.export import formats
from geo_app.export.columns import CHINA_TIME, columns_of
from geo_app.export.format import Features, Format
from geo_app.export.gather import Rows, gather
from geo_app.features import NONE, Selection
from geo_app.geo.crs import Crs
from geo_app.plugins import discover

FORBIDDEN = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')  # what Windows does not take in a file name
LONGEST_NAME = 80
DEMO = "演示数据"


@dataclass(frozen=True)
class Order:
    """How a selection is to come out. Without `as_of`, as it stands now."""

    format: Format
    crs: Crs
    as_of: datetime | None = None

    @property
    def last(self) -> datetime | None:
        """The last instant that counts: the end of a day belongs to that day, not to the next."""
        return self.as_of and self.as_of - timedelta(microseconds=1)


@dataclass(frozen=True)
class Package:
    """A finished file and the name under which to hand it out."""

    path: Path
    name: str
    rows: int


@cache
def all_formats() -> dict[str, Format]:
    """The formats by name.

    >>> sorted(all_formats())
    ['csv', 'geojson', 'gpkg', 'shp', 'xlsx']
    """
    found = (offer for offer in discover(formats, "FORMAT") if isinstance(offer, Format))
    return {offer.name: offer for offer in found}


def format_named(name: str) -> Format:
    """The format of this name; BadInput naming those there are otherwise."""
    try:
        return all_formats()[name]
    except KeyError:
        raise BadInput(f"没有导出格式 {name}", f"可用格式:{'、'.join(all_formats())}") from None


def export(database: Database, actor: Actor, selection: Selection, order: Order, folder: Path) -> Package:
    """Write what the actor may see of the selection into a file in `folder`."""
    layer = selection.layer
    if not actor.role.may(layer.see):
        raise Forbidden(f"您没有查看“{layer.title}”的权限", "请联系管理员")
    columns = columns_of(layer, actor.role)
    now = datetime.now(ZoneInfo(CHINA_TIME))
    with features.arrow_reader(database, actor, selection, order.as_of, order.crs.epsg) as reader:
        rows = gather(reader, columns, folder / "rows.arrow")
    with database.transaction(actor) as session:
        places = division_names(session, [selection.division])
    said = tuple(conditions(selection, places.get(selection.division, "")))
    about = (*_about(order, rows, layer.title, said), *about_actor(actor, now))
    path = folder / f"export.{order.format.extension}"
    order.format.write(Features(layer, columns, order.crs, rows, about), path)
    rows.file.unlink()
    day = _minute(order.last or now)[:10]
    name = "_".join([layer.title, *said, day, *([DEMO] if rows.demo else [])])
    return Package(path, f"{allowed_name(name)}.{order.format.extension}", rows.count)


def export_to(target: Path, database: Database, actor: Actor, selection: Selection, order: Order) -> Package:
    """Write the selection to a path; into a folder under a name that says what is in it.

    The target is whole or as it was: the file is made beside it and moved.
    """
    try:
        beside = target if target.is_dir() else target.parent
        with TemporaryDirectory(dir=beside, prefix=".geo_app-export-") as folder:
            package = export(database, actor, selection, order, Path(folder))
            path = package.path.replace(beside / package.name if target.is_dir() else target)
    except OSError as error:
        raise BadInput(f"写不了 {target}", "请检查目录是否存在、有无写入权限、磁盘是否已满") from error
    return replace(package, path=path)


def _about(order: Order, rows: Rows, title: str, said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield "图层", title
    yield "记录数", str(rows.count)
    yield "坐标系", order.crs.title
    yield "数据时点", _minute(order.last) if order.last else "导出时的现状"
    yield "筛选条件", ";".join(said) or "无"
    if rows.demo:
        yield "数据性质", f"含 {rows.demo} 条{DEMO}:企业、人员和电话均为虚构,不得用于实际工作"


def about_actor(actor: Actor, now: datetime) -> Iterator[tuple[str, str]]:
    """What a file says of who took it out, and when."""
    yield "可见范围", "、".join(code or "全国" for code in actor.divisions) or "无"
    yield "导出人", f"{actor.name}({actor.role.label})"
    yield "导出时间", f"{_minute(now)}(北京时间)"
    yield "软件", f"geo_app {version('geo_app')}"


def conditions(selection: Selection, place: str = "") -> Iterator[str]:
    """The conditions of a selection, in words; `place` is the name of its division.

    >>> from geo_app.layers import load_layers
    >>> from geo_app.settings import shipped
    >>> mine = load_layers([shipped("layers")])["mine"]
    >>> list(conditions(Selection(mine, division="530181", colours=("red", "none")), "安宁市"))
    ['安宁市', '等级红未评']
    >>> list(conditions(Selection(mine, equals={"mining_method": "open_pit"})))
    ['开采方式为露天']
    """
    if selection.division:
        yield place or f"区划{selection.division}"
    if selection.colours:
        yield "等级" + "".join(UNASSESSED_LABEL if c == NONE else Colour(c).label for c in selection.colours)
    if selection.overdue:
        yield "复评逾期"
    if selection.words:
        yield f"含“{selection.words}”"
    for name, value in selection.equals.items():
        field = selection.layer.field(name)
        labels = {choice: label for choice, label, _ in field.choices}
        yield f"{field.title}为{labels.get(value, value)}"
    if selection.box:
        yield "范围" + ",".join(f"{degrees:g}" for degrees in selection.box)


def allowed_name(name: str) -> str:
    """The name without what a file name may not hold, its day and mark kept where it is too long.

    >>> allowed_name('矿山_含“a/b”_2026-11-21')
    '矿山_含“a b”_2026-11-21'
    """
    clean = FORBIDDEN.sub(" ", name)
    return clean if len(clean) <= LONGEST_NAME else clean[:40] + "…" + clean[-39:]


def _minute(instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(CHINA_TIME)):%Y-%m-%d %H:%M}"

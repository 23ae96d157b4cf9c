"""An export from end to end: read the selection, say what the file is, write it, name it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from geo_app import features
from geo_app.actor import Actor
from geo_app.auth.accounts import division_names
from geo_app.db import Database
from geo_app.errors import BadInput, Forbidden
from geo_app.export import formats
from geo_app.export.columns import columns_of
from geo_app.export.edition import Edition, edition_of
from geo_app.export.format import Features, Format
from geo_app.export.gather import Rows, Tell, gathered, silent
from geo_app.export.provenance import DEMO, Asked, conditions, minute, provenance, rules_of
from geo_app.features import Selection
from geo_app.geo.crs import Crs, outgoing
from geo_app.instant import CHINA, today_in_china
from geo_app.plugins import discover

FORBIDDEN = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')  # what Windows does not take in a file name
LONGEST_NAME = 80


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

    >>> {"gpkg", "shp", "xlsx", "csv", "geojson"} <= set(all_formats())
    True
    """
    found = (offer for offer in discover(formats, "FORMAT") if isinstance(offer, Format))
    return {offer.name: offer for offer in found}


def format_named(name: str) -> Format:
    """The format of this name; BadInput naming those there are otherwise."""
    try:
        return all_formats()[name]
    except KeyError:
        raise BadInput(f"没有导出格式 {name}", f"可用格式：{'、'.join(all_formats())}") from None


def export(
    database: Database, actor: Actor, selection: Selection, order: Order, folder: Path, tell: Tell = silent
) -> Package:
    """Write what the actor may see of the selection into a file in `folder`; `tell` hears how far it is."""
    layer = selection.layer
    if not actor.role.may(layer.see):
        raise Forbidden(f"您没有查看“{layer.title}”的权限", "请联系管理员")
    check(order)
    edition = edition_of(layer, actor.role)
    columns = columns_of(layer, actor.role, edition)
    now = datetime.now(CHINA)
    file = folder / "rows.arrow"
    with (
        features.arrow_stream(database, actor, selection, order.as_of) as stream,
        gathered(stream, columns, file, order.crs, edition.grid_m, tell) as rows,
    ):
        _check_number(order.format, rows.count)
        with database.transaction(actor, order.as_of) as session:
            places = division_names(session, [selection.division])
            rules = rules_of(session, layer.name) if rows.methods else ""
        said = tuple(conditions(selection, places.get(selection.division, "")))
        asked = Asked(selection, said, order.crs, order.last, edition)
        path = folder / f"export.{order.format.extension}"
        about = provenance(asked, rows, rules, actor, now)
        order.format.write(Features(layer, columns, order.crs, rows, about, database), path)
    file.unlink(missing_ok=True)
    day = minute(order.last or now)[:10]
    marks = [mark for mark, there in MARKS if there(order, edition, rows)]
    name = "_".join([layer.title, *said, day, *marks])
    return Package(path, f"{allowed_name(name)}.{order.format.extension}", rows.count)


MARKS: tuple[tuple[str, Callable[[Order, Edition, Rows], object]], ...] = (  # what a file name warns of
    ("GCJ-02", lambda order, _edition, _rows: order.crs.shifted),
    ("公开版", lambda _order, edition, _rows: edition.name == "public"),
    (DEMO, lambda _order, _edition, rows: rows.demo),
)


def check(order: Order) -> None:
    """Raises BadInput where the format cannot hold the coordinate system, and for a day that is still to come."""
    if order.last and order.last.astimezone(CHINA).date() > today_in_china():
        raise BadInput(f"{minute(order.last)[:10]} 还没有到，没有那时的数据", "请改成今天或更早的日期")
    only = order.format.only
    if only and order.crs.code not in only:
        titles = "、".join(outgoing(code).title for code in only)
        raise BadInput(f"{order.format.title} 不能用 {order.crs.title}", f"请改选 {titles}，或换一种格式")


def _check_number(form: Format, count: int) -> None:
    if form.most and count > form.most:
        raise BadInput(
            f"{form.title}最多 {form.most} 个要素，这里有 {count} 个", "请缩小范围或加筛选条件，或改用 GeoPackage"
        )


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


def allowed_name(name: str) -> str:
    """The name without what a file name may not hold, its day and mark kept where it is too long.

    >>> allowed_name('矿山_含“a/b”_2026-11-21')
    '矿山_含“a b”_2026-11-21'
    """
    clean = FORBIDDEN.sub(" ", name)
    return clean if len(clean) <= LONGEST_NAME else clean[:40] + "…" + clean[-39:]

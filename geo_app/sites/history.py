"""Every version of a site: who made it, when, why, and what it changed."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from sqlalchemy import MetaData, RowMapping, Select, Table, func, select, union_all
from sqlalchemy.orm import Session

from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.errors import NotFound
from geo_app.layers import Layer, Layers
from geo_app.reckoning.english import english, in_english
from geo_app.sites.card import value_of
from geo_app.sites.models import Site

CURRENT = Site.metadata.tables["site"]
DRAWN = {"geom", "geom_3857", "map_x", "map_y", "qk", "sys"}  # no fields: the place in its forms, and the time
FORMER: Table = CURRENT.to_metadata(MetaData(), schema="history")


class FieldChange(BaseModel):
    field: str
    title: str
    title_en: str = in_english("title")
    old: Any
    new: Any
    old_en: Any
    new_en: Any


class Version(BaseModel):
    """`until` is None for the version that holds now; the first version changes nothing."""

    version: int
    since: datetime
    until: datetime | None
    by: str
    reason: str
    reason_en: str = in_english("reason")
    changes: list[FieldChange]


def versions(session: Session, layers: Layers, site_id: int) -> list[Version]:
    """All versions, newest first. Raises NotFound where this person may not see the site."""
    rows = session.execute(union_all(_version(CURRENT, site_id), _version(FORMER, site_id))).mappings().all()
    if not rows:
        raise NotFound(f"没有编号为 {site_id} 的点位，或不在您的管辖区划内")
    ordered = sorted(rows, key=lambda row: row["since"])
    layer = layers[ordered[0]["kind"]]
    changes = [[], *(list(_changes(layer, old, new)) for old, new in pairwise(ordered))]
    return [
        Version(
            version=row["version"],
            since=row["since"],
            until=row["until"],
            by=row["changed_by"],
            reason=row["reason"],
            changes=changed,
        )
        for row, changed in zip(reversed(ordered), reversed(changes), strict=True)
    ]


def _version(table: Table, site_id: int) -> Select[Any]:
    plain = [column for column in table.columns if column.name not in DRAWN]
    place = func.st_astext(func.st_pointonsurface(table.c.geom), 6).label("place")
    shape = func.md5(func.st_asbinary(table.c.geom)).label("shape")
    since, until = func.lower(table.c.sys).label("since"), func.upper(table.c.sys).label("until")
    return select(*plain, place, shape, since, until).where(table.c.id == site_id)


def _changes(layer: Layer, old: RowMapping, new: RowMapping) -> Iterator[FieldChange]:
    for field in layer.fields:
        before, after = value_of(field, old), value_of(field, new)
        if before != after:
            choices = {value: (label, label_en) for value, label, label_en in field.choices}
            yield _change(field.name, field.title, choices.get(before, before), choices.get(after, after))
    if old["shape"] != new["shape"]:
        yield _change("geometry", "位置或边界", _place(old), _place(new))
    if old["colour"] != new["colour"]:
        yield _change("colour", "风险等级", _label(old["colour"]), _label(new["colour"]))
    for name, title in (("method", "评估方法"), ("review_on", "下次复评"), ("retired", "已停用")):
        if old[name] != new[name]:
            yield _change(name, title, old[name], new[name])


def _change(field: str, title: str, old: Any, new: Any) -> FieldChange:
    """A change, whose values may be words in both languages."""
    before, before_en = old if isinstance(old, tuple) else (old, old)
    after, after_en = new if isinstance(new, tuple) else (new, new)
    return FieldChange(field=field, title=title, old=before, new=after, old_en=before_en, new_en=after_en)


def _place(row: RowMapping) -> str:
    return str(row["place"]).removeprefix("POINT(").removesuffix(")").replace(" ", ", ")


def _label(colour: str | None) -> tuple[str, str]:
    label = Colour(colour).label if colour else UNASSESSED_LABEL
    return label, english(label)

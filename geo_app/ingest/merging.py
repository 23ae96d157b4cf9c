"""Where a ledger meets sites that are on the map: what both changed since the last import, field by field."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Integer, Text, bindparam, column, func, select, table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from geo_app.layers import Layer
from geo_app.reckoning.words import Words

_TOLD = 2_000  # conflicts that a person is shown
_STAGED = table("staged", column("n", Integer), column("sheet"), column("line"), column("name"))
_FIELDS = ("site_id", "field", "base", "ours", "theirs", "taken")


def merges_of(session: Session, layer: Layer, decided: Mapping[str, str]) -> list[dict[str, Any]]:
    """Merge the staged rows with the sites that they mean, and tell the fields that both sides changed.

    What only the ledger changed is taken from it, what only the map changed stays; where both did, ours stays
    until a person decides otherwise (`decided`: 12.person -> theirs)."""
    said = bindparam("decided", dict(decided), JSONB)
    columns = (column("n", Integer), *(column(name, JSONB if name in _FIELDS[2:5] else Text) for name in _FIELDS))
    found = func.differences(said).table_valued(*columns, column("conflict", Boolean)).alias("found")
    told = (
        select(_STAGED.c.sheet, _STAGED.c.line.label("row"), _STAGED.c.name, *(found.c[name] for name in _FIELDS))
        .join(found, found.c.n == _STAGED.c.n)
        .where(found.c.conflict)
        .order_by(_STAGED.c.n, found.c.field)
        .limit(_TOLD)
    )
    titles = {one.name: Words(one.title, one.title_en) for one in layer.fields} | {"geom": Words("位置", "Place")}
    merges = []
    for row in session.execute(told):
        title = titles.get(row.field, Words(row.field, row.field))
        merges.append(dict(row._mapping) | {"title": title.zh, "title_en": title.en})
    session.execute(select(func.keep_ours(said)))
    return [merge | {"site_id": int(merge["site_id"])} for merge in merges]

"""Many projects made ready to be screened: those of a list, sites of a layer, opinions of a county."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from geoalchemy2.shape import to_shape
from shapely import to_geojson
from sqlalchemy import BigInteger, cast, func, insert, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.divisions.code import number
from geo_app.errors import BadInput
from geo_app.sites.models import Site
from geo_app.siting.models import Opinion, ScreeningRow, ScreeningRun
from geo_app.siting.project_list import Line, Order, read_list, type_named

MOST = 5_000
LIVING = ("draft", "submitted", "signed")


def from_file(session: Session, actor: Actor, order: Order, path: Path, name: str) -> ScreeningRun:
    """A run with a row for each project of a list. What cannot be is said in its row beforehand."""
    return _kept(session, actor, ("file", name), read_list(order, path, name))


def from_layer(session: Session, actor: Actor, order: Order, layer: str, division: str) -> ScreeningRun:
    """A run with a row for each site of a layer below a division: would it be allowed today, where it stands?"""
    kind = type_named(order.type)
    if kind.layer != layer:
        raise BadInput(
            f"“{kind.title}”不是图层“{order.layers[layer].title}”里的项目", "请选择与图层相符的项目类型"
        )
    found = session.scalars(
        select(Site).where(Site.kind == layer, ~Site.retired, below(Site.division, division)).order_by(Site.id)
    )
    lines: list[Line] = []
    for count, site in enumerate(found, 1):
        values = {**site.attributes, "residents": site.residents}
        fields = {name: values[name] for name in kind.asks if values.get(name) is not None}
        asked = {"type": kind.name, "act": "rebuild", "name": site.name, "fields": fields, "own": [site.id]}
        place = json.loads(to_geojson(to_shape(site.geom)))
        lines.append({"number": count, "name": site.name, "asked": asked | {"footprint": place}})
    if not lines:
        raise BadInput(f"这里没有“{order.layers[layer].title}”点位", "请换一个区划或图层")
    return _kept(session, actor, ("layer", f"{order.layers[layer].title} {division}".strip()), lines)


def from_opinions(session: Session, actor: Actor, division: str) -> ScreeningRun:
    """A run that looks again at every living opinion below a division, as after a change of rules."""
    found = session.execute(
        select(Opinion.id, Opinion.name)
        .where(Opinion.stage.in_(LIVING), below(Opinion.division, division))
        .order_by(Opinion.id)
    )
    lines = [{"number": n, "name": name, "opinion_id": one} for n, (one, name) in enumerate(found, 1)]
    if not lines:
        raise BadInput("这里没有需要复核的选址意见", "请换一个区划")
    return _kept(session, actor, ("opinions", f"复核选址意见 {division}".strip()), lines)


def below(column: Any, division: str) -> Any:
    """Whether a column of divisions lies below one; without one all do."""
    return cast(column, BigInteger).op("<@")(func.division_below(number(division))) if division else True


def _kept(session: Session, actor: Actor, about: tuple[str, str], lines: Sequence[Line]) -> ScreeningRun:
    if len(lines) > MOST:
        raise BadInput(f"共有 {len(lines)} 个，一次最多 {MOST} 个", "请分批筛查")
    run = ScreeningRun(source=about[0], title=about[1], actor=actor.name)
    session.add(run)
    session.flush()
    session.refresh(run)
    session.execute(insert(ScreeningRow), list(_whole(run.id, lines)))
    return run


def _whole(run_id: int, lines: Sequence[Line]) -> Iterator[Line]:
    empty: Line = {"asked": {}, "opinion_id": None, "state": "pending", "error": "", "remedy": ""}
    return (empty | line | {"run_id": run_id} for line in lines)

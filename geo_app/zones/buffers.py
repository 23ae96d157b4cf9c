"""Buffers at any distance: true metres around all sites of a layer, apart or merged, cut at a division."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Boolean, Integer, String, Text, bindparam, func, null, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.errors import BadInput, NotFound
from geo_app.layers import Layer

FARTHEST_M, MOST_SITES = 50_000, 20_000
TOLERANCE = "圆弧用 128 边形表示，半径误差小于 0.1 %"


@dataclass(frozen=True)
class Wish:
    """Which sites, how far, and how the rings are wanted."""

    layer: Layer
    metres: float
    merge: bool = False
    division: str = ""
    colours: Sequence[str] = ()


def buffers(session: Session, wish: Wish) -> dict[str, Any]:
    """The rings as GeoJSON: a feature for each site, or one for all. Raises BadInput, NotFound."""
    if wish.layer.source != "site":
        raise BadInput(f"“{wish.layer.title}”不是点位图层", "请选择由点位组成的图层", field="layer")
    if not 0 < wish.metres <= FARTHEST_M:
        raise BadInput(f"距离应大于 0、不超过 {FARTHEST_M} 米", "请改正距离", field="metres")
    drawn = _drawn(session, wish)
    count, points = session.execute(select(func.count(), func.count().filter(drawn.c.from_point))).one()
    if count > MOST_SITES:
        raise BadInput(f"共有 {count} 个点位，超过 {MOST_SITES} 个", "请限定行政区划或等级", field="division")
    note = f"自边界起量，{TOLERANCE}" + (f"；其中 {points} 个没有登记边界，自点位量起" if points else "")
    features = _merged(session, wish, drawn, note) if wish.merge else _apart(session, wish, drawn, note)
    return {"type": "FeatureCollection", "features": features}


def _drawn(session: Session, wish: Wish) -> Any:
    frame = _frame(session, wish.division) if wish.division else null()
    colours = bindparam("colours", list(wish.colours) or None, ARRAY(Text))
    return func.buffers_at(wish.layer.name, wish.metres, frame, colours).table_valued(
        sql_column("site_id", Integer),
        *(sql_column(name, String) for name in ("name", "colour")),
        sql_column("from_point", Boolean),
        sql_column("geom"),
    )


def _frame(session: Session, code: str) -> Any:
    """The outline of a division. Raises NotFound without one."""
    outline = select(Division.geom).where(Division.code == code, Division.geom.is_not(None))
    if not session.scalar(select(outline.exists())):
        raise NotFound(f"没有行政区划 {code} 的界线，不能按它裁剪", "请核对代码，或选上一级区划")
    return outline.scalar_subquery()


def _apart(session: Session, wish: Wish, drawn: Any, note: str) -> list[dict[str, Any]]:
    named = (drawn.c.site_id, drawn.c.name, drawn.c.colour, drawn.c.from_point)
    rows = session.execute(select(*named, func.st_asgeojson(drawn.c.geom, 7, 0)).order_by(drawn.c.site_id)).all()
    return [
        {
            "type": "Feature",
            "id": site_id,
            "geometry": json.loads(shape),
            "properties": {
                "site_id": site_id,
                "name": name,
                "colour": colour,
                "metres": wish.metres,
                "from_point": from_point,
                "note": note,
            },
        }
        for site_id, name, colour, from_point, shape in rows
    ]


def _merged(session: Session, wish: Wish, drawn: Any, note: str) -> list[dict[str, Any]]:
    whole = select(
        func.st_union(drawn.c.geom).label("geom"),
        func.count().label("sites"),
        func.count().filter(drawn.c.from_point).label("from_points"),
    ).subquery()
    area = func.st_area(func.geography(whole.c.geom))
    row = session.execute(select(whole.c.sites, whole.c.from_points, area, func.st_asgeojson(whole.c.geom, 7, 0)))
    sites, from_points, area_m2, shape = row.one()
    if not sites:
        return []
    told = {"sites": sites, "from_points": from_points, "metres": wish.metres, "area_m2": round(area_m2, 1)}
    return [{"type": "Feature", "geometry": json.loads(shape), "properties": {**told, "note": note}}]

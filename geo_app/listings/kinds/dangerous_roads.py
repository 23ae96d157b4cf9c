"""Roads and road risk points near water, cliff, school or railway; what is unchecked is never clear."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from geo_app.divisions.tree import full_names
from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted, sure
from geo_app.reckoning.tables import rows as rows_of
from geo_app.zones.roads import Danger, dangerous_roads

DANGERS = {row["danger"]: row["title"] for row in rows_of("zones/road_dangers")}
STATES = {"near": "险段", "not_checked": "未查全", "clear": "未发现"}
ALL = "all"


def rows(session: Session, layers: Layers, wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    roads = dangerous_roads(session, wanted.division)
    places = full_names(session, {road.division for road in roads})
    for road in roads:
        if wanted.only not in (ALL, road.state):
            continue
        near = [each for each in road.dangers if each.state == "near"]
        yield (
            road.name,
            layers[road.layer].title,
            road.colour,
            places.get(road.division),
            STATES[road.state],
            *map(_told, road.dangers),
            "；".join(f"{each.title} {each.within_m:g} 米以内：{each.basis}" for each in near),
            sure(all(each.verified for each in near)),
        )


def _told(danger: Danger) -> str:
    if danger.state != "near":
        return {"clear": "未发现", "not_checked": "未查"}[danger.state]
    return f"{danger.what}，{danger.distance_m:g} 米"


LISTING = Listing(
    name="dangerous-roads",
    title="道路险段",
    title_en="Dangerous road segments",
    columns=(
        *(Column("名称", width=32), Column("图层"), Column("颜色", "colour", 6), Column("所属区划", width=34)),
        Column("判定"),
        *(Column(title, width=28) for title in DANGERS.values()),
        *(Column("采用的距离", width=44), Column("核实")),
    ),
    rows=rows,
    choices={ALL: "全部", **STATES},
    note="距离阈值为设定值，不是法定距离；“未查”表示没有可查的图层或数据，不能当作没有",
)

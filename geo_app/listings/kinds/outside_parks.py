"""Plants outside every chemical park, with the nearest one and what follows from their type."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted, sure
from geo_app.reckoning.tables import rows as rows_of
from geo_app.zones.distances import is_verified
from geo_app.zones.parks import outside_parks

ALL, UNKNOWN = "all", "unknown"


def rows(session: Session, layers: Layers, wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    titles = {value: title for value, title, _ in layers["chemical_plant"].field("enterprise_type").choices}
    for plant in outside_parks(session, wanted.division)[2]:
        if wanted.only not in (ALL, plant.enterprise_type or UNKNOWN):
            continue
        yield (
            plant.name,
            plant.colour,
            plant.division,
            titles.get(plant.enterprise_type or "", plant.enterprise_type or "未填写"),
            plant.stated_park,
            plant.nearest or "没有登记任何化工园区",
            None if plant.distance_m is None else round(plant.distance_m, 1),
            plant.rule["flag"],
            plant.rule["clause"],
            sure(is_verified(plant.rule["confidence"])),
        )


LISTING = Listing(
    name="outside-parks",
    title="园区外企业",
    title_en="Plants outside parks",
    columns=(
        *(Column("名称", width=32), Column("颜色", "colour", 6), Column("所属区划", width=34), Column("企业类型")),
        *(Column("自报园区", width=24), Column("最近的园区", width=24), Column("至园区边界(米)", "number", 16)),
        *(Column("结论", width=40), Column("条款", width=36), Column("核实")),
    ),
    rows=rows,
    choices={
        ALL: "全部",
        **{row["enterprise_type"]: row["flag"] for row in rows_of("zones/outside_parks")},
        UNKNOWN: "未填写",
    },
)

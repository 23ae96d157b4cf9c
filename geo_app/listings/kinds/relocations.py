"""The register of relocation targets, ranked."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from geo_app.divisions.tree import full_names
from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted
from geo_app.zones.relocation import Asked, targets
from geo_app.zones.relocation_rules import MODES, STAGES

MOST = 100_000
ALL, OVERDUE = "all", "overdue"


def rows(session: Session, _layers: Layers, wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    stage = wanted.only if wanted.only in STAGES else ""
    asked = Asked(wanted.division, stage, True if wanted.only == OVERDUE else None)
    found = targets(session, asked, MOST)
    places = full_names(session, {row.division for row in found})
    for row in found:
        yield (
            row.rank,
            row.name,
            places.get(row.division),
            row.score,
            row.attributes.get("why", ""),
            MODES[row.mode],
            STAGES[row.stage],
            row.deadline_on,
            "是" if row.overdue else "",
            row.park_name,
            row.decided_by,
            row.decided_on,
            row.decision,
            "；".join(f"{step['on']} {step['by']}：{step['text']}" for step in row.progress),
        )


LISTING = Listing(
    name="relocations",
    title="搬迁改造排序",
    title_en="Relocation ranking",
    columns=(
        *(Column("名次", "number", 6), Column("企业", width=32), Column("所属区划", width=34)),
        *(Column("得分", "number", 8), Column("理由", width=60), Column("方式"), Column("阶段")),
        *(Column("期限", "date"), Column("逾期", width=6), Column("承接园区", width=24)),
        *(Column("决定人", width=10), Column("决定日期", "date"), Column("决定理由", width=32)),
        Column("进展", width=48),
    ),
    rows=rows,
    choices={ALL: "全部", OVERDUE: "逾期", **STAGES},
    note="得分由暴露人数和间距缺口等理由按公开的权重算出，高的在前",
)

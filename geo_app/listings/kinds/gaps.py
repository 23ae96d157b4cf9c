"""The ledger of distances: what is asked for, what was measured, what is short, what is unchecked and why."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from geo_app.divisions.tree import full_names
from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted, sure
from geo_app.zones import gaps

VERDICTS = {"short": "不足", "unchecked": "未查", "kept": "满足"}
ALL = "all"


def rows(session: Session, layers: Layers, wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    asked = gaps.Wanted(
        wanted.division, wanted.layer, "" if wanted.only == ALL else wanted.only, wanted.rule, wanted.site
    )
    titles = {layer.name: layer.title for layer in layers}
    places = full_names(session, gaps.divisions_of(session, asked))
    for each in gaps.all_gaps(session, asked):
        row, facts = each.row, each.facts
        yield (
            VERDICTS[row.verdict],
            row.name,
            titles.get(facts["source_layer"], facts["source_layer"]),
            places.get(row.division),
            each.target_name,
            titles.get(facts.get("target_layer") or "", facts.get("target_layer")),
            facts["rule_title"],
            row.required_m,
            row.measured_m,
            row.shortfall_m,
            row.direction,
            row.people,
            facts["clause"],
            sure(each.is_verified),
            row.why,
        )


LISTING = Listing(
    name="gaps",
    title="间距台账",
    title_en="Ledger of distances",
    columns=(
        *(Column("结论", width=6), Column("危险源", width=28), Column("危险源图层"), Column("所属区划", width=34)),
        *(Column("目标", width=28), Column("目标图层"), Column("规定", width=36), Column("要求(米)", "number")),
        *(Column("实测(米)", "number"), Column("缺口(米)", "number"), Column("方位", width=6)),
        *(Column("人数", "number", 8), Column("条款", width=32), Column("核实"), Column("说明", width=40)),
    ),
    rows=rows,
    choices={"short": "不足", "unchecked": "未查", "kept": "满足", ALL: "全部"},
    filters=("layer", "rule", "site"),
    note="自边界到边界的椭球面距离；缺口大的在前",
)

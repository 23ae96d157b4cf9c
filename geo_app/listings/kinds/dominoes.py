"""Domino pairs: which hazard reaches which, by what."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted, sure
from geo_app.zones.dominoes import End, Pair, Reach, domino_pairs

MOST = 100_000
BY = {"ring": "缓冲区", "zone": "事故情景或等值线", "gap": "间距不足"}


def rows(session: Session, layers: Layers, wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    for pair in domino_pairs(session, layers, wanted.division, MOST):
        if wanted.only in ("all", "mutual" if pair.mutual else "one_way"):
            yield _row(layers, pair)


def _row(layers: Layers, pair: Pair) -> tuple[Value, ...]:
    reaches = (*pair.a_reaches_b, *pair.b_reaches_a)
    return (
        *_end(layers, pair.a),
        *_end(layers, pair.b),
        round(pair.distance_m, 1),
        "相互触及" if pair.mutual else "单向触及",
        _told(pair.a_reaches_b),
        _told(pair.b_reaches_a),
        "；".join(dict.fromkeys(each.clause for each in reaches if each.clause)),
        sure(all(each.verified for each in reaches)),
    )


def _end(layers: Layers, end: End) -> tuple[str, str, str | None]:
    layer = layers.by_name.get(end.layer)
    return end.name, layer.title if layer else end.layer, end.colour


def _told(reaches: Sequence[Reach]) -> str:
    """By what one reaches the other: 缓冲区 外围 500 m(500 米)."""
    far = (f"({each.metres:g} 米)" if each.metres is not None else "" for each in reaches)
    return "；".join(f"{BY[each.by]} {each.name}{metres}" for each, metres in zip(reaches, far, strict=True))


LISTING = Listing(
    name="dominoes",
    title="多米诺对",
    title_en="Domino pairs",
    columns=(
        *(Column("甲方名称", width=28), Column("甲方图层"), Column("甲方颜色", "colour", 9)),
        *(Column("乙方名称", width=28), Column("乙方图层"), Column("乙方颜色", "colour", 9)),
        *(Column("相距(米)", "number"), Column("关系")),
        *(Column("甲方触及乙方的依据", width=44), Column("乙方触及甲方的依据", width=44)),
        *(Column("条款", width=36), Column("核实")),
    ),
    rows=rows,
    choices={"all": "全部", "mutual": "相互触及", "one_way": "单向触及"},
    note="相距为两者边界之间的椭球面距离；辖区外一方只给名称和图层",
)

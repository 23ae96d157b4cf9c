"""Sites whose review has passed or comes soon."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from geo_app.classification.catalogue import all_methods
from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted
from geo_app.supervision import reviews
from geo_app.supervision.reviews import Due


def rows(session: Session, layers: Layers, wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    titles = {layer.name: layer.title for layer in layers if layer.graded and wanted.layer in ("", layer.name)}
    methods = {name: method.title for name, method in all_methods().items()}
    asked = reviews.Wanted(list(titles), wanted.division)
    for each in reviews.all_reviews(session, asked, Due(wanted.only)):
        yield (
            titles[each.layer],
            each.code,
            each.name,
            each.division_name,
            each.colour,
            methods.get(each.method or "", each.method),
            each.assessed_on,
            each.review_on,
            each.days,
            each.unit,
            each.person,
        )


LISTING = Listing(
    name="reviews",
    title="到期复评",
    title_en="Reviews due",
    columns=(
        *(Column("图层"), Column("编号", width=16), Column("名称", width=32), Column("所属区划", width=34)),
        *(Column("颜色", "colour", 6), Column("评估方法", width=20), Column("评估日期", "date")),
        *(Column("复评日期", "date"), Column("剩余天数", "number", 10)),
        *(Column("责任单位", width=24), Column("责任人", width=10)),
    ),
    rows=rows,
    choices={"overdue": "已过复评日期", "30d": "30 天内到期", "90d": "90 天内到期"},
    filters=("layer",),
)

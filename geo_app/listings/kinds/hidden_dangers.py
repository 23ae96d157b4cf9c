"""Hidden dangers from finding to closing."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.instant import CHINA
from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted
from geo_app.patrol.lifecycle import fields, states
from geo_app.patrol.models import Finding
from geo_app.patrol.reading import OPEN, Asked
from geo_app.supervision.reviews import as_of_day

OVERDUE, ALL = "overdue", "all"
GRADES = {value: title for value, title, _ in fields()["grade"].choices}
LEVELS = {value: title for value, title, _ in fields()["supervise_level"].choices}


def rows(session: Session, _layers: Layers, wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    today = as_of_day(session)
    state = {OVERDUE: OPEN, ALL: ""}.get(wanted.only, wanted.only)
    asked = Asked(wanted.division, state, site_id=wanted.site, overdue=wanted.only == OVERDUE)
    page = select(Finding, Division.full_name).join(Division, Division.id == Finding.division, isouter=True)
    ordered = page.where(asked.conditions(today)).order_by(Finding.deadline_on.nulls_last(), Finding.id)
    for found, division in session.execute(ordered):
        yield (
            found.number,
            found.name,
            division,
            found.what,
            GRADES[found.grade],
            states()[found.state].title,
            found.happened_at.astimezone(CHINA).date(),
            found.person,
            *(found.responsible, found.measure, found.funds, found.deadline_on, found.plan),
            LEVELS.get(found.supervise_level or ""),
            found.supervise_until,
            found.third_party,
            found.closed_on,
        )


LISTING = Listing(
    name="hidden-dangers",
    title="隐患清单",
    title_en="Hidden dangers",
    columns=(
        *(Column("隐患编号", width=20), Column("地点", width=26), Column("所属区划", width=34)),
        *(Column("隐患内容", width=40), Column("等级", width=6), Column("状态", width=10)),
        *(Column("发现日期", "date"), Column("发现人", width=16)),
        *(Column("责任", width=20), Column("措施", width=30), Column("资金"), Column("整改期限", "date")),
        *(Column("应急预案", width=24), Column("挂牌督办", width=8), Column("督办期限", "date")),
        *(Column("第三方评估", width=20), Column("销号日期", "date")),
    ),
    rows=rows,
    choices={
        OPEN: "未销号",
        OVERDUE: "整改逾期",
        ALL: "全部",
        **{name: each.title for name, each in states().items()},
    },
    filters=("site",),
)

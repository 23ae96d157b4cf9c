"""Visits, the last one first."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.layers import Layers
from geo_app.listings.listing import Column, Listing, Value, Wanted
from geo_app.patrol.checklists import all_checklists
from geo_app.patrol.models import Visit
from geo_app.patrol.visits import wrong_answers


def rows(session: Session, _layers: Layers, wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    titles = {name: each.title for name, each in all_checklists().items()}
    low, high = (int(wanted.division.ljust(12, digit)) for digit in "09")
    page = select(Visit, Division.full_name).join(Division, Division.id == Visit.division, isouter=True)
    page = page.where(Visit.division.between(low, high)).order_by(Visit.happened_at.desc(), Visit.id.desc())
    if wanted.site:
        page = page.where(Visit.site_id == wanted.site)
    for visit, division in session.execute(page):
        wrong = "；".join(wrong_answers(visit))
        checklist = titles.get(visit.checklist, visit.checklist)
        yield (visit.name, division, visit.visited_on, visit.person, checklist, visit.asked, visit.wrong, wrong)


LISTING = Listing(
    name="visits",
    title="巡查记录",
    title_en="Visits",
    columns=(
        *(Column("点位", width=30), Column("所属区划", width=34), Column("巡查日期", "date")),
        *(Column("巡查人", width=18), Column("检查表", width=14)),
        *(Column("检查项数", "number", 9), Column("不正常", "number", 8), Column("不正常的项目", width=60)),
    ),
    rows=rows,
    filters=("site",),
)

"""What has run out of time is told, once for each date that has passed, whether or not anybody touches it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Date, Row, and_, cast, func, select
from sqlalchemy.orm import Session

from geo_app.layers import Layers
from geo_app.notices.models import Notice
from geo_app.notices.tell import News, tell
from geo_app.sites.models import Site
from geo_app.zones import relocation

KIND = "review_overdue"
SHOWN = 5  # names in a notice; the list behind it has all
TOWNSHIP = 1000  # a township's number ends with three zeros


@dataclass(frozen=True)
class Told:
    """How many things were told of in one sweep."""

    relocations: int
    reviews: int


def tell_overdue(session: Session, layers: Layers) -> Told:
    """Tell of every relocation past its deadline, and of every colour past its review date, that nobody has been
    told of since. Several servers may sweep at once: one does it, the others leave it to that one."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext("tell_overdue")))):
        return Told(0, 0)
    return Told(relocation.tell_overdue(session), _tell_reviews(session, layers))


def _tell_reviews(session: Session, layers: Layers) -> int:
    """One notice for a township, however many of its colours ran out since the last one."""
    township = Site.division // TOWNSHIP * TOWNSHIP
    told_on = cast(func.timezone("Asia/Shanghai", func.max(Notice.created_at)), Date)
    last = select(told_on).where(Notice.kind == KIND, Notice.division == township).scalar_subquery()
    due = and_(Site.review_on < func.as_of_day(), Site.review_on >= func.coalesce(last, date.min))
    kinds = [layer.name for layer in layers if layer.methods]
    first = func.row_number().over(partition_by=township, order_by=(Site.review_on, Site.id))
    late = (
        select(
            township.label("township"),
            Site.name,
            Site.review_on,
            first.label("place"),
            func.count().over(partition_by=township).label("number"),
        )
        .where(Site.kind.in_(kinds), ~Site.retired, due)
        .subquery()
    )
    shown = session.execute(select(late).where(late.c.place <= SHOWN).order_by(late.c.township, late.c.place))
    by_township = {township: list(sites) for township, sites in groupby(shown, key=lambda row: row.township)}
    tell(session, *(_news(division, sites) for division, sites in by_township.items()))
    return sum(sites[0].number for sites in by_township.values())


def _news(division: int, first: Sequence[Row[Any]]) -> News:
    names, number = "、".join(f"{site.name}({site.review_on})" for site in first), first[0].number
    more = f"等 {number} 处" if number > len(first) else ""
    title = f"{number} 处风险等级已过复评日期"
    return News(KIND, division, title, f"{names}{more}；地图上以斜线标示，请复评", link="/reviews")

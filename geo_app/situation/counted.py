"""What a figure counts, one by one: the same rows that its number is the sum of."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Uuid, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from geo_app.desk.month import DANGERS, VISITS, Month
from geo_app.errors import BadInput
from geo_app.patrol.models import Finding
from geo_app.sites.card import SITE
from geo_app.situation.accidents import accidents
from geo_app.situation.page import Asked
from geo_app.supervision.plan import ruled

SHARES = {"closing_rate": "found_closed", "done_rate": "done"}  # a share opens what stands above its line
ACCIDENTS = ("accidents", "deaths")


@dataclass(frozen=True)
class One:
    """One of those that a figure counts: a hidden danger (`uid`), or a site."""

    uid: UUID | None
    site_id: int | None
    name: str
    words: str
    colour: str | None


def counted(session: Session, asked: Asked, figure: str, limit: int) -> list[One]:
    """What a figure of a month counts. Raises BadInput."""
    name = SHARES.get(figure, figure)
    if name in DANGERS:
        return _dangers(session, asked.month, name, limit)
    if name in VISITS:
        return _visits(session, asked, name, limit)
    if name not in ACCIDENTS:
        raise BadInput(f"没有指标 {figure}", f"可用：{'、'.join((*DANGERS, *VISITS, *ACCIDENTS))}", field="figure")
    month = asked.month
    happened = accidents(session, month.first, month.last, month.bounds)
    wanted = [each for each in happened if name == "accidents" or each.deaths]
    return [One(None, each.id, each.name, f"{each.happened_on}", None) for each in wanted[:limit]]


def _dangers(session: Session, month: Month, name: str, limit: int) -> list[One]:
    columns = (sql_column("uid", Uuid), sql_column("township", BigInteger))
    flags = (sql_column(each, Boolean) for each in DANGERS)
    judged = func.month_dangers(month.first, *month.bounds).table_valued(*columns, *flags)
    wanted = (
        select(Finding.uid, Finding.site_id, Finding.name, Finding.what.label("words"), SITE.c.colour)
        .join_from(judged, Finding, Finding.uid == judged.c.uid)
        .join(SITE, SITE.c.id == Finding.site_id, isouter=True)
        .where(judged.c[name])
        .order_by(Finding.happened_at.desc(), Finding.uid)
    )
    return [One(**row._mapping) for row in session.execute(wanted.limit(limit))]


def _visits(session: Session, asked: Asked, name: str, limit: int) -> list[One]:
    rules = cast(ruled(asked.table, asked.kinds), JSONB)
    flags = (sql_column(each, Boolean) for each in VISITS)
    found = func.month_visits(rules, asked.month.first, *asked.month.bounds)
    judged = found.table_valued(sql_column("site_id", BigInteger), *flags)
    wanted = select(SITE.c.id, SITE.c.name, SITE.c.colour).join_from(judged, SITE, SITE.c.id == judged.c.site_id)
    rows = session.execute(wanted.where(judged.c[name]).order_by(SITE.c.name, SITE.c.id).limit(limit))
    return [One(None, row.id, row.name, "", row.colour) for row in rows]

"""What waits too long is told: findings that nobody registers, and deadlines that pass, first to the township and
some days later to the county. Each is told once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from geo_app.notices.models import Notice
from geo_app.notices.tell import News, tell
from geo_app.patrol.findings import news_of
from geo_app.patrol.limits import limit
from geo_app.patrol.models import Finding

TOWNSHIP, COUNTY = 1000, 1_000_000  # a township's number ends with three zeros, a county's with six
RUNNING = ("registered", "rectifying")


@dataclass(frozen=True)
class Alarm:
    """One thing to be told: which findings, with which words, how high up."""

    kind: str
    late: ColumnElement[bool]
    title: str
    level: int


def tell_late_findings(session: Session) -> int:
    """Tell of every finding that has become late since; how many were told of."""
    told = [news for alarm in _alarms() for news in _news(session, alarm)]
    tell(session, *told)
    return len(told)


def _alarms() -> Iterator[Alarm]:
    today = func.as_of_day()
    unregistered = Finding.happened_at < func.now() - timedelta(limit("register_within_days"))
    yield Alarm(
        "finding_unregistered", (Finding.state == "found") & unregistered, "隐患上报后还没有登记", TOWNSHIP
    )
    for kind, days, title, level in (
        ("finding_overdue", limit("township_after_days"), "隐患整改已逾期", TOWNSHIP),
        ("finding_escalated", limit("county_after_days"), "隐患整改逾期升级", COUNTY),
    ):
        late = Finding.state.in_(RUNNING) & (Finding.deadline_on < today - days)
        yield Alarm(kind, late, title, level)


def _news(session: Session, alarm: Alarm) -> Iterator[News]:
    """Nobody has been told since the deadline that now has passed, whichever that is."""
    link = func.concat("/hidden-dangers/", Finding.uid)
    since = func.coalesce(Finding.deadline_on, func.date(Finding.happened_at))
    known = select(Notice.id).where(Notice.kind == alarm.kind, Notice.link == link, Notice.created_at >= since)
    for found in session.scalars(select(Finding).where(alarm.late, ~known.exists()).order_by(Finding.id)):
        until = f"期限 {found.deadline_on}，" if found.deadline_on else ""
        division = found.division // alarm.level * alarm.level
        yield news_of(found, alarm.kind, f"{alarm.title}：{found.name}", f"{until}{found.what}", division)

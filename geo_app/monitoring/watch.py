"""What time alone brings: points that fall silent, and alarms that nobody answers."""

from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, func, select, text
from sqlalchemy.orm import Session

from geo_app.db import because
from geo_app.monitoring.alarms import COUNTY, Board, news_of
from geo_app.monitoring.judge import Breach
from geo_app.monitoring.lifecycle import ON, after, number
from geo_app.monitoring.models import KIND, POINT_LAST, Alarm
from geo_app.notices.tell import tell
from geo_app.sites.models import Site

LOCK = 5301817  # one server process watches at a time


def watch_points(session: Session) -> int:
    """Raise the gaps and escalate what waits too long; how many of both."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))):
        return 0
    because(session, "在线监测断数和升级")
    return _silent(session) + _unanswered(session)


def _silent(session: Session) -> int:
    """Points without a reading for several intervals; one that never sent counts from when it was written down."""
    seconds = Site.attributes["interval_s"].astext.cast(Integer)
    since = func.coalesce(POINT_LAST.c.at, func.lower(Site.sys))
    late = func.make_interval(0, 0, 0, 0, 0, 0, seconds * bindparam("times", number("gap_times")))
    still_open = select(Alarm.id).where(Alarm.site_id == Site.id, Alarm.what == "gap", Alarm.state.in_(ON))
    found = (
        select(Site, since)
        .join(POINT_LAST, POINT_LAST.c.point_id == Site.id, isouter=True)
        .where(Site.kind == KIND, ~Site.retired, Site.attributes["paused"].astext.is_distinct_from("true"))
        .where(func.at_home(Site.division))
        .where(since + late < func.clock_timestamp(), ~still_open.exists())
        .with_for_update(of=Site)
    )
    silent = [(site, at) for site, at in session.execute(found)]
    board = Board(session, {site.id: site for site, _ in silent})
    for site, at in silent:
        board.wrong(site, Breach("gap", 1, float(site.attributes["interval_s"])), at, None)
    board.write()
    return len(silent)


def _unanswered(session: Session) -> int:
    now: datetime = session.scalars(select(func.clock_timestamp())).one()
    found = select(Alarm, Site).join(Site, Site.id == Alarm.site_id).where(Alarm.state == "raised")
    found = found.where(func.at_home(Alarm.division))
    waiting = session.execute(found.with_for_update(of=Alarm, skip_locked=True)).all()
    told = []
    for alarm, site in waiting:
        minutes = int(site.attributes.get("escalate_min") or number("escalate_min"))
        if now - alarm.told_at > timedelta(minutes=minutes):
            alarm.state, alarm.escalated_at = after("escalate", alarm.state) or "", now
            told.append(news_of(alarm, site, "monitor_escalated", COUNTY))
    session.flush()
    tell(session, *told)
    return len(told)


def forget_old(session: Session, months: int) -> int:
    """Raw readings of months that are no longer kept go; their hours stay. How many months went."""
    if not months:
        return 0
    before = func.now() - text("make_interval(months => :months)").bindparams(months=months)
    return session.scalar(select(func.drop_reading_months(before))) or 0

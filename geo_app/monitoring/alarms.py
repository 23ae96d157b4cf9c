"""Alarms: raised and cleared by readings, answered and closed by people, escalated by time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import because
from geo_app.errors import BadInput, Forbidden, NotFound
from geo_app.monitoring.judge import Breach
from geo_app.monitoring.lifecycle import ON, after, number, title_of
from geo_app.monitoring.models import CLOSED, Alarm
from geo_app.notices.tell import News, tell
from geo_app.sites.models import Site

TOWNSHIP, COUNTY = 1000, 1_000_000  # a township's number ends with three zeros, a county's with six
LEVEL = "level"  # the field of a point that the map shows


class Board:
    """The open alarms of some points while readings are judged; written once at the end."""

    def __init__(self, session: Session, sites: Mapping[int, Site]) -> None:
        self._session, self._sites = session, sites
        self._told: list[Alarm] = []
        self.raised = 0
        found = select(Alarm).where(Alarm.site_id.in_(list(sites)), Alarm.state != CLOSED)
        self._open = {(alarm.site_id, alarm.what): alarm for alarm in session.scalars(found)}

    def on(self, site_id: int) -> list[str]:
        """The sorts of alarm that are on at a point."""
        return [what for (of, what), alarm in self._open.items() if of == site_id and alarm.state in ON]

    def wrong(self, site: Site, breach: Breach, at: datetime, value: float | None) -> None:
        """A limit is broken: a new alarm, one that comes again, or one that got worse."""
        alarm = self._open.get((site.id, breach.what))
        if alarm is None:
            alarm = Alarm(site_id=site.id, division=site.division, what=breach.what, times=1)
            alarm.state = after("raise") or ""
            alarm.level, alarm.raised_at, alarm.value, alarm.bound = breach.level, at, value, breach.bound
            self._open[site.id, breach.what] = alarm
            self._session.add(alarm)
            self._tell(alarm)
            self.raised += 1
        elif alarm.state not in ON:
            alarm.state, alarm.times, alarm.cleared_at = after("again", alarm.state) or "", alarm.times + 1, None
            self._grow(alarm, breach, value)
            if _long_ago(alarm.told_at, at):
                self._tell(alarm)
        elif breach.level > alarm.level:
            alarm.state = after("worse", alarm.state) or ""
            self._grow(alarm, breach, value)
            self._tell(alarm)

    def over(self, site: Site, what: str, at: datetime) -> None:
        alarm = self._open[site.id, what]
        alarm.state, alarm.cleared_at = after("clear", alarm.state) or "", at

    def write(self) -> None:
        """Write what changed, the level that the map shows, and tell."""
        self._session.flush()
        worst: dict[int, int] = {}
        for (site_id, _), alarm in self._open.items():
            if alarm.state in ON:
                worst[site_id] = max(worst.get(site_id, 0), alarm.level)
        for site in self._sites.values():
            if site.attributes.get(LEVEL, 0) != (level := worst.get(site.id, 0)):
                site.attributes = {**site.attributes, LEVEL: level}
        self._session.flush()
        tell(self._session, *(news_of(alarm, self._sites[alarm.site_id], "monitor_alarm") for alarm in self._told))

    def _grow(self, alarm: Alarm, breach: Breach, value: float | None) -> None:
        if breach.level >= alarm.level:
            alarm.level, alarm.value, alarm.bound = breach.level, value, breach.bound

    def _tell(self, alarm: Alarm) -> None:
        alarm.told_at = func.clock_timestamp()
        if alarm not in self._told:
            self._told.append(alarm)


def _long_ago(told_at: datetime | object, at: datetime) -> bool:
    return isinstance(told_at, datetime) and at - told_at > timedelta(minutes=number("quiet_min"))


def news_of(alarm: Alarm, site: Site, kind: str, level: int = TOWNSHIP) -> News:
    """What people are told; of an alarm that nobody answers, one level further up."""
    title = title_of(alarm.what, alarm.level)[0]
    unit = site.attributes.get("measured_in", "")
    told = f"{alarm.value:g} {unit}" if alarm.value is not None else ""
    begin = "监测报警无人确认" if kind == "monitor_escalated" else "监测报警"
    return News(
        kind=kind,
        division=alarm.division // level * level,
        title=f"{begin}：{site.name}",
        text=f"{title} {told}".strip(),
        layer=site.kind,
        site_id=site.id,
        link=f"/alarms?alarm={alarm.id}",
    )


def acknowledge(session: Session, actor: Actor, alarm_id: int, note: str) -> Alarm:
    """Somebody has seen it and deals with it. Raises NotFound, Forbidden, BadInput."""
    alarm = _to_answer(session, actor, alarm_id, "acknowledge")
    because(session, f"确认报警：{note}".rstrip("："))
    alarm.answered_by, alarm.answered_at, alarm.note = actor.name, func.clock_timestamp(), note or None
    session.flush()
    session.refresh(alarm)
    return alarm


def close(session: Session, actor: Actor, alarm_id: int, why: str) -> Alarm:
    """What was wrong is over, and somebody says why it was. Raises NotFound, Forbidden, BadInput."""
    if not why:
        raise BadInput("关闭报警必须写明原因", "请写一句原因", field="why")
    alarm = _to_answer(session, actor, alarm_id, "close")
    because(session, f"关闭报警：{why}")
    alarm.closed_by, alarm.closed_at, alarm.closed_why = actor.name, func.clock_timestamp(), why
    session.flush()
    session.refresh(alarm)
    return alarm


def _to_answer(session: Session, actor: Actor, alarm_id: int, event: str) -> Alarm:
    """The alarm, locked, with the event done to its state."""
    if session.get(Alarm, alarm_id) is None:
        raise NotFound(f"没有编号为 {alarm_id} 的报警，或不在您的管辖区划内")
    if not actor.role.may(Role.EDITOR):
        raise Forbidden("您没有处置报警的权限", "需要“编辑”以上的人员处置")
    locked = select(Alarm).where(Alarm.id == alarm_id).with_for_update().execution_options(populate_existing=True)
    alarm = session.scalars(locked).one()
    state = after(event, alarm.state)
    if state is None:
        raise BadInput("报警的状态已变，不能这样办理", "请刷新后重试；仍在报警的要先恢复才能关闭")
    alarm.state = state
    return alarm

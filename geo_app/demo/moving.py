"""The relocation register of the demonstration: every way, every stage, one overdue, one with a park."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import context
from geo_app.demo.county import COUNTY
from geo_app.layers import Layers
from geo_app.zones.gap_models import RelocationTarget
from geo_app.zones.receiving_parks import receiving_parks
from geo_app.zones.relocation import Decision, decide, propose

APPROVER = Actor("approver", Role.APPROVER, (COUNTY,))


@dataclass(frozen=True)
class Course:
    """What became of the n-th target: its stages one after another, its way, its deadline in days from today."""

    stages: tuple[str, ...]
    reason: str
    mode: str | None = None
    days: int | None = None
    progress: str | None = None
    into_park: bool = False


COURSES = (
    Course(
        ("accepted", "planned", "moving"), "市政府批准异地迁建方案", "relocate", 400, "新厂区土建完成六成", True
    ),
    Course(("accepted",), "列入年度搬迁改造计划", "relocate", -60, "企业尚未提交方案"),
    Course(("accepted", "planned"), "停产并注销许可证", "close", 180, "已停止进料"),
    Course(("accepted", "planned", "moving", "done"), "装置拆除，场地移交", "close", -10, "拆除验收完成"),
    Course(("dropped",), "周边居民已先行搬迁，间距复测满足要求"),
    Course(("accepted", "planned"), "原址改造使间距达标，不新增产能", "in_place", 250, "改造设计已批复"),
)


def decide_some(session: Session, layers: Layers, today: date) -> None:
    """Propose from the map, then decide some, in the name of the one who approves."""
    _speak(session, "由地图提出")
    propose(session, APPROVER, layers, COUNTY)
    ranked = select(RelocationTarget.id).order_by(RelocationTarget.score.desc(), RelocationTarget.id)
    for target_id, course in zip(session.scalars(ranked).all(), COURSES, strict=False):
        _follow(session, layers, target_id, course, today)


def _follow(session: Session, layers: Layers, target_id: int, course: Course, today: date) -> None:
    deadline = today + timedelta(days=course.days) if course.days is not None else None
    _speak(session, course.reason)
    for n, stage in enumerate(course.stages, 1):
        target = session.get_one(RelocationTarget, target_id)
        last = n == len(course.stages)
        park = receiving_parks(session, target.site_id)[0].id if course.into_park and last else None
        progress = course.progress if last else None
        wish = Decision(course.reason, stage, course.mode, deadline, park, progress)
        decide(session, APPROVER, layers, target_id, target.version, wish)


def _speak(session: Session, reason: str) -> None:
    session.execute(select(*(func.set_config(*pair, True) for pair in context(APPROVER, None, reason))))

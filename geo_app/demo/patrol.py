"""Who has been where, and what was found: visits of the last months, and a hidden danger in each state, one of
them major and under listed supervision. Its own random numbers; nothing that stood before moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

import numpy as np
from numpy.random import Generator
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import speak_as
from geo_app.demo.county import COUNTY
from geo_app.instant import CHINA
from geo_app.layers import Layers
from geo_app.patrol.checklists import Checklist, checklist_named, checklist_of
from geo_app.patrol.findings import FindingBody, write_finding
from geo_app.patrol.recorded import Made, Sender, person_of
from geo_app.patrol.stepping import StepBody, write_step
from geo_app.patrol.visits import Answer, VisitBody, write_visit
from geo_app.sites.models import Site

SEED = 31
NUMBERS = UUID("d1f1e5a0-5301-4181-8000-000000000031")
TOWNSHIP, VILLAGE = "530181007", "530181007201"
GRID = Actor("grid", Role.INSPECTOR, (VILLAGE,))
OFFICE = Actor("township", Role.EDITOR, (TOWNSHIP,))
LEADER = Actor("approver", Role.APPROVER, (COUNTY,))
VISITED, MOST_DAYS = 0.6, 130  # share of the sites, and how long ago at most
NO_PLACE = "演示数据，没有定位"
ORDER = {"responsible": "演示企业主要负责人", "measure": "立即整改，举一反三", "deadline_on": "+12"}
FIVE = {**ORDER, "funds": "自筹 8 万元", "plan": "停用相关装置，专人值守", "deadline_on": "+40"}
LISTED = {"supervise_level": "county", "supervised_by": "演示县安委办", "supervise_until": "+60"}
Step = tuple[Actor, str, dict[str, str]]
REGISTER: Step = (OFFICE, "register", {"grade": "general"})
MAJOR: Step = (OFFICE, "register", {"grade": "major"})
REPORT: Step = (OFFICE, "report", {"reported_to": "演示县应急局、职工大会", "reported_on": "-20"})


@dataclass(frozen=True)
class Found:
    """A hidden danger: at a site of which layer, what, how many days ago, and how far it came."""

    layer: str
    what: str
    days_ago: int
    course: tuple[Step, ...] = ()
    question: str = ""


FOUND = (
    Found("fuel_station", "灭火器压力不足，指针在红区", 1, (), "extinguisher"),
    Found("risk_point", "警示牌看不清字", 5, ()),
    Found("risk_point", "安全出口堆放纸箱", 6, (REGISTER,), "exit_free"),
    Found("risk_point", "配电箱敞开，没有漏电保护", 9, (REGISTER, (OFFICE, "order", ORDER))),
    Found(
        "risk_point",
        "护栏断了两根",
        30,
        (REGISTER, (OFFICE, "order", {**ORDER, "deadline_on": "-10"})),
        "guard_whole",
    ),
    Found("risk_point", "电线破皮", 14, (REGISTER, (OFFICE, "order", ORDER), (GRID, "done", {})), "wires"),
    Found(
        "risk_point",
        "通道停放电动车充电",
        20,
        (REGISTER, (OFFICE, "order", ORDER), (GRID, "done", {}), (LEADER, "accept", {})),
    ),
    Found(
        "fuel_station",
        "散装汽油没有登记",
        40,
        (REGISTER, (OFFICE, "order", ORDER), (GRID, "done", {}), (OFFICE, "accept", {}), (OFFICE, "close", {})),
    ),
    Found("risk_point", "重复上报", 12, ((OFFICE, "dismiss", {}),)),
    Found(
        "chemical_plant",
        "二号罐区安全阀被关闭，可燃气体报警器失效",
        25,
        (MAJOR, (OFFICE, "order", FIVE), REPORT, (LEADER, "supervise", LISTED)),
        "valve_in_use",
    ),
    Found("chemical_plant", "架空电线穿过生产区", 8, (MAJOR,), "power_line"),
)


@dataclass
class Patrol:
    """What is needed while it is being written down."""

    session: Session
    layers: Layers
    today: date
    rng: Generator
    made: int = 0

    def by(self, actor: Actor, days_ago: int) -> Made:
        """Somebody's next record, so many days ago in working hours."""
        speak_as(self.session, actor)
        self.made += 1
        minute = int(self.rng.integers(9 * 60, 17 * 60))
        day = self.today - timedelta(days_ago)
        at = datetime.combine(day, time(minute // 60, minute % 60), CHINA)
        sender = Sender(actor, person_of(self.session, actor), self.layers, "演示", 0)
        return Made(sender, uuid5(NUMBERS, str(self.made)), min(at, datetime.now(CHINA)))

    def day(self, told: str) -> str:
        """+12: in twelve days; anything else as it is."""
        return (self.today + timedelta(int(told))).isoformat() if told[:1] in "+-" else told


def go_round(session: Session, layers: Layers, today: date) -> None:
    """Visit many sites of a township, and find something at some."""
    patrol = Patrol(session, layers, today, np.random.default_rng(SEED))
    speak_as(session, OFFICE)
    graded = [layer.name for layer in layers if layer.graded]
    here = select(Site).where(Site.kind.in_(graded), ~Site.retired, Site.demo).order_by(Site.id)
    low, high = (int(TOWNSHIP.ljust(12, digit)) for digit in "09")
    sites = list(session.scalars(here.where(Site.division.between(low, high))))
    for site in sites:
        if patrol.rng.random() < VISITED:
            _visit(patrol, site)
    _find(patrol, sites)


def _visit(patrol: Patrol, site: Site) -> None:
    checklist, rng = _asked_at(site), patrol.rng
    made = patrol.by(GRID if _is_own(site) else OFFICE, int(rng.integers(2, MOST_DAYS)))
    all_well = rng.random() < 0.7
    wrong = "" if all_well else checklist.questions[int(rng.integers(len(checklist.questions)))].key
    write_visit(patrol.session, made, answered(site, wrong))


def _asked_at(site: Site) -> Checklist:
    return checklist_named(checklist_of(site.kind, site.attributes))


def answered(site: Site, wrong: str = "") -> VisitBody:
    """A visit that found everything in order, but for one question."""
    asked = _asked_at(site)
    answers = [
        Answer(key=each.key, question=each.question, answer="no" if each.key == wrong else "yes")
        for each in asked.questions
    ]
    told = {"checklist": asked.name, "version": asked.version, "fix_reason": NO_PLACE}
    return VisitBody(site_id=site.id, answers=answers, **told)


def _is_own(site: Site) -> bool:
    """Whether it lies in the grid officer's village."""
    return str(site.division).startswith(VILLAGE)


def _find(patrol: Patrol, sites: Sequence[Site]) -> None:
    """Those of the village first: the grid officer's own."""
    left = sorted(sites, key=lambda site: not _is_own(site))
    for found in FOUND:
        site = next((each for each in left if each.kind == found.layer), None) or left[0]
        left.remove(site)
        in_village = _is_own(site)
        made = patrol.by(GRID if in_village else OFFICE, found.days_ago)
        body = FindingBody(site_id=site.id, what=found.what, question=found.question, fix_reason=NO_PLACE)
        write_finding(patrol.session, made, body)
        for n, (actor, action, values) in enumerate(found.course, 1):
            by = LEADER if actor is GRID and not in_village else actor
            told = {name: patrol.day(value) for name, value in values.items()}
            step = StepBody(
                finding=made.uid, action=action, words=f"演示：{found.what}", values=told, photos=[made.uid]
            )
            write_step(patrol.session, patrol.by(by, max(0, found.days_ago - n)), step)

"""What the bureau enforces in the demonstration: a random inspection that is under way, one that waits for its
public number, credit listings, workplaces with factors of occupational disease, and drills. The lots fall anew
each time; nothing that stood before moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid5

from sqlalchemy.orm import Session

from geo_app.db import because, speak_as
from geo_app.demo.changes import BUREAU
from geo_app.demo.county import COUNTY
from geo_app.demo.patrol import LEADER, NUMBERS, answered
from geo_app.demo.standing import nth_of
from geo_app.enforcement.draws import Wish, draw, seal
from geo_app.instant import CHINA
from geo_app.layers import Layers
from geo_app.patrol.recorded import Made, Sender, person_of
from geo_app.patrol.visits import write_visit
from geo_app.sites import record
from geo_app.sites.models import Site

REASON = "演示数据：虚构的名单、检测和演练"
INSPECTED = 2  # of the units drawn
SENT = ("赵演明", "钱示清", "孙演正", "李示和", "周演勤", "吴示诚")
SLIPS = {"red": 4, "orange": 3, "yellow": 2, "blue": 1, "none": 1}
UNDER_WAY = Wish(
    title="危险化学品企业双随机抽查(演示)",
    division=COUNTY,
    layers=("chemical_plant", "fuel_station"),
    slips=SLIPS,
    number=6,
    per_unit=2,
    announced="封存后第一期双色球的开奖号码",
    inspectors=tuple((name, "") for name in SENT),
)
WAITING = Wish(
    title="非煤矿山双随机抽查(演示)",
    division=COUNTY,
    layers=("mine", "tailings_pond"),
    slips=SLIPS | {"none": 0},
    number=4,
    per_unit=2,
    announced="抽取当日收盘的上证指数",
    inspectors=tuple((name, "") for name in SENT[:4]),
)
WORD = "03 07 19 22 26 31 + 08"


@dataclass(frozen=True)
class Noted:
    """What stands on a list about the n-th site of a layer; days count from today."""

    of: str
    nth: int
    told: Mapping[str, object]
    days: Mapping[str, int] = field(default_factory=dict)


BY = {"decided_by": "演示县应急局"}
LISTED = (
    Noted(
        "mine",
        3,
        {"list": "serious", "cause": "拒不执行停产整改指令", "document": "演示应急罚字第 3 号", **BY},
        {"listed_on": -120, "listed_until": 975},
    ),
    Noted(
        "chemical_plant",
        2,
        {"list": "punished", "cause": "未按规定报告事故", "document": "演示应急罚字第 11 号", **BY},
        {"listed_on": -1120, "listed_until": -24},
    ),
    Noted(
        "fuel_station",
        5,
        {"list": "watched", "cause": "一年内两次逾期未整改", "removed_for": "整改完成，复查合格", **BY},
        {"listed_on": -300, "listed_until": 65, "removed_on": -40},
    ),
    Noted("chemical_plant", 6, {"list": "trusted", "cause": "连续三年无事故", **BY}, {"listed_on": -60}),
)
TESTED = (
    Noted(
        "mine",
        1,
        {
            "category": "dust",
            "factors": "矽尘、噪声",
            "risk_class": "serious",
            "exposed_people": 46,
            "points_tested": 12,
            "points_exceeded": 3,
        },
        {"tested_on": -210, "test_until": 155},
    ),
    Noted(
        "chemical_plant",
        4,
        {
            "category": "chemical",
            "factors": "氯气、氢氧化钠",
            "risk_class": "serious",
            "exposed_people": 58,
            "points_tested": 20,
            "points_exceeded": 0,
        },
        {"tested_on": -400, "test_until": -35},
    ),
    Noted(
        "fuel_station",
        7,
        {"category": "chemical", "factors": "溶剂汽油", "risk_class": "general", "exposed_people": 9},
    ),
)
DRILLED = (
    Noted(
        "chemical_park",
        2,
        {
            "whose": "park",
            "form": "live",
            "scenario": "储罐泄漏：报警、疏散、堵漏、洗消",
            "plan": "演示园区综合应急预案",
            "people": 86,
            "found": "南门疏散路线被货车占用",
        },
        {"held_on": -150, "due_again": 32},
    ),
    Noted(
        "mine",
        2,
        {
            "whose": "mine_area",
            "form": "unannounced",
            "scenario": "透水：撤人、清点、排水",
            "plan": "演示矿山专项应急预案",
            "people": 34,
            "found": "井下广播一处听不清",
        },
        {"held_on": -260, "due_again": -78},
    ),
    Noted(
        "settlement",
        1,
        {"whose": "township", "form": "tabletop", "scenario": "汛期转移群众", "people": 21},
        {"held_on": -45, "due_again": 320},
    ),
)


def enforce(session: Session, layers: Layers, today: date) -> None:
    """Draw, inspect some of what was drawn, and write the lists down."""
    speak_as(session, BUREAU)
    because(session, REASON)
    for layer, entries in (("credit_listing", LISTED), ("occupational_hazard", TESTED), ("drill", DRILLED)):
        for each in entries:
            session.add(_entry(session, layers, layer, each, today))
    session.flush()
    speak_as(session, LEADER)
    row = draw(session, seal(session, UNDER_WAY).id, WORD)
    seal(session, WAITING)
    speak_as(session, BUREAU)
    sender = Sender(BUREAU, person_of(session, BUREAU), layers, "演示", 0)
    for n, choice in enumerate(row.drawn[:INSPECTED]):
        site = session.get_one(Site, int(choice["key"]))
        made = Made(sender, uuid5(NUMBERS, f"drawn {n}"), datetime.now(CHINA))
        write_visit(session, made, answered(site).model_copy(update={"note": "双随机抽查(演示)"}))


def _entry(session: Session, layers: Layers, layer: str, noted: Noted, today: date) -> Site:
    about, place = nth_of(session, noted.of, noted.nth)
    days = {name: (today + timedelta(count)).isoformat() for name, count in noted.days.items()}
    fields = {"name": about.name, "credit_code": about.credit_code, **noted.told, **days}
    entry = record.draft(BUREAU, layers[layer], place, fields)
    entry.demo = True
    return entry

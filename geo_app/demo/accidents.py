"""Accidents of this year and the last in the demonstration, and the death indicators."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import because, speak_as
from geo_app.demo.county import COUNTY
from geo_app.demo.standing import nth_of
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.situation.targets import set_target

BUREAU = Actor("bureau", Role.APPROVER, (COUNTY,))
REASON = "演示数据：虚构的事故和指标"
TARGETS = {"530181": 3, "530181007": 1}


@dataclass(frozen=True)
class Happened:
    """An accident at the n-th site of a layer, so many days ago; None where nothing was written down."""

    layer: str
    nth: int
    days_ago: int
    name: str
    category: str
    deaths: int | None
    serious: int | None
    loss: float | None
    counted: bool = True


HAPPENED = (
    Happened("mine", 0, 12, "运输巷物体打击事故", "struck", 1, 0, 160),
    Happened("chemical_plant", 1, 96, "受限空间中毒事故", "poisoning", 1, 1, 240),
    Happened("risk_point", 4, 150, "装卸叉车伤害事故", "vehicle", 0, 1, 35),
    Happened("fuel_station", 2, 214, "卸油口闪燃事故", "fire", 0, 2, 58.5),
    Happened("mine", 2, 301, "采场浮石坠落事故", "roof", 1, 0, 180),
    Happened("chemical_plant", 1, 410, "精馏塔检修闪爆事故", "other_explosion", 3, 4, 1260),
    Happened("risk_point", 9, 522, "个人自建房坠落(未计入指标)", "fall", 1, 0, None, False),
)


def suffer(session: Session, layers: Layers, today: date) -> None:
    """Write down what happened, and what the county may suffer in a year."""
    speak_as(session, BUREAU)
    because(session, REASON)
    for each in HAPPENED:
        _, place = nth_of(session, each.layer, each.nth)
        fields = {
            "name": f"演示{each.name}",
            "happened_on": (today - timedelta(each.days_ago)).isoformat(),
            **{name: getattr(each, name) for name in ("category", "deaths", "serious", "loss", "counted")},
        }
        site = record.draft(BUREAU, layers["accident"], place, fields)
        site.demo = True
        session.add(site)
    session.flush()
    for year in (today.year - 1, today.year):
        for code, deaths in TARGETS.items():
            set_target(session, BUREAU, code, year, deaths, REASON)

"""Where a project stands, as it looked and was called on the day of the answer: what its paper shows."""

import json
from collections.abc import Iterable, Sequence

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.auth.models import Account
from geo_app.divisions.models import Division
from geo_app.layers import Layers
from geo_app.papers.drawing import Measure
from geo_app.papers.plan import Plan, plan_around
from geo_app.siting.rule import Answer, Line
from geo_app.siting.screen import Screening

OFFICE = "应急管理局"


def plan_for(session: Session, layers: Layers, screening: Screening) -> Plan:
    """The footprint with its neighbours, in a frame that holds every distance that is short or in doubt."""
    held = [each.between for each in measures(_against(screening.lines))]
    return plan_around(session, layers, screening.project.footprint, held)


def drawn(lines: Sequence[Line]) -> list[Measure]:
    """The connections that the plan shows: what is short or in doubt; where nothing is, the nearest."""
    every = sorted(measures(lines), key=lambda each: each.metres)
    return measures(_against(lines)) or every[:1]


def measures(lines: Sequence[Line]) -> list[Measure]:
    """The measured connections of lines, each once: two rules may measure the same."""
    metres = {json.dumps(line.between): line.measured for line in lines if line.between}
    return [Measure(shapely.from_geojson(at), long) for at, long in metres.items() if long is not None]


def _against(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.answer in (Answer.FAILS, Answer.NOT_CHECKED)]


def office_of(session: Session, code: str) -> str:
    """Who gives opinions in a division: 安宁市 -> 安宁市应急管理局."""
    name = session.scalar(select(Division.name).where(Division.code == code))
    return f"{name or ''}{OFFICE}"


def place_of(screening: Screening) -> str:
    """The divisions that the footprint stands in, by their full names."""
    return "、".join(_once(each.name for each in screening.grounds))


def person(session: Session, actor: Actor) -> str:
    """The name of whoever acts, as it stands on paper."""
    return session.scalar(select(Account.name).where(Account.username == actor.name)) or actor.name


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))

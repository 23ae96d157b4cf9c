"""The route of replay: what the map learned on a day, in order."""

from datetime import date, datetime
from functools import cache

from fastapi import APIRouter
from pydantic import BaseModel

from geo_app.auth.door import ReadableLayers, ReadSession
from geo_app.patrol.lifecycle import steps
from geo_app.reckoning.tables import rows
from geo_app.situation.card import Told
from geo_app.situation.replay import MOST, Happening, day_of, days_around, happened
from geo_app.supervision.api import Below

SAID = ("at", "act", "layer", "number", "site_id", "name", "who", "why", "was", "now")
router = APIRouter(prefix="/api", tags=["situation"])


class HappeningCard(Told):
    """`step` and `step_en` name the step of a hidden danger or the state of an alarm; `box` is west, south, east,
    north in degrees."""

    at: datetime
    act: str
    layer: str
    title: str
    title_en: str
    number: int
    site_id: int | None
    name: str | None
    who: str
    why: str
    was: str | None
    now: str | None
    step: str | None
    step_en: str | None
    box: tuple[float, float, float, float]


class Replay(BaseModel):
    """`whole`: no more happened on the day than stands here. Where nothing did, `before` and `after` are the
    nearest days on which something did."""

    day: date
    since: datetime
    until: datetime
    whole: bool
    happenings: list[HappeningCard]
    before: date | None = None
    after: date | None = None


@router.get("/replay", operation_id="replay_day")
def replay_day(session: ReadSession, layers: ReadableLayers, below: Below, day: date) -> Replay:
    """What the map learned on a day, the earliest first: each with the instant at which the map shows it done."""
    bounds = int(below.ljust(12, "0")), int(below.ljust(12, "9"))
    found = happened(session, day, bounds, MOST + 1)
    since, until = day_of(day)
    titles = {layer.name: (layer.title, layer.title_en) for layer in layers}
    told = [_card(each, titles.get(each.layer, (each.layer, each.layer))) for each in found[:MOST]]
    around = (None, None) if found else days_around(session, day, bounds)
    return Replay(
        day=day,
        since=since,
        until=until,
        whole=len(found) <= MOST,
        happenings=told,
        before=around[0],
        after=around[1],
    )


def _card(each: Happening, titles: tuple[str, str]) -> HappeningCard:
    step = _steps(each.act).get(each.now or "", (None, None))
    return HappeningCard(
        **{name: getattr(each, name) for name in SAID},
        title=titles[0],
        title_en=titles[1],
        step=step[0],
        step_en=step[1],
        box=(each.west, each.south, each.east, each.north),
    )


@cache
def _steps(act: str) -> dict[str, tuple[str, str]]:
    """What the steps of hidden dangers, or the states of alarms, are called in both languages."""
    if act == "stepped":
        return {step.action: (step.title, step.title_en) for step in steps()}
    if act == "alarm_changed":
        return {row["state"]: (row["title"], row["title_en"]) for row in rows("monitoring/states")}
    return {}

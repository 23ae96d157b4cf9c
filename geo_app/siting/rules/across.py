"""Zones that a neighbouring county has drawn and that reach over the border, as its database last told."""

from datetime import timedelta
from typing import Any

from sqlalchemy import DateTime, Float, String, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.instant import CHINA, today_in_china
from geo_app.reckoning.words import NOTHING, Words, say
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Line, Rule, Thing
from geo_app.siting.tables import rows

LAYER = "neighbour_zone"


def check(session: Session, project: Project) -> list[Line]:
    """A line for each zone that reaches in, one for each neighbour of which none does; none where the county
    exchanges zones with nobody. What was told too long ago proves nothing."""
    asked = [row for row in rows("across") if project.type.group in row["groups"].split(";")]
    return [_line(row, found) for row in asked for found in _touching(session, project)]


def _line(row: dict[str, str], found: Any) -> Line:
    told_on = found.told_at and found.told_at.astimezone(CHINA).date()
    age = say("across_as_of", day=told_on.isoformat()) if told_on else say("across_never")
    county = Words(found.name, found.name)
    if found.what:
        how = say("across_reach", metres=found.metres) if found.metres else NOTHING
        what = Words(found.what, found.what_en)
        text = say("across_inside", county=county, what=what, how=how, share=found.share, age=age)
        thing = Thing(None, found.name, LAYER)
        return Line.of(row, Answer.FAILS, text, thing=thing, measured=0.0, data_on=told_on)
    fresh = told_on and told_on >= today_in_china() - timedelta(days=int(row["fresh_days"]))
    text = say("across_none", county=county, age=age)
    return Line.of(row, Answer.HOLDS if fresh else Answer.NOT_CHECKED, text, data_on=told_on)


def _touching(session: Session, project: Project) -> list[Any]:
    touching = func.neighbours_touching(func.st_geomfromewkt(project.wkt)).table_valued(
        *(sql_column(name, String) for name in ("name", "what", "what_en")),
        *(sql_column(name, Float) for name in ("metres", "share")),
        sql_column("told_at", DateTime(timezone=True)),
    )
    return list(session.execute(select(touching)))


RULE = Rule("across", "邻县伸进来的区域", "Zones of neighbouring counties", check)

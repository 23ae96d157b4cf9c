"""The people who would live near: how many within a distance, and homes below a tailings pond."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, Integer, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo_app.reckoning.words import Words, listed, say, term
from geo_app.siting.exclusion import drawn
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Exclusion, Ground, Line, Rule, Thing, excludes_ground
from geo_app.siting.tables import rows

HOMES = ["settlement", "protected_target"]
BEYOND = "辖区外居民区或防护目标"


def check(session: Session, project: Project) -> list[Line]:
    """People within a distance are told with their number; a new pond above homes is judged."""
    counted = [row for row in rows("people") if project.type.name in row["types"].split(";")]
    judged = [row for row in rows("homes") if project.type.name in row["types"].split(";") and project.is_new]
    lines = [_counted(row, _around(session, project, ["settlement"], float(row["metres"]))) for row in counted]
    return lines + [_judged(row, _around(session, project, HOMES, float(row["metres"]))) for row in judged]


def _counted(row: dict[str, str], homes: list[Any]) -> Line:
    unknown = listed(_called(home) for home in homes if home.people is None)
    people = round(sum((home.people or 0) * home.share for home in homes), 1)
    if unknown:
        return _line(row, Answer.NOT_CHECKED, say("people_unknown", people=people, names=unknown))
    if not homes:
        return _line(row, Answer.HOLDS, say("people_none"))
    text = say("people_counted", n=len(homes), people=people)
    return _line(row, Answer.FAILS if people else Answer.HOLDS, text, homes[0], measured=people, unit="人")


def _judged(row: dict[str, str], homes: list[Any]) -> Line:
    """Without the flow path only distance speaks: nobody anywhere in reach is enough, somebody needs the path."""
    metres = float(row["metres"])
    if not homes:
        return _line(row, Answer.HOLDS, say("homes_none", metres=metres), required=metres)
    names = listed(_called(home) for home in homes[:3])
    text = say("homes_near", metres=metres, n=len(homes), names=names, note=term(row["note"]))
    return _line(row, Answer.NOT_CHECKED, text, homes[0], required=metres, measured=homes[0].distance_m)


def _called(home: Any) -> Words:
    return Words(home.name, home.name) if home.name else term(BEYOND)


def _line(row: dict[str, str], answer: Answer, text: Words, home: Any = None, **rest: Any) -> Line:
    thing = Thing(home.id, home.name or BEYOND, home.kind) if home else None
    return Line.of(row, answer, text, thing=thing, **rest)


def _around(session: Session, project: Project, kinds: list[str], metres: float) -> list[Any]:
    near = func.people_around(func.st_geomfromewkt(project.wkt), cast(kinds, ARRAY(String)), metres).table_valued(
        sql_column("id", Integer),
        sql_column("name", String),
        sql_column("kind", String),
        sql_column("people", Integer),
        sql_column("distance_m", Float),
        sql_column("share", Float),
        sql_column("may_see", Boolean),
    )
    return [row for row in session.execute(select(near)) if row.id is None or row.id not in project.own]


def exclude(session: Session, project: Project, ground: Ground) -> list[Exclusion]:
    """The surroundings of homes and targets, above which a pond may lie: the flow path is not known beforehand."""
    kinds, own = cast(HOMES, ARRAY(String)), cast(list(project.own), ARRAY(BigInteger))
    return [
        each
        for row in rows("homes")
        if project.type.name in row["types"].split(";") and project.is_new and excludes_ground(row["weight"])
        for each in drawn(session, row, func.surroundings_of(*ground.around, kinds, float(row["metres"]), own))
    ]


RULE = Rule("people", "周边的人", "People around", check, exclude)

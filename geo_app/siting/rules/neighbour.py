"""The standing colour of the neighbours."""

from typing import Any

from sqlalchemy import Date, Float, Integer, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo_app.colour import Colour
from geo_app.reckoning.words import say, term
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Line, Rule, Thing
from geo_app.siting.tables import rows

BEYOND = "辖区外点位"


def check(session: Session, project: Project) -> list[Line]:
    """A line for each neighbour whose colour is told, nearest first."""
    applying = [row for row in rows("neighbours") if project.type.group in row["groups"].split(";")]
    lines: list[Line] = []
    for row in applying:
        metres = float(row["metres"])
        near = _near(session, project, row["colour"], metres)
        label = term(Colour(row["colour"]).label)
        nobody = say("colour_not_near", colour=label, metres=metres)
        for each in near:
            thing = Thing(each.id, each.name or BEYOND, each.kind)
            found = {"thing": thing, "measured": each.distance_m, "data_on": each.changed_on}
            text = say("colour_near", colour=label, metres=metres)
            lines.append(Line.of(row, Answer.FAILS, text, required=metres, **found))
        if not near:
            lines.append(Line.of(row, Answer.HOLDS, nobody, required=metres))
    return lines


def _near(session: Session, project: Project, colour: str, metres: float) -> list[Any]:
    own = cast(list(project.own), ARRAY(Integer))
    near = func.coloured_around(func.st_geomfromewkt(project.wkt), colour, metres, own).table_valued(
        sql_column("id", Integer),
        sql_column("name", String),
        sql_column("kind", String),
        sql_column("distance_m", Float),
        sql_column("changed_on", Date),
    )
    return list(session.execute(select(near)))


RULE = Rule("neighbour", "相邻点位的风险等级", "Colours of the neighbours", check)

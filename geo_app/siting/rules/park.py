"""Inside or outside an accredited chemical park; a footprint that straddles its boundary is not inside."""

from typing import Any

from shapely import Polygon, from_wkb
from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, String, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.reckoning.words import Words, say
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Exclusion, Ground, Line, Rule, Thing, excludes_ground
from geo_app.siting.tables import rows

BEYOND = "辖区外化工园区"


def check(session: Session, project: Project) -> list[Line]:
    """New hazardous-chemical production stands inside a park; what is no chemical industry stays out."""
    applying = [row for row in rows("parks") if _applies(row["applies"], project)]
    if not applying:
        return []
    parks = _parks(session, project)
    judges = {"chemical_new": _inside, "not_chemical": _outside}
    return [judges[row["applies"]](row, parks) for row in applying]


def _applies(to: str, project: Project) -> bool:
    if to == "chemical_new":
        return project.type.name == "chemical_production" and project.is_new
    return project.type.group in ("industry", "people")


def _inside(row: dict[str, str], parks: list[Any]) -> Line:
    for park in parks:
        if park.share == 1:
            return _line(row, Answer.HOLDS, say("park_inside"), park)
    straddled = next((park for park in parks if park.share), None)
    if straddled:
        return _line(row, Answer.FAILS, say("park_straddled", share=straddled.share), straddled)
    doubtful = next((park for park in parks if park.is_point), None)
    if doubtful:
        return _line(row, Answer.NOT_CHECKED, say("park_point"), doubtful)
    if not parks:
        return _line(row, Answer.NOT_CHECKED, say("park_none"))
    return _line(row, Answer.FAILS, say("park_outside", metres=parks[0].distance_m), parks[0])


def _outside(row: dict[str, str], parks: list[Any]) -> Line:
    touched = next((park for park in parks if park.share), None)
    if touched:
        return _line(row, Answer.FAILS, say("park_touched", share=touched.share), touched)
    if not parks:
        return _line(row, Answer.HOLDS, say("park_none_near"))
    return _line(row, Answer.HOLDS, say("park_kept_out", metres=parks[0].distance_m), parks[0])


def _line(row: dict[str, str], answer: Answer, text: Words, park: Any = None) -> Line:
    if park is None:
        return Line.of(row, answer, text)
    thing = Thing(park.site_id, park.name or BEYOND, "chemical_park")
    return Line.of(row, answer, text, measured=park.distance_m, thing=thing, data_on=park.changed_on)


def _parks(session: Session, project: Project) -> list[Any]:
    """The parks within 20 km, nearest first; `share` is the part of the footprint that lies inside."""
    around = func.parks_around(func.st_geomfromewkt(project.wkt)).table_valued(
        sql_column("site_id", Integer),
        sql_column("name", String),
        sql_column("share", Float),
        sql_column("is_point", Boolean),
        sql_column("distance_m", Float),
        sql_column("changed_on", Date),
    )
    return list(session.execute(select(around)))


def exclude(session: Session, project: Project, ground: Ground) -> list[Exclusion]:
    """What must stand inside a park is kept off all other ground; what must stay out, off the parks."""
    applying = [
        row for row in rows("parks") if _applies(row["applies"], project) and excludes_ground(row["weight"])
    ]
    if not applying:
        return []
    columns = (sql_column("sites", Integer), sql_column("points", Integer), sql_column("shape", LargeBinary))
    parks = session.execute(select(func.park_ground(*ground.around).table_valued(*columns))).one_or_none()
    inside = from_wkb(parks.shape) if parks and parks.shape else Polygon()
    sites = parks.sites if parks else 0
    shapes = {"chemical_new": ground.everything.difference(inside), "not_chemical": inside}
    return [Exclusion.of(row, Answer.FAILS, sites, shapes[row["applies"]]) for row in applying]


RULE = Rule("park", "化工园区", "Chemical parks", check, exclude)

"""Zones that others have drawn: control lines, subsidence, flow paths, accident reach, protection strips."""

from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer, String, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from geo_app.siting.exclusion import drawn
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Exclusion, Ground, Line, Rule, Thing, excludes_ground
from geo_app.siting.tables import rows
from geo_app.siting.words import say, term

BEYOND = "辖区外"


def check(session: Session, project: Project) -> list[Line]:
    """For each kind of zone: the zones that are touched, the neighbour that has none yet, or that it holds.

    How far a neighbour without a zone matters is a convention of ours, a column of data/siting/zones.csv."""
    footprint = func.st_geomfromewkt(project.wkt)
    return [
        line
        for row in rows("zones")
        if project.type.group in row["groups"].split(";")
        for line in _lines(row, _touched(session, footprint, row), _undrawn(session, footprint, row))
    ]


def _lines(row: dict[str, str], touched: list[Any], undrawn: Any) -> list[Line]:
    if touched:
        return [_inside(row, zone) for zone in touched]
    if undrawn:
        thing = Thing(undrawn.site_id, undrawn.name or BEYOND, undrawn.kind)
        text = say("zone_undrawn", metres=undrawn.distance_m, name=term(thing.name))
        return [Line.of(row, Answer.NOT_CHECKED, text, thing=thing)]
    return [Line.of(row, Answer.HOLDS, say("zone_none"))]


def _inside(row: dict[str, str], zone: Any) -> Line:
    thing = Thing(zone.site_id, zone.name or BEYOND, row["zone"])
    text = say("zone_inside", share=zone.share, name=term(thing.name))
    return Line.of(row, Answer.FAILS, text, thing=thing, measured=0.0, data_on=zone.changed_on)


def _touched(session: Session, footprint: Any, row: dict[str, str]) -> list[Any]:
    touched = func.zones_touching(footprint, row["zone"]).table_valued(
        sql_column("site_id", Integer),
        sql_column("name", String),
        sql_column("share", Float),
        sql_column("changed_on", Date),
    )
    return list(session.execute(select(touched)))


def _undrawn(session: Session, footprint: Any, row: dict[str, str]) -> Any:
    """The nearest site that would throw such a zone, and whose zone nobody has drawn."""
    if not row["of"]:
        return None
    sources = func.zone_sources(footprint, row["zone"], row["of"], float(row["within_m"])).table_valued(
        sql_column("site_id", Integer),
        sql_column("name", String),
        sql_column("kind", String),
        sql_column("distance_m", Float),
        sql_column("is_drawn", Boolean),
    )
    return session.execute(select(sources).where(~sources.c.is_drawn).limit(1)).one_or_none()


def exclude(session: Session, project: Project, ground: Ground) -> list[Exclusion]:
    """The zones of each kind, and the surroundings of those whose zone nobody has drawn."""
    return [
        each
        for row in rows("zones")
        if project.type.group in row["groups"].split(";") and excludes_ground(row["weight"])
        for each in drawn(session, row, _around(ground, row))
    ]


def _around(ground: Ground, row: dict[str, str]) -> FunctionElement[Any]:
    return func.excluded_by_zone(*ground.around, row["zone"], row["of"], float(row["within_m"] or 0))


RULE = Rule("zone", "他人划定的区域", "Zones drawn by others", check, exclude)

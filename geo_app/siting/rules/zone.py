"""Zones that others have drawn: control lines, subsidence, flow paths, accident reach, protection strips."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Date, Float, Integer, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from geo_app.reckoning.words import say, term
from geo_app.siting.exclusion import drawn
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Exclusion, Ground, Line, Rule, Thing, excludes_ground
from geo_app.siting.tables import rows

BEYOND = "辖区外"


def check(session: Session, project: Project) -> list[Line]:
    """For each kind of zone: the zones that are touched, the neighbour that has none yet, or that it holds.

    How far a neighbour without a zone matters is a convention of ours, a column of data/siting/zones.csv."""
    asked = [row for row in rows("zones") if project.type.group in row["groups"].split(";")]
    if not asked:
        return []
    touched, undrawn = _touched(session, project, asked), _undrawn(session, project, asked)
    return [line for row in asked for line in _lines(row, touched[row["zone"]], undrawn.get(row["zone"]))]


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


def _touched(session: Session, project: Project, asked: list[dict[str, str]]) -> dict[str, list[Any]]:
    """The zones under the footprint, by kind."""
    kinds = cast([row["zone"] for row in asked], ARRAY(String))
    touched = func.zones_touching(func.st_geomfromewkt(project.wkt), kinds).table_valued(
        sql_column("kind", String),
        sql_column("site_id", Integer),
        sql_column("name", String),
        sql_column("share", Float),
        sql_column("changed_on", Date),
    )
    found = defaultdict(list)
    for zone in session.execute(select(touched)):
        found[zone.kind].append(zone)
    return found


def _undrawn(session: Session, project: Project, asked: list[dict[str, str]]) -> dict[str, Any]:
    """For each kind of zone the nearest site that would throw one, and whose zone nobody has drawn."""
    thrown = [row for row in asked if row["of"]]
    sources = func.undrawn_sources(
        func.st_geomfromewkt(project.wkt),
        cast([row["zone"] for row in thrown], ARRAY(String)),
        cast([row["of"] for row in thrown], ARRAY(String)),
        cast([float(row["within_m"]) for row in thrown], ARRAY(Float)),
    ).table_valued(
        sql_column("zone_kind", String),
        sql_column("site_id", Integer),
        sql_column("name", String),
        sql_column("kind", String),
        sql_column("distance_m", Float),
    )
    return {source.zone_kind: source for source in session.execute(select(sources))}


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

"""Individual risk: the class of the project as a protected target against imported contours (GB 36894)."""

from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer, String, cast, func, literal, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from geo_app.reckoning.words import Words, say
from geo_app.siting.exclusion import drawn
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Exclusion, Ground, Line, Rule, Thing
from geo_app.siting.tables import rows
from geo_app.zones.distances import new_risk_limits
from geo_app.zones.risk_levels import level_text

BEYOND = "辖区外企业"


def check(session: Session, project: Project) -> list[Line]:
    """A target is judged by the contours at its place; new chemical production must bring contours of its own."""
    if project.type.group == "hazard":
        return [_own_contours(row) for row in rows("risk") if project.type.name in row["types"].split(";")]
    if project.type.group != "people":
        return []
    return [
        _judge(limit, _risk_at(session, project))
        for limit in new_risk_limits()
        if _is_one(session, project, limit.target)
    ]


def _own_contours(row: dict[str, str]) -> Line:
    return Line.of(row, Answer.NOT_CHECKED, say("risk_to_bring"))


def _judge(limit: Any, risks: list[Any]) -> Line:
    """Inside a contour the risk is at least its level; a plant in reach without one leaves it open."""
    above = [risk for risk in risks if risk.level is not None and risk.level > limit.limit_per_year]
    open_plants = [risk for risk in risks if risk.level is None]
    if above:
        worst = max(above, key=lambda risk: risk.level)
        text = say("risk_inside", level=level_text(worst.level))
        return _line(limit, Answer.FAILS, text, worst, measured=worst.level)
    if open_plants:
        text = say("risk_open", n=len(open_plants))
        return _line(limit, Answer.NOT_CHECKED, text, open_plants[0])
    return _line(limit, Answer.HOLDS, say("risk_kept"))


def _line(limit: Any, answer: Answer, text: Words, risk: Any = None, **rest: Any) -> Line:
    thing = Thing(risk.site_id, risk.name or BEYOND, "chemical_plant") if risk else None
    rest |= {"thing": thing, "data_on": risk.changed_on if risk else None}
    return Line.of(_said(limit), answer, text, required=limit.limit_per_year, unit="/年", **rest)


def _is_one(session: Session, project: Project, place: str) -> bool:
    """Whether the project would be a target of this class; where a field that decides is empty, it may be one."""
    fields = cast(literal(project.attributes, JSONB), JSONB)
    people = cast(project.fields.get("residents"), Integer)
    return session.scalar(select(func.may_be_place(place, project.type.layer, fields, people))) or False


def _risk_at(session: Session, project: Project) -> list[Any]:
    around = func.risk_around(func.st_geomfromewkt(project.wkt)).table_valued(
        sql_column("site_id", Integer),
        sql_column("name", String),
        sql_column("level", Float),
        sql_column("may_see", Boolean),
        sql_column("changed_on", Date),
    )
    return list(session.execute(select(around)))


def exclude(session: Session, project: Project, ground: Ground) -> list[Exclusion]:
    """The contours above the limit of the project's class, and the surroundings of plants that have none."""
    if project.type.group != "people":
        return []
    return [
        each
        for limit in new_risk_limits()
        if _is_one(session, project, limit.target)
        for each in drawn(session, _said(limit), func.excluded_by_risk(*ground.around, limit.limit_per_year))
    ]


def _said(limit: Any) -> dict[str, str]:
    said = {"rule": limit.rule, "title": limit.title, "title_en": limit.title_en, "weight": "veto"}
    return said | {"clause": limit.clause, "confidence": limit.confidence}


RULE = Rule("risk", "个人风险", "Individual risk", check, exclude)

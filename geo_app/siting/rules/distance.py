"""Distances that laws and standards ask for, both ways: what the project endangers, and what endangers it."""

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Float, Integer, String, cast, func, literal, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from geo_app.reckoning.words import NOTHING, Words, joined, listed, say, term, terms
from geo_app.siting.exclusion import DRAWN, exclusion_of
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Exclusion, Ground, Line, Rule, Thing, excludes_ground
from geo_app.siting.tables import rows
from geo_app.zones.distances import Distance, distance, distances

BEYOND = "辖区外点位"
MOST = 10  # failing sites that get a line of their own
COLUMNS: dict[str, Any] = {
    "rule": String,
    "as_source": Boolean,
    "project_is_one": Boolean,
    "project_asks": String,
    "site_id": Integer,
    "site_name": String,
    "site_kind": String,
    "site_is_one": Boolean,
    "site_asks": String,
    "measured_m": Float,
    "doubt_m": Float,
    "may_see": Boolean,
    "changed_on": Date,
    "connection": String,
}


def check(session: Session, project: Project) -> list[Line]:
    """The lines of every distance that speaks of such a project."""
    asked = _asked(session, project)
    near = _near(session, project)
    unsurveyed = _unsurveyed(session, project)
    lines = [line for name in asked for line in _judge(project, distance(name), near[name])]
    lines = [_doubted(line, unsurveyed) for line in lines]
    return lines + _unmapped(project)


def _judge(project: Project, rule: Distance, near: list[Any]) -> list[Line]:
    """What one rule says: a line for each site that is too near, one for what is doubtful, or one that holds."""
    effect = EFFECTS[rule.effect]
    if effect["only_new"] and not project.is_new:
        return [_line(rule, Answer.NOT_APPLICABLE, say("bounds_new_expand", act=term(project.act_title)))]
    short = [row for row in near if not rule.is_kept(row.measured_m)]
    failing = [row for row in short if row.project_is_one and row.site_is_one]
    doubtful = [row for row in near if row not in failing and _doubt(rule, row)]
    lines = [_measured(rule, Answer.FAILS, row, _shortfall(rule, row)) for row in failing[:MOST]]
    if len(failing) > MOST:
        told = say("most_shown", most=MOST)
        lines[-1] = _measured(rule, Answer.FAILS, failing[MOST - 1], told)
    if doubtful:
        lines.append(_measured(rule, Answer.NOT_CHECKED, doubtful[0], _doubt(rule, doubtful[0])))
    if not lines:
        known = next((row for row in near if row.site_is_one), None)
        nobody = _line(rule, Answer.HOLDS, say("nobody_near"))
        lines.append(_measured(rule, Answer.HOLDS, known, NOTHING) if known else nobody)
    return lines


def _doubt(rule: Distance, row: Any) -> Words:
    """Why a site cannot be judged, or nothing."""
    if not rule.is_kept(row.measured_m) and not (row.project_is_one and row.site_is_one):
        asks = ((row.project_asks, row.project_is_one), (row.site_asks, row.site_is_one))
        return say("fields_empty", fields=listed(terms(text) for text, known in asks if not known))
    if rule.is_kept(row.measured_m) and not rule.is_kept(row.measured_m - row.doubt_m) and row.site_is_one:
        return say("point_only", metres=row.doubt_m)
    return NOTHING


def _shortfall(rule: Distance, row: Any) -> Words:
    missing = (rule.required_m or 0) - row.measured_m
    return say("short_by", metres=missing) if missing > 0 else say("must_exceed")


def _measured(rule: Distance, answer: Answer, row: Any, text: Words) -> Line:
    thing = Thing(row.site_id, row.site_name or BEYOND, row.site_kind)
    between = json.loads(row.connection) if row.connection else None
    return _line(rule, answer, text, measured=row.measured_m, thing=thing, between=between, data_on=row.changed_on)


def _line(rule: Distance, answer: Answer, text: Words, **rest: Any) -> Line:
    text = joined(text, say("measured_from", edge=term(rule.measured_from)), term(rule.note))
    return Line.of(_said(rule), answer, text, required=rule.required_m, **rest)


def _said(rule: Distance) -> dict[str, str]:
    said = {
        "rule": rule.rule,
        "title": rule.title,
        "title_en": rule.title_en,
        "weight": EFFECTS[rule.effect]["weight"],
    }
    return said | {"clause": rule.clause, "confidence": rule.confidence}


def _doubted(line: Line, unsurveyed: dict[str, Words]) -> Line:
    """Nothing found where nobody has looked is not kept."""
    if line.answer is not Answer.HOLDS or line.rule not in unsurveyed:
        return line
    return _line(distance(line.rule), Answer.NOT_CHECKED, unsurveyed[line.rule])


def _unmapped(project: Project) -> list[Line]:
    """Distances to what no layer of the map holds: said, never taken for kept."""
    return [
        _line(distance(row["rule"]), Answer.NOT_CHECKED, say("layer_missing", what=term(row["missing"])))
        for row in rows("unmapped")
        if project.type.name in row["types"].split(";")
    ]


def _arguments(project: Project) -> tuple[Any, ...]:
    footprint = func.st_geomfromewkt(project.wkt)
    fields = cast(literal(project.attributes, JSONB), JSONB)
    return footprint, project.type.layer, fields, cast(project.fields.get("residents"), Integer)


def _asked(session: Session, project: Project) -> list[str]:
    """The rules that speak of the project, or may do so."""
    _, *what = _arguments(project)
    asked = func.project_rules(*what).table_valued(sql_column("rule", String), name="asked")
    return list(session.scalars(select(asked.c.rule).distinct().order_by(asked.c.rule)))


def _near(session: Session, project: Project) -> dict[str, list[Any]]:
    own = cast(list(project.own), ARRAY(Integer))
    near = func.project_distances(*_arguments(project), own)
    columns = (sql_column(name, kind) for name, kind in COLUMNS.items())
    found = defaultdict(list)
    for row in session.execute(select(near.table_valued(*columns))):
        found[row.rule].append(row)
    return found


def _unsurveyed(session: Session, project: Project) -> dict[str, Words]:
    empty = func.project_unsurveyed(*_arguments(project)).table_valued(
        sql_column("rule", String), sql_column("layers", String), sql_column("within_m", Float)
    )
    return {
        row.rule: say("unsurveyed", km=row.within_m / 1000, layers=terms(row.layers))
        for row in session.execute(select(empty))
    }


def exclude(session: Session, project: Project, ground: Ground) -> list[Exclusion]:
    """The surroundings of all that a distance is asked from; where a field is empty or only a point is known,
    not surely."""
    rules = [rule for rule in distances() if rule.required_m and _keeps_off(project, rule)]
    _, *what = _arguments(project)
    named = cast([rule.rule for rule in rules], ARRAY(String))
    asked = func.excluded_by_distance(*ground.around, *what, cast(list(project.own), ARRAY(BigInteger)), named)
    said = {rule.rule: _said(rule) for rule in rules}
    found = select(asked.table_valued(sql_column("rule", String), *DRAWN))
    return [exclusion_of(said[row.rule], row) for row in session.execute(found)]


def _keeps_off(project: Project, rule: Distance) -> bool:
    effect = EFFECTS[rule.effect]
    return excludes_ground(effect["weight"]) and (project.is_new or not effect["only_new"])


EFFECTS = {row["effect"]: row for row in rows("effects")}
RULE = Rule("distance", "间距", "Distances", check, exclude)

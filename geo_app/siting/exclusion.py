"""Ground that a rule keeps a project off, as the database draws it."""

from collections.abc import Mapping
from typing import Any

from shapely import from_wkb
from sqlalchemy import Boolean, Integer, LargeBinary, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from geo_app.siting.rule import Answer, Exclusion

DRAWN: tuple[Any, ...] = (  # what a function of sql/412 returns
    sql_column("fails", Boolean),
    sql_column("sites", Integer),
    sql_column("shape", LargeBinary),
)


def drawn(session: Session, rule: Mapping[str, str], asked: FunctionElement[Any]) -> list[Exclusion]:
    """What a function draws for one rule."""
    return [exclusion_of(rule, row) for row in session.execute(select(asked.table_valued(*DRAWN)))]


def exclusion_of(rule: Mapping[str, str], row: Any) -> Exclusion:
    """Where the rule surely fails, or where that is not known."""
    answer = Answer.FAILS if row.fails else Answer.NOT_CHECKED
    return Exclusion.of(rule, answer, row.sites, from_wkb(row.shape))

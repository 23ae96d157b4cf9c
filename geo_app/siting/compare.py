"""An opinion then and now: what reads otherwise since it was given, line by line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import SYSTEM, Actor, Role
from geo_app.db import speak_as
from geo_app.instant import CHINA
from geo_app.siting.models import Opinion
from geo_app.siting.opinion import as_stored, key_of, project_of, rules_version
from geo_app.siting.rule import Answer
from geo_app.siting.screen import screen

NEAR_M = 0.05  # a distance that moved by less reads the same


@dataclass(frozen=True)
class Change:
    """One line then and now; None on one side: it was not there."""

    key: str
    then: dict[str, Any] | None
    now: dict[str, Any] | None


@dataclass(frozen=True)
class Comparison:
    """What the rules and the map say at an instant of the project of an opinion; `same` lines read as they did."""

    at: datetime
    rules: str
    verdict: str
    same: int
    changes: tuple[Change, ...]


def compare(session: Session, found: Opinion, asker: Actor) -> Comparison:
    """Ask the rules anew, with the rights of the county that the opinion was given for: whoever compares reads the
    same. The session then goes on in the name of `asker`."""
    county = str(found.division).zfill(12)[:6]
    speak_as(session, Actor(SYSTEM.name, Role.ADMIN, (county,)))
    screening = screen(session, project_of(found))
    at = session.scalar(select(func.clock_timestamp())) or datetime.now(CHINA)
    speak_as(session, asker)
    now = as_stored(screening.lines)
    changes = differing(found.lines, now)
    same = len({key_of(line) for line in (*found.lines, *now)}) - len(changes)
    return Comparison(at, rules_version(), screening.verdict, same, tuple(changes))


def differing(then_lines: list[dict[str, Any]], now_lines: list[dict[str, Any]]) -> list[Change]:
    """Two answers to one project, line by line; only what differs."""
    then, now = ({key_of(line): line for line in lines} for lines in (then_lines, now_lines))
    keys = [*then, *(key for key in now if key not in then)]
    return [Change(key, then.get(key), now.get(key)) for key in keys if _differs(then.get(key), now.get(key))]


def _differs(then: dict[str, Any] | None, now: dict[str, Any] | None) -> bool:
    """Whether a reader would care: another answer, or another distance where the answer is not simply kept."""
    if then is None or now is None:
        only = then or now
        return only is not None and only["answer"] in (Answer.FAILS, Answer.NOT_CHECKED)
    if then["answer"] != now["answer"]:
        return True
    moved = abs((then["measured"] or 0) - (now["measured"] or 0)) > NEAR_M
    return moved and now["answer"] == Answer.FAILS

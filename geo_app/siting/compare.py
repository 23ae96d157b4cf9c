"""An opinion then and now: what reads otherwise since it was given, line by line."""

from collections.abc import Sequence
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

Stored = dict[str, Any]
NEAR_M = 0.05  # a distance that moved by less reads the same


@dataclass(frozen=True)
class Change:
    """One line then and now; None on one side: it was not there."""

    key: str
    then: Stored | None
    now: Stored | None


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
    pairs = _paired(found.lines, as_stored(screening.lines))
    changes = tuple(pair for pair in pairs if _differs(pair.then, pair.now))
    return Comparison(at, rules_version(), screening.verdict, len(pairs) - len(changes), changes)


def differing(then_lines: Sequence[Stored], now_lines: Sequence[Stored]) -> list[Change]:
    """Two answers to one project, line by line; only what differs."""
    return [pair for pair in _paired(then_lines, now_lines) if _differs(pair.then, pair.now)]


def _paired(then_lines: Sequence[Stored], now_lines: Sequence[Stored]) -> list[Change]:
    """Each line beside the one that answers to it: the same rule on the same thing, or else the same rule where
    it is measured against another thing now."""
    then, now = ({key_of(line): line for line in lines} for lines in (then_lines, now_lines))
    new = [line for key, line in now.items() if key not in then]
    pairs = []
    for key, line in then.items():
        heir = now.get(key) or next((each for each in new if each["rule"] == line["rule"]), None)
        if heir in new:
            new.remove(heir)
        pairs.append(Change(key, line, heir))
    return [*pairs, *(Change(key_of(line), None, line) for line in new)]


def _differs(then: Stored | None, now: Stored | None) -> bool:
    """Whether a reader would care: another answer, or another distance where the answer is not simply kept."""
    if then is None or now is None:
        only = then or now
        return only is not None and only["answer"] in (Answer.FAILS, Answer.NOT_CHECKED)
    if then["answer"] != now["answer"]:
        return True
    moved = abs((then["measured"] or 0) - (now["measured"] or 0)) > NEAR_M
    return moved and now["answer"] == Answer.FAILS

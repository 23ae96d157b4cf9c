"""Advice that stays alive: what changed is looked at again, and those who gave the advice are told which line."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo_app.actor import SYSTEM, Actor, Role
from geo_app.db import because, speak_as
from geo_app.layers import Layers
from geo_app.notices.tell import News, tell
from geo_app.siting.models import Opinion, OpinionDue
from geo_app.siting.opinion import as_line, as_stored, key_of, project_of
from geo_app.siting.rule import Answer, Line
from geo_app.siting.screen import VERDICTS, screen, verdict_of

BATCH = 20
NEAR_M = 0.05  # a distance that moved by less reads the same


@dataclass(frozen=True)
class Change:
    """One line then and now; None on one side: it was not there."""

    key: str
    then: dict[str, Any] | None
    now: dict[str, Any] | None


def recheck_due(session: Session, _layers: Layers, limit: int = BATCH) -> list[Opinion]:
    """Look again at opinions that changes may have touched, those first that have waited longest."""
    waiting = select(OpinionDue.opinion_id).group_by(OpinionDue.opinion_id).order_by(func.min(OpinionDue.id))
    return [
        found for number in session.scalars(waiting.limit(limit)).all() if (found := _recheck(session, number))
    ]


def compare(session: Session, found: Opinion) -> list[Change]:
    """An opinion as it was given beside what the map says now; only what differs."""
    return differing(found.lines, as_stored(screen(session, project_of(found)).lines))


def differing(then_lines: list[dict[str, Any]], now_lines: list[dict[str, Any]]) -> list[Change]:
    """Two answers to one project, line by line; only what differs."""
    then, now = ({key_of(line): line for line in lines} for lines in (then_lines, now_lines))
    keys = [*then, *(key for key in now if key not in then)]
    return [Change(key, then.get(key), now.get(key)) for key in keys if _differs(then.get(key), now.get(key))]


def _recheck(session: Session, number: int) -> Opinion | None:
    """None where somebody else has it in hand."""
    found = session.get(Opinion, number, with_for_update={"skip_locked": True})
    if found is None:
        return None
    session.execute(delete(OpinionDue).where(OpinionDue.opinion_id == number))
    county = str(found.division).zfill(12)[:6]
    speak_as(session, Actor(SYSTEM.name, Role.ADMIN, (county,)))
    changes = compare(session, found)
    speak_as(session, SYSTEM)
    told = [{"key": each.key, "then": each.then, "now": each.now} for each in changes]
    if told != found.changed:
        because(session, "数据变化,重新核对")
        found.changed = told
        tell(session, _news(found, changes))
    found.checked_at = session.scalar(select(func.clock_timestamp())) or found.checked_at
    session.flush()
    return found


def _differs(then: dict[str, Any] | None, now: dict[str, Any] | None) -> bool:
    """Whether a reader would care: another answer, or another distance where the answer is not simply kept."""
    if then is None or now is None:
        only = then or now
        return only is not None and only["answer"] in (Answer.FAILS, Answer.NOT_CHECKED)
    if then["answer"] != now["answer"]:
        return True
    moved = abs((then["measured"] or 0) - (now["measured"] or 0)) > NEAR_M
    return moved and now["answer"] == Answer.FAILS


def _news(found: Opinion, changes: list[Change]) -> News:
    link = f"/opinions/{found.id}"
    if not changes:
        text = "后来的变化已经消除,各条与当时一致"
        return News("opinion_changed", found.division, f"{found.name}:选址意见恢复原状", text, None, None, link)
    now = [change.now for change in changes if change.now]
    gone = {change.key for change in changes}
    still = [line for line in found.lines if key_of(line) not in gone]
    verdict = verdict_of(tuple(as_line(line) for line in [*now, *still]))
    parts = [_words(change) for change in changes[:5]]
    parts.append(f"总体结论 {VERDICTS[found.verdict]['title']} → {VERDICTS[verdict]['title']}")
    title = f"{found.name}:选址意见 {found.number} 有 {len(changes)} 条发生变化"
    return News("opinion_changed", found.division, title, ";".join(parts), None, None, link)


def _words(change: Change) -> str:
    line = change.now or change.then
    assert line is not None
    return f"{line['title']} {_said(change.then)} → {_said(change.now)}"


def _said(stored: dict[str, Any] | None) -> str:
    if stored is None:
        return "无"
    line: Line = as_line(stored)
    return line.answer.label + (f"({line.measured:g} {line.unit})" if line.measured is not None else "")

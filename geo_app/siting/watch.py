"""Advice that stays alive: what changed is looked at again, and those who gave the advice are told which line."""

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo_app.actor import SYSTEM, Actor
from geo_app.db import because, speak_as
from geo_app.layers import Layers
from geo_app.notices.tell import News, tell
from geo_app.reckoning.words import Words, term
from geo_app.siting.compare import Change, Comparison, compare
from geo_app.siting.models import Opinion, OpinionDue
from geo_app.siting.opinion import as_line
from geo_app.siting.rule import Line
from geo_app.siting.screen import VERDICTS

BATCH = 20


def recheck_due(session: Session, _layers: Layers, limit: int = BATCH) -> list[Opinion]:
    """Look again at opinions that changes may have touched, those first that have waited longest."""
    waiting = select(OpinionDue.opinion_id).group_by(OpinionDue.opinion_id).order_by(func.min(OpinionDue.id))
    return [
        found for number in session.scalars(waiting.limit(limit)).all() if (found := _recheck(session, number))
    ]


def look_again(session: Session, asker: Actor, number: int) -> Opinion | None:
    """Look again at one opinion that `asker` may see, in the name of the system; None without it."""
    if session.get(Opinion, number) is None:
        return None
    speak_as(session, SYSTEM)
    found = _recheck(session, number)
    speak_as(session, asker)
    return found


def _recheck(session: Session, number: int) -> Opinion | None:
    """None where somebody else has it in hand."""
    found = session.get(Opinion, number, with_for_update={"skip_locked": True})
    if found is None:
        return None
    session.execute(delete(OpinionDue).where(OpinionDue.opinion_id == number))
    comparison = compare(session, found, SYSTEM)
    told = [{"key": each.key, "then": each.then, "now": each.now} for each in comparison.changes]
    if told != found.changed:
        because(session, "数据变化，重新核对")
        found.changed = told
        tell(session, _news(found, comparison))
    found.checked_at = comparison.at
    session.flush()
    return found


def _news(found: Opinion, comparison: Comparison) -> News:
    link, changes = f"/opinions/{found.id}", comparison.changes
    if not changes:
        text = "后来的变化已经消除，各条与当时一致"
        return News("opinion_changed", found.division, f"{found.name}：选址意见恢复原状", text, None, None, link)
    parts = [words_of(change).zh for change in changes[:5]]
    parts.append(f"总体结论 {VERDICTS[found.verdict]['title']} → {VERDICTS[comparison.verdict]['title']}")
    title = f"{found.name}：选址意见 {found.number} 有 {len(changes)} 条发生变化"
    return News("opinion_changed", found.division, title, "；".join(parts), None, None, link)


def words_of(change: Change) -> Words:
    """Which line changed, from what to what."""
    line = change.now or change.then
    assert line is not None
    then, now = _said(change.then), _said(change.now)
    return Words(f"{line['title']} {then.zh} → {now.zh}", f"{line['title_en']}: {then.en} → {now.en}")


def _said(stored: dict[str, Any] | None) -> Words:
    if stored is None:
        return term("无")
    line: Line = as_line(stored)
    answer, unit = term(line.answer.label), term(line.unit)
    if line.measured is None:
        return answer
    return Words(f"{answer.zh}({line.measured:g} {unit.zh})", f"{answer.en} ({line.measured:g} {unit.en})")

"""Numbers that are from memory only, until a person has looked them up and says where."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.classification.method import Outcome
from geo_app.classification.models import Confirmation
from geo_app.classification.numbers import all_numbers
from geo_app.errors import BadInput, Forbidden, NotFound
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import MEMORY, NOT_FOUND, Confidence, weakest


def confirm(session: Session, actor: Actor, table: str, row: str, reference: str) -> Confirmation:
    """A person has found the number in print. Raises BadInput without a reference, NotFound, Forbidden."""
    _must_approve(actor)
    if len(reference.strip()) < 4:
        raise BadInput("请注明核对所依据的文件", "例如“GB 39496-2020 表 1,正式出版物第 4 页”", field="reference")
    number = next((each for each in all_numbers() if (each.table, each.row) == (table, row)), None)
    if number is None:
        raise NotFound(f"{table} 中没有编号为 {row} 的数值", "请从 /api/numbers 重新选取;数值改动后编号随之改变")
    if not number.unverified:
        raise BadInput(
            f"“{number.title}”已有出处({number.confidence}),不需核实", "请选择未经核实的数值", field="row"
        )
    if (table, row) in confirmed(session, [(table, row)]):
        raise BadInput(f"“{number.title}”已经核实", "如需更正请先撤回")
    told = {name: getattr(number, name) for name in ("table", "row", "title", "value", "clause")}
    kept = Confirmation(**told, reference=reference.strip(), by=actor.name)
    session.add(kept)
    session.flush()
    session.refresh(kept)
    return kept


def withdraw(session: Session, actor: Actor, confirmation_id: int) -> Confirmation:
    """It was a mistake: the number is unverified again; that it was once confirmed stays on record."""
    _must_approve(actor)
    found = session.get(Confirmation, confirmation_id)
    if found is None:
        raise NotFound(f"没有编号为 {confirmation_id} 的核实记录")
    if found.withdrawn_at is None:
        found.withdrawn_by, found.withdrawn_at = actor.name, func.clock_timestamp()
        session.flush()
        session.refresh(found)
    return found


def confirmed(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Confirmation]:
    """Which of these numbers (table, row) have been confirmed."""
    wanted = tuple_(Confirmation.table, Confirmation.row).in_(list(keys))
    found = session.scalars(select(Confirmation).where(wanted, Confirmation.withdrawn_at.is_(None)))
    return {(each.table, each.row): each for each in found}


def told(confirmation: Confirmation) -> str:
    """How sure a confirmed number is, in words."""
    return f"confirmed by {confirmation.by} against {confirmation.reference}"


def as_confirmed(session: Session, outcome: Outcome) -> Outcome:
    """The answer, saying of each number from memory that has been confirmed by whom and against what."""
    doubtful = {_key(step.confidence) for step in outcome.steps} | {_key(outcome.confidence)}
    known = confirmed(session, keys) if (keys := [key for key in doubtful if key]) else {}
    if not known:
        return outcome
    steps = tuple(_with(step, known) for step in outcome.steps)
    if _key(outcome.confidence) not in known:
        return replace(outcome, steps=steps)
    rests_on = [step.confidence for step in steps if step.confidence and step.confidence != NOT_FOUND]
    return replace(outcome, steps=steps, confidence=weakest(*rests_on))


def sayer(session: Session, confidences: Iterable[str]) -> Callable[[str], str]:
    """How to say of each of these numbers how sure it is, of one from memory that was confirmed by whom."""
    known = confirmed(session, keys) if (keys := [key for key in map(_key, confidences) if key]) else {}

    def say(confidence: str) -> str:
        found = known.get(_key(confidence) or ("", ""))
        return told(found) if found else str(confidence)

    return say


def _with(step: Step, known: dict[tuple[str, str], Confirmation]) -> Step:
    found = known.get(_key(step.confidence) or ("", ""))
    return replace(step, confidence=told(found)) if found else step


def _key(confidence: str) -> tuple[str, str] | None:
    """Which number this is the doubt of."""
    if isinstance(confidence, Confidence) and confidence == MEMORY:
        return confidence.table, confidence.row
    return None


def _must_approve(actor: Actor) -> None:
    if not actor.role.may(Role.APPROVER):
        raise Forbidden("只有审批人员或管理员可以核实数值", "请联系有审批权限的人员")

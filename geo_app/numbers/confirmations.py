"""Numbers that are from memory only, until a person has looked them up and says where."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.errors import BadInput, Forbidden, NotFound
from geo_app.layers import Layer, Ring
from geo_app.numbers.models import Confirmation
from geo_app.numbers.number import Number, sureness_of
from geo_app.reckoning.tables import MEMORY, Confidence

A = TypeVar("A")


def confirm(session: Session, actor: Actor, number: Number, reference: str) -> Confirmation:
    """A person has found the number in print. Raises BadInput without a reference, Forbidden."""
    _must_approve(actor)
    if len(reference.strip()) < 4:
        raise BadInput("请注明核对所依据的文件", "例如“GB 39496-2020 表 1，正式出版物第 4 页”", field="reference")
    if not number.unverified:
        raise BadInput(
            f"“{number.title}”已有出处({number.confidence})，不需核实", "请选择未经核实的数值", field="row"
        )
    if confirmed(session, [(number.table, number.row)]):
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


def as_confirmed(session: Session, answer: A) -> A:
    """An answer that says of each number from memory in it, confirmed since, by whom and against what. Looks into
    dataclasses, tuples, lists and mappings."""
    doubtful = set(_doubts(answer))
    known = confirmed(session, doubtful) if doubtful else {}
    return cast(A, _with(answer, known)) if known else answer


def _doubts(value: object) -> Iterator[tuple[str, str]]:
    if key := _key(value):
        yield key
    for part in _parts(value):
        yield from _doubts(part)


def _parts(value: object) -> Iterable[object]:
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, each.name) for each in fields(value)]
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list | tuple) else ()


def _with(value: object, known: Mapping[tuple[str, str], Confirmation]) -> object:
    """The value with what is known; the very same where nothing in it is."""
    if key := _key(value):
        return told(known[key]) if key in known else value
    if known.keys().isdisjoint(_doubts(value)):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _with(getattr(value, each.name), known) for each in fields(value)})
    if isinstance(value, Mapping):
        return {name: _with(each, known) for name, each in value.items()}
    assert isinstance(value, list | tuple)
    return type(value)(_with(each, known) for each in value)


def sayer(session: Session, confidences: Iterable[str]) -> Callable[[str], str]:
    """How to say of each of these numbers how sure it is, of one from memory that was confirmed by whom."""
    known = confirmed(session, keys) if (keys := [key for key in map(_key, confidences) if key]) else {}

    def say(confidence: str) -> str:
        found = known.get(_key(confidence) or ("", ""))
        return told(found) if found else str(confidence)

    return say


def rings_of(session: Session, layer: Layer) -> list[Ring]:
    """The rings of a layer file, and of those from memory who has confirmed them."""
    sure = [sureness_of(layer, ring) for ring in layer.rings]
    say = sayer(session, sure)
    return [
        ring.model_copy(update={"confidence": say(each)}) for ring, each in zip(layer.rings, sure, strict=True)
    ]


def _key(confidence: object) -> tuple[str, str] | None:
    """Which number this is the doubt of."""
    if isinstance(confidence, Confidence) and confidence == MEMORY:
        return confidence.table, confidence.row
    return None


def _must_approve(actor: Actor) -> None:
    if not actor.role.may(Role.APPROVER):
        raise Forbidden("只有审批人员或管理员可以核实数值", "请联系有审批权限的人员")

"""Deltas: every write of a device has a number made there and is applied exactly once, however often it comes and
in whatever order. What cannot be applied is kept and told: it waits, somebody was faster, or it is
refused."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo_app.errors import BadInput, GeoAppError, NotFound
from geo_app.instant import CHINA
from geo_app.patrol.findings import FindingBody, write_finding
from geo_app.patrol.models import Delta
from geo_app.patrol.photo_uses import PhotoBody, write_photo_use
from geo_app.patrol.recorded import Awaited, Made, Note, Sender
from geo_app.patrol.stepping import Clash, StepBody, write_step
from geo_app.patrol.visits import VisitBody, write_visit
from geo_app.reckoning.english import in_english

Writer = Callable[[Session, Made, Any], list[Note]]
WRITERS: dict[str, tuple[type[BaseModel], Writer]] = {
    "visit": (VisitBody, write_visit),
    "finding": (FindingBody, write_finding),
    "step": (StepBody, write_step),
    "photo": (PhotoBody, write_photo_use),
}


class Sent(BaseModel):
    """A delta as a device sends it; `made_at` by the clock there."""

    id: UUID
    type: Literal["visit", "finding", "step", "photo"]
    made_at: AwareDatetime
    body: dict[str, Any]


class Fate(BaseModel):
    """What became of a delta: applied, waiting for `missing`, conflict (`mine`, `theirs`), refused, dropped."""

    id: UUID
    state: str
    missing: UUID | None = None
    notes: list[Note] = []
    message: str = ""
    remedy: str = ""
    message_en: str = in_english("message")
    remedy_en: str = in_english("remedy")
    mine: dict[str, Any] | None = None
    theirs: dict[str, Any] | None = None


class Batch(BaseModel):
    """Deltas of one device, and what its clock says now."""

    device: Annotated[str, Field(min_length=1, max_length=80)]
    name: Annotated[str, Field(max_length=80)] = ""  # as its owner would know it
    clock: AwareDatetime
    deltas: Annotated[list[Sent], Field(max_length=50)]

    def skew_s(self) -> float:
        return (self.clock - datetime.now(CHINA)).total_seconds()


def take_in(session: Session, by: Sender, deltas: Sequence[Sent]) -> list[Fate]:
    """Apply what has not been applied yet; the fate of each, the same as often as it is asked."""
    held = _locked(session, by, deltas)
    for sent in deltas:
        delta = held.get(sent.id)
        if delta and delta.state in ("new", "waiting"):
            _apply(session, by, delta)
    session.flush()
    return [_fate_of(session, sent.id) for sent in deltas]


def settle(session: Session, by: Sender, delta_id: UUID, choice: str) -> Fate:
    """A person decides a conflict: theirs stands, and this delta is dropped and kept; or mine is taken after all.
    What was decided before is told again. Raises NotFound, BadInput."""
    delta = session.get(Delta, delta_id, with_for_update=True)
    if delta is None:
        raise NotFound("没有这条待处理的记录", "请刷新后重试")
    if delta.state not in ("conflict", "refused"):
        return _fate(delta)
    if choice == "theirs":
        delta.state = "dropped"
    else:
        _apply(session, by, delta, delta.body | {"seen": None})
        if delta.state != "applied":
            raise BadInput(
                delta.answer.get("message", "现在不能再这样办"), delta.answer.get("remedy", "请保留对方的结果")
            )
    session.flush()
    return _fate(delta)


def _locked(session: Session, by: Sender, deltas: Sequence[Sent]) -> dict[UUID, Delta]:
    """The deltas of this sender, those that nobody has sent before written down now. Who sends one of them at the
    same time waits here until we are through; one order for all, so that nobody waits for each other."""
    ids = sorted({sent.id for sent in deltas})
    known = {sent.id: sent for sent in deltas}
    for each in ids:
        session.execute(insert(Delta).values(_row(by, known[each])).on_conflict_do_nothing())
    wanted = select(Delta).where(Delta.id.in_(ids)).order_by(Delta.id).with_for_update()
    return {delta.id: delta for delta in session.scalars(wanted, execution_options={"populate_existing": True})}


def _row(by: Sender, sent: Sent) -> dict[str, Any]:
    row = {"id": sent.id, "username": by.actor.name, "device": by.device, "type": sent.type, "body": sent.body}
    return row | {"made_at": sent.made_at, "skew_s": by.skew_s, "state": "new"}


def _apply(session: Session, by: Sender, delta: Delta, body: dict[str, Any] | None = None) -> None:
    """Write it, or keep why not; then whatever has waited for it."""
    made = Made(replace(by, skew_s=delta.skew_s), delta.id, delta.made_at)  # by the clock of its own device
    delta.missing, delta.answer = None, {}
    form, write = WRITERS[delta.type]
    try:
        with session.begin_nested():
            notes = write(session, made, form.model_validate(delta.body if body is None else body))
        delta.state, delta.answer = "applied", {"notes": notes + (["clock"] if made.by.is_off else [])}
    except Awaited as wanted:
        delta.state, delta.missing = "waiting", wanted.uid
    except Clash as clash:
        delta.state, delta.answer = "conflict", {"mine": clash.mine, "theirs": clash.theirs}
    except GeoAppError as error:
        delta.state, delta.answer = "refused", {"message": error.message, "remedy": error.remedy}
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        delta.state, delta.answer = (
            "refused",
            {"message": f"内容不完整：{place}", "remedy": "请更新页面后重新填写"},
        )
    session.flush()
    if delta.state == "applied":
        _wake(session, by, delta.id)


def _wake(session: Session, by: Sender, uid: UUID) -> None:
    waiting = select(Delta).where(Delta.missing == uid, Delta.state == "waiting").order_by(Delta.received_at)
    for delta in session.scalars(waiting.with_for_update()).all():
        _apply(session, by, delta)


def _fate_of(session: Session, delta_id: UUID) -> Fate:
    delta = session.get(Delta, delta_id, populate_existing=True)
    if delta is None:  # somebody else's: row-level security hides it
        return Fate(
            id=delta_id, state="refused", message="这个编号已被别的账号用过", remedy="请导出这条记录并联系管理员"
        )
    return _fate(delta)


def _fate(delta: Delta) -> Fate:
    told = {
        name: delta.answer[name]
        for name in ("notes", "message", "remedy", "mine", "theirs")
        if name in delta.answer
    }
    return Fate(id=delta.id, state=delta.state, missing=delta.missing, **told)

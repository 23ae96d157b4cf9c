"""The notices of one account: which there are, and which it has not seen yet."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Exists, Row, Select, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.errors import NotFound
from geo_app.notices.models import Notice, NoticeSeen


@dataclass(frozen=True)
class Wanted:
    """Which notices: unseen ones only, of one kind, older than one of them, how many."""

    unseen: bool = False
    kind: str | None = None
    before: int | None = None
    limit: int = 50


def inbox(session: Session, actor: Actor, wanted: Wanted) -> list[Row[Notice, bool]]:
    """The notices that this account may read, newest first, each with whether it has been seen."""
    seen = _seen_by(actor)
    conditions: list[ColumnElement[bool]] = []
    if wanted.unseen:
        conditions.append(~seen)
    if wanted.kind:
        conditions.append(Notice.kind == wanted.kind)
    if wanted.before:
        conditions.append(Notice.id < wanted.before)
    found = select(Notice, seen.label("seen")).where(*conditions).order_by(Notice.id.desc()).limit(wanted.limit)
    return list(session.execute(found).all())


def count_unseen(session: Session, actor: Actor) -> int:
    """How many notices this account has not seen."""
    return session.scalar(select(func.count(Notice.id)).where(~_seen_by(actor))) or 0


def see(session: Session, actor: Actor, notice_id: int) -> None:
    """This account has seen this notice. Raises NotFound where it may not read it."""
    if session.get(Notice, notice_id) is None:
        raise NotFound(f"没有编号为 {notice_id} 的通知，或不在您的管辖区划内")
    _note(session, _readable(actor).where(Notice.id == notice_id))


def see_all(session: Session, actor: Actor, up_to: int) -> None:
    """This account has seen all its notices up to this one."""
    _note(session, _readable(actor).where(Notice.id <= up_to, ~_seen_by(actor)))


def _readable(actor: Actor) -> Select[int, str]:
    return select(Notice.id, literal(actor.name))


def _note(session: Session, which: Select[int, str]) -> None:
    noted = insert(NoticeSeen).from_select(["notice_id", "username"], which)
    session.execute(noted.on_conflict_do_nothing())


def _seen_by(actor: Actor) -> Exists:
    return exists().where(NoticeSeen.notice_id == Notice.id, NoticeSeen.username == actor.name)

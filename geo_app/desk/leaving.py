"""Notices on their way out: queued once they stand in the database, tried again with growing pauses, given up
after a day. Several servers may send at once: each takes what no other holds."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, func, insert, literal, or_, select, true
from sqlalchemy.dialects.postgresql import insert as insert_new
from sqlalchemy.orm import Session

from geo_app.actor import SYSTEM
from geo_app.db import Database
from geo_app.desk.models import Delivery
from geo_app.desk.models import Webhook as Known
from geo_app.desk.webhooks import Message, NotDelivered, Webhook, deliver, letter
from geo_app.divisions.tree import full_names
from geo_app.notices.models import Notice

PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720))  # before each further try
FRESH = timedelta(days=2)  # older notices are news to nobody
AT_ONCE = 15  # a minute's worth of what WeCom and DingTalk take


@dataclass(frozen=True)
class Sent:
    """What became of one round."""

    delivered: int
    failed: int


def send_notices(database: Database, hooks: Sequence[Webhook], address: str) -> Sent:
    """Queue what is new, then send what is due, each in a transaction of its own. `address`: of this server."""
    if not hooks:
        return Sent(0, 0)
    with database.transaction(SYSTEM) as session:
        queue(session, hooks)
    done = [0, 0]
    for _ in range(AT_ONCE):
        with database.transaction(SYSTEM) as session:
            fate = _send_one(session, {hook.name: hook for hook in hooks}, address)
        if fate is None:
            break
        done[not fate] += 1
    return Sent(*done)


def queue(session: Session, hooks: Sequence[Webhook]) -> None:
    """A delivery for each notice that has stood since its webhook is known and is not queued yet."""
    for hook in hooks:
        session.execute(insert_new(Known).values(name=hook.name).on_conflict_do_nothing())
        known = select(Known.since).where(Known.name == hook.name).scalar_subquery()
        queued = exists().where(Delivery.notice_id == Notice.id, Delivery.webhook == hook.name)
        new = select(Notice.id, literal(hook.name)).where(
            Notice.created_at >= known, Notice.created_at > func.now() - FRESH, ~queued, _wanted(hook)
        )
        session.execute(insert(Delivery).from_select(["notice_id", "webhook"], new))


def _wanted(hook: Webhook) -> ColumnElement[bool]:
    bounds = ((int(code.ljust(12, "0")), int(code.ljust(12, "9"))) for code in hook.divisions)
    below = [Notice.division.between(low, high) for low, high in bounds]
    return (or_(*below) if below else true()) & (Notice.kind.in_(hook.notices) if hook.notices else true())


def _send_one(session: Session, hooks: dict[str, Webhook], address: str) -> bool | None:
    """Whether the next one that is due was delivered; None where nothing is due."""
    due = select(Delivery).where(Delivery.due_at <= func.now(), Delivery.webhook.in_(hooks))
    row = session.scalar(due.order_by(Delivery.due_at).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    notice = session.get_one(Notice, row.notice_id)
    place = full_names(session, [notice.division]).get(notice.division, "")
    message = Message(notice.id, notice.kind, place, f"{address}{notice.link}")
    row.tries += 1
    try:
        deliver(letter(hooks[row.webhook], message, time.time()))
    except NotDelivered as error:
        row.fault = str(error)
        row.due_at = func.now() + PAUSES[row.tries - 1] if row.tries <= len(PAUSES) else None
        return False
    row.sent_at, row.due_at, row.fault = func.now(), None, ""
    return True

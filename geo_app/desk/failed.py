"""Notices that did not reach a receiver outside: which, why, and on their way once more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from geo_app.desk.models import Delivery
from geo_app.divisions.tree import full_names
from geo_app.notices.models import Notice
from geo_app.reckoning.tables import rows

MOST = 200


@dataclass(frozen=True)
class Failed:
    """One notice that a receiver did not take. `next_at`: when it is tried again; None: given up."""

    notice_id: int
    webhook: str
    title: str
    title_en: str
    place: str
    fault: str
    tries: int
    told_at: datetime
    next_at: datetime | None


def failed(session: Session) -> list[Failed]:
    """What has failed among the notices that this person may see, the newest first."""
    asked = select(Delivery, Notice).join(Notice, Notice.id == Delivery.notice_id).where(_has_failed())
    found = session.execute(asked.order_by(Notice.id.desc(), Delivery.webhook).limit(MOST)).all()
    places = full_names(session, [notice.division for _, notice in found])
    words = {row["kind"]: (row["title"], row["title_en"]) for row in rows("desk/notices")}
    return [
        Failed(
            notice.id,
            each.webhook,
            *words.get(notice.kind, (notice.kind, notice.kind)),
            place=places.get(notice.division, ""),
            fault=each.fault,
            tries=each.tries,
            told_at=notice.created_at,
            next_at=each.due_at,
        )
        for each, notice in found
    ]


def send_again(session: Session, receivers: Collection[str]) -> int:
    """Those meant for one of these receivers are due now, with all their tries before them; how many."""
    seen = select(Notice.id)  # only those that this person may see
    meant = Delivery.notice_id.in_(seen) & Delivery.webhook.in_(receivers)
    fresh = update(Delivery).where(_has_failed(), meant).values(due_at=func.now(), tries=0)
    return len(session.scalars(fresh.returning(Delivery.notice_id)).all())


def _has_failed() -> ColumnElement[bool]:
    return Delivery.sent_at.is_(None) & (Delivery.fault != "")

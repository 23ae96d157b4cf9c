"""What a guest sends: deltas like those of a phone, about the site of the invitation and nothing else."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from geo_app.enterprise.invitations import Guest
from geo_app.enterprise.models import Invitation
from geo_app.errors import Forbidden, TooManyTries
from geo_app.layers import Layers
from geo_app.patrol.lifecycle import steps
from geo_app.patrol.limits import limit
from geo_app.patrol.models import Delta, Finding, Visit
from geo_app.patrol.recorded import Sender
from geo_app.patrol.sync import Batch, Fate, Sent, take_in

VISITOR = "enterprise"
MAY_DO = {"done"}  # of the steps of a hidden danger


def take_from(session: Session, guest: Guest, layers: Layers, batch: Batch) -> list[Fate]:
    """Apply what a guest sends, each delta once. Raises Forbidden where it is about anything else than their site,
    TooManyTries where they have sent more than a site needs."""
    sent = session.scalar(select(func.count()).where(Delta.username == guest.actor.name)) or 0
    if sent + len(batch.deltas) > limit("guest_writes"):
        raise TooManyTries("这个邀请链接报的记录太多了", "请向发链接的监管部门要一个新的")
    told = {each.id for each in batch.deltas}
    if not all(_is_own(session, guest, each, told) for each in batch.deltas):
        raise Forbidden("邀请链接只能办理本点位的自查和整改", "其他事项请登录后办理")
    session.execute(update(Invitation).where(Invitation.id == guest.id).values(used_at=func.now()))
    by = Sender(guest.actor, guest.name, layers, batch.device, batch.skew_s(), comes_as=VISITOR)
    return take_in(session, by, batch.deltas)


def to_rectify(session: Session, guest: Guest) -> Sequence[Finding]:
    """The hidden dangers of the site that a guest may report as rectified, the nearest deadline first."""
    states = {state for step in steps() if step.action in MAY_DO for state in step.origins}
    wanted = select(Finding).where(Finding.site_id == guest.site_id, Finding.state.in_(states))
    return session.scalars(wanted.order_by(Finding.deadline_on.nulls_last(), Finding.id)).all()


def _is_own(session: Session, guest: Guest, sent: Sent, told: set[UUID]) -> bool:
    """Whether a delta is about the site of the invitation; `told` are the deltas that come with it."""
    body = sent.body
    if sent.type in ("visit", "finding"):
        return body.get("site_id") == guest.site_id
    if sent.type == "step" and body.get("action") not in MAY_DO:
        return False
    try:
        of = UUID(str(body.get("finding" if sent.type == "step" else "of")))
    except ValueError:
        return False
    return (sent.type == "photo" and of in told) or _is_here(session, guest, of)


def _is_here(session: Session, guest: Guest, uid: UUID) -> bool:
    here = [exists().where(each.uid == uid, each.site_id == guest.site_id) for each in (Finding, Visit)]
    return any(session.execute(select(*here)).one())

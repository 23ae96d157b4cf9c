"""The phones that send: each is known from its first sync on; one that was lost is revoked, and sends no more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.auth.login import end_sessions
from geo_app.auth.models import Account
from geo_app.errors import Forbidden, NotFound
from geo_app.instant import CHINA
from geo_app.patrol.models import Device
from geo_app.patrol.recorded import Sender

TOUCH = timedelta(minutes=1)  # how exact "last seen" is
LOST = "这部手机已停用，记录没有收下"
LOST_REMEDY = "记录还在手机里：请存成文件交给管理员，或请管理员恢复这部手机后再送"


def greet(session: Session, by: Sender, name: str) -> None:
    """Note that a device was here, from the first time on. Raises Forbidden where it was revoked."""
    known = session.get(Device, (by.device, by.actor.name))
    if known and known.revoked_at:
        raise Forbidden(LOST, LOST_REMEDY, revoked=True)
    now = datetime.now(CHINA)
    if known is None:
        row = {"id": by.device, "username": by.actor.name, "person": by.person, "name": name}
        session.execute(insert(Device).values(row).on_conflict_do_nothing())
    elif now - known.last_seen_at > TOUCH:
        known.last_seen_at, known.person, known.name = now, by.person, name or known.name


def devices(session: Session) -> Sequence[Device]:
    """One's own, and for the bureau those of all accounts within its divisions; the last one seen first."""
    return session.scalars(select(Device).order_by(Device.last_seen_at.desc(), Device.id)).all()


def set_revoked(session: Session, by: Actor, device_id: str, username: str, revoked: bool) -> Device:
    """Shut a device out, and log its account out everywhere; or let it in again. Raises NotFound."""
    device = session.get(Device, (device_id, username), with_for_update=True)
    if device is None:
        raise NotFound("没有这部手机，或不在您的管辖区划内", "请刷新手机列表")
    device.revoked_at = datetime.now(CHINA) if revoked else None
    device.revoked_by = by.name if revoked else None
    session.flush()
    account = session.scalar(select(Account.id).where(Account.username == username))
    if revoked and account is not None:
        end_sessions(session, account)
    return device


def is_revoked(session: Session, device_id: str) -> bool:
    """Whether anybody who used this device reported it as lost: for the device itself, whoever holds it now."""
    return bool(session.scalar(select(func.device_is_revoked(device_id))))

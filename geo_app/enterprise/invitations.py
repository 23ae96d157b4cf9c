"""Invitations: a link by which an enterprise checks its own site and reports what it rectified. Made and revoked
by an officer, shown once, kept as a hash, for one site and some months."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, DateTime, Text, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.auth.login import DOORKEEPER
from geo_app.db import Database
from geo_app.enterprise.models import Invitation
from geo_app.errors import BadInput, Gone, NotFound
from geo_app.patrol.limits import limit
from geo_app.sites.models import Site


@dataclass(frozen=True)
class Guest:
    """Who holds an invitation: how they are called, and the one site that they may speak of."""

    id: int
    name: str
    site_id: int
    division: int
    expires_at: datetime

    @property
    def actor(self) -> Actor:
        """An inspector of the division of the site; which doors are open to them is written there."""
        return Actor(f"invitation-{self.id}", Role.INSPECTOR, (f"{self.division:012d}",))


def invite(session: Session, site: Site, name: str, days: int) -> tuple[Invitation, str]:
    """A new invitation and its token, which nobody can read again. Raises BadInput."""
    if not 1 <= days <= limit("guest_most_days"):
        raise BadInput(f"有效期不能是 {days} 天", f"可填 1 到 {limit('guest_most_days')} 天", field="days")
    if site.retired:
        raise BadInput("点位已停用，不能再发邀请", "请选一个在用的点位")
    token = secrets.token_urlsafe(32)
    row = Invitation(site_id=site.id, division=site.division, name=name, token_hash=_hash(token))
    row.expires_at = func.now() + timedelta(days=days)
    session.add(row)
    session.flush()
    session.refresh(row)
    return row, token


def invitations(session: Session, site_id: int) -> Sequence[Invitation]:
    """Those to a site that hold, the newest first."""
    holds = select(Invitation).where(Invitation.site_id == site_id, Invitation.revoked_at.is_(None))
    return session.scalars(holds.where(Invitation.expires_at > func.now()).order_by(Invitation.id.desc())).all()


def revoke(session: Session, invitation_id: int) -> None:
    """It opens nothing any more, at once. Raises NotFound."""
    row = session.get(Invitation, invitation_id)
    if row is None or row.revoked_at is not None:
        raise NotFound("没有这个邀请，或它已撤销", "请刷新列表")
    row.revoked_at = func.now()
    session.flush()


def guest_of(database: Database, token: str) -> Guest:
    """Who shows this token. Raises Gone where it opens nothing (any more)."""
    found = func.invited_by(_hash(token)).table_valued(
        *(sql_column(name, BigInteger) for name in ("id", "site_id", "division")),
        sql_column("name", Text),
        sql_column("expires_at", DateTime(timezone=True)),
    )
    with database.transaction(DOORKEEPER) as session:
        row = session.execute(select(found)).one_or_none()
    if row is None:
        raise Gone("邀请链接无效、已过期或已撤销", "请向发链接的监管部门要一个新的")
    return Guest(**row._mapping)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()

"""The code on the spot: made for a site once, hung up as a QR code, taken down by an officer."""

import secrets
from dataclasses import dataclass

from sqlalchemy import BigInteger, Text, delete, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.auth.login import DOORKEEPER
from geo_app.db import Database
from geo_app.enterprise.models import Spot
from geo_app.errors import NotFound
from geo_app.sites.models import Site

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is mistaken for another
LENGTH = 12


@dataclass(frozen=True)
class Place:
    """What a stranger learns by a code: the name of the site and its division."""

    site_id: int
    name: str
    division: int
    division_name: str | None

    @property
    def stranger(self) -> Actor:
        """Whoever reports by the code: somebody who sees nothing and may add a report."""
        return Actor("公众", Role.VIEWER, (f"{self.division:012d}",))


def code_of(session: Session, site_id: int) -> str | None:
    """The code that hangs at a site."""
    return session.scalar(select(Spot.code).where(Spot.site_id == site_id))


def hang_up(session: Session, site: Site) -> str:
    """The code of a site, a new one where there is none."""
    if code := code_of(session, site.id):
        return code
    spot = Spot(
        code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)), site_id=site.id, division=site.division
    )
    session.add(spot)
    session.flush()
    return spot.code


def take_down(session: Session, site_id: int) -> None:
    """What hangs there opens nothing any more; the next code is another one."""
    session.execute(delete(Spot).where(Spot.site_id == site_id))


def place_of(database: Database, code: str) -> Place:
    """The site of a code. Raises NotFound."""
    found = func.site_of_spot(code).table_valued(
        *(sql_column(name, BigInteger) for name in ("site_id", "division")),
        *(sql_column(name, Text) for name in ("name", "division_name")),
    )
    with database.transaction(DOORKEEPER) as session:
        row = session.execute(select(found)).one_or_none()
    if row is None:
        raise NotFound("这个二维码已停用", "可拨打 12350 举报安全隐患")
    return Place(**row._mapping)

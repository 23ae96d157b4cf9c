"""What every record of a device has: who made it, when by which clock, and where the device was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.auth.models import Account
from geo_app.instant import CHINA
from geo_app.layers import Layers
from geo_app.patrol.limits import limit
from geo_app.patrol.models import Recorded

VISITORS = {12: "grid_officer", 9: "township", 6: "county_bureau", 4: "city_bureau"}  # by digits of their division


# What a person is told of a record that was taken: the site was given up or moved since the phone last saw it, the
# place lies outside one's own divisions, the checklist is new, somebody else was there today, the clock is wrong.
Note = Literal["site_retired", "site_moved", "outside", "checklist", "also_visited", "clock"]


class LonLat(BaseModel):
    """A place in degrees."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


class Fix(LonLat):
    """Where the device was, in WGS 84, and how far that may be off."""

    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000)]


class Placed(BaseModel):
    """A body that says where the device was, or why it does not know."""

    fix: Fix | None = None
    fix_reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True)
class Sender:
    """Who sends from which device, and by how many seconds its clock was ahead of ours when it sent."""

    actor: Actor
    person: str
    layers: Layers
    device: str
    skew_s: float
    comes_as: str = ""

    @property
    def visitor(self) -> str:
        """Which visitor of the supervision plan this is: what they come as; an inspector is a grid officer
        wherever he is, anybody else goes by the level of their division."""
        if self.comes_as:
            return self.comes_as
        if self.actor.role is Role.INSPECTOR:
            return VISITORS[12]
        widest = min((len(code) for code in self.actor.divisions), default=12)
        return VISITORS.get(widest, VISITORS[6])

    @property
    def is_off(self) -> bool:
        """Whether the clock of the device is so far off that its instants are put right."""
        return abs(self.skew_s) > limit("skew_s")

    def happened(self, made_at: datetime) -> datetime:
        """The instant in our time: a clock that is far off is put right, and never lies in the future."""
        off = self.skew_s if self.is_off else 0
        return min(made_at - timedelta(seconds=off), datetime.now(CHINA))


@dataclass(frozen=True)
class Made:
    """One delta on its way in: its number, made on the device, and when by the clock there."""

    by: Sender
    uid: UUID
    at: datetime

    def sign(self, record: Recorded, place: Placed) -> None:
        """Write down who made the record, when and where."""
        record.uid, record.made_by, record.person = self.uid, self.by.actor.name, self.by.person
        record.made_at, record.happened_at = self.at, self.by.happened(self.at)
        record.fix, record.fix_reason = place.fix.model_dump() if place.fix else None, place.fix_reason


class Awaited(Exception):
    """Something that this delta speaks of has not come yet; `uid` says what. Not an error of anybody."""

    def __init__(self, uid: UUID) -> None:
        self.uid = uid
        super().__init__(str(uid))


def person_of(session: Session, actor: Actor) -> str:
    """How whoever acts is called."""
    return session.scalar(select(Account.name).where(Account.username == actor.name)) or actor.name


def in_scope(actor: Actor, division: int) -> bool:
    """Whether this person may write in a division, a twelve-digit number."""
    return any(f"{division:012d}".startswith(code) for code in actor.divisions)


def own_division(actor: Actor) -> int:
    """Where a record goes whose place lies in none of one's divisions: to the first of them."""
    return int(actor.divisions[0].ljust(12, "0")) if actor.divisions and actor.divisions[0] else 0

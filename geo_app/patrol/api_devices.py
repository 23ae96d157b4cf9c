"""Routes of the phones that send."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict

from geo_app.auth.door import AppDatabase, AppSettings, CurrentActor, ReadSession, WriteSession
from geo_app.auth.login import DOORKEEPER
from geo_app.patrol.devices import devices, is_revoked, set_revoked

router = APIRouter(prefix="/api", tags=["patrol"])
door = APIRouter(prefix="/api", tags=["patrol"])  # for a device whose person is logged out
DeviceId = Annotated[str, Path(min_length=1, max_length=80)]


class DeviceCard(BaseModel):
    """A phone as its owner and the bureau see it."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    username: str
    person: str
    name: str
    first_seen_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None


class DevicePage(BaseModel):
    """`offline_days`: how long a phone may keep what it took along."""

    offline_days: int
    rows: list[DeviceCard]


class Revoking(BaseModel, extra="forbid"):
    revoked: bool


class Standing(BaseModel):
    """`revoked`: the phone is to forget what it has read. What it has not sent yet stays on it."""

    revoked: bool


@router.get("/devices", operation_id="list_devices")
def list_devices(session: ReadSession, settings: AppSettings) -> DevicePage:
    """One's own phones, and for approvers those of all accounts within their divisions."""
    rows = [DeviceCard.model_validate(device) for device in devices(session)]
    return DevicePage(offline_days=settings.offline_days, rows=rows)


@router.patch("/devices/{device}/{username}", operation_id="revoke_device")
def revoke_device(
    session: WriteSession, actor: CurrentActor, device: DeviceId, username: str, change: Revoking
) -> DeviceCard:
    """Shut a phone out that was lost, or let it in again."""
    return DeviceCard.model_validate(set_revoked(session, actor, device, username, change.revoked))


@door.get("/devices/{device}/standing", operation_id="read_standing")
def read_standing(database: AppDatabase, device: DeviceId) -> Standing:
    """Whether this phone was reported as lost; open, as whoever found it is not logged in."""
    with database.transaction(DOORKEEPER) as session:
        return Standing(revoked=is_revoked(session, device))

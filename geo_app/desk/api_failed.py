"""Routes of notices that did not reach a receiver outside."""

from fastapi import APIRouter
from pydantic import BaseModel

from geo_app.actor import Actor, Role
from geo_app.auth.door import AppSettings, CurrentActor, ReadSession, WriteSession
from geo_app.desk.failed import Failed, failed, send_again
from geo_app.desk.webhooks import load_webhooks
from geo_app.errors import Forbidden
from geo_app.settings import Settings

router = APIRouter(prefix="/api/deliveries", tags=["desk"])


class FailedDeliveries(BaseModel):
    """`receivers`: the webhooks of the settings; what was meant for another one leaves no more."""

    receivers: list[str]
    failed: list[Failed]


class OnTheWay(BaseModel):
    count: int


@router.get("", operation_id="list_failed_deliveries")
def list_failed_deliveries(session: ReadSession, actor: CurrentActor, settings: AppSettings) -> FailedDeliveries:
    """Notices that a receiver outside did not take, and why; for administrators."""
    _for_administrators(actor)
    return FailedDeliveries(receivers=_receivers(settings), failed=failed(session))


@router.post("/again", operation_id="send_deliveries_again")
def send_deliveries_again(session: WriteSession, actor: CurrentActor, settings: AppSettings) -> OnTheWay:
    """They leave within a minute, those that were given up too; not those whose receiver is gone."""
    _for_administrators(actor)
    return OnTheWay(count=send_again(session, _receivers(settings)))


def _receivers(settings: Settings) -> list[str]:
    return [hook.name for hook in load_webhooks(settings.webhooks_file)]


def _for_administrators(actor: Actor) -> None:
    if not actor.role.may(Role.ADMIN):
        raise Forbidden("只有管理员可以查看和重发推送", "请联系管理员")

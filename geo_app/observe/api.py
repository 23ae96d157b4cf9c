"""Routes: figures for Prometheus, whether the server lives and is ready, and the page of operations."""

import secrets
from ipaddress import ip_address

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import BaseModel

from geo_app.actor import Role
from geo_app.auth.door import AllLayers, AppDatabase, AppSettings, CurrentActor
from geo_app.auth.login import DOORKEEPER
from geo_app.errors import Forbidden, NotLoggedIn, Unavailable
from geo_app.meters import registry
from geo_app.observe.standing import Gauges, Standing, standing
from geo_app.settings import Settings
from geo_app.upgrade import is_current

router = APIRouter(tags=["operations"])
door = APIRouter(tags=["operations"])
PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Alive(BaseModel):
    status: str


@door.get("/health", operation_id="read_life")
async def read_life() -> Alive:
    """The process lives and answers; whether the database does is asked at /ready."""
    return Alive(status="ok")


@door.get("/ready", operation_id="read_readiness")
def read_readiness(database: AppDatabase, layers: AllLayers) -> Alive:
    """The database answers and has the schema of this version; 503 otherwise: send nobody here."""
    with database.transaction(DOORKEEPER):
        if not is_current(database.url, layers):
            raise Unavailable("数据库结构与本版本或图层文件不一致", "请先运行 geo-app db upgrade")
    return Alive(status="ok")


@door.get("/metrics", operation_id="read_metrics", response_class=PlainTextResponse)
def read_metrics(request: Request, database: AppDatabase, settings: AppSettings) -> PlainTextResponse:
    """Figures for Prometheus: for this machine itself or, where a token is set, for whoever shows it."""
    if not admitted(request, settings):
        raise NotLoggedIn(
            "监控数据只对本机或持监控令牌者开放", "请设置 GEO_APP_METRICS_TOKEN，并以 Bearer 令牌读取"
        )
    together = registry()
    now = CollectorRegistry()
    now.register(Gauges(database, settings))
    text = generate_latest(together) + generate_latest(now)
    return PlainTextResponse(text.decode(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


@router.get("/api/operations", operation_id="read_operations")
def read_operations(actor: CurrentActor, database: AppDatabase, settings: AppSettings) -> Standing:
    """How the machine stands, for administrators."""
    if not actor.role.may(Role.ADMIN):
        raise Forbidden("只有管理员可以查看运行情况", "请联系管理员")
    return standing(database, settings)


def admitted(request: Request, settings: Settings) -> bool:
    """With a token set, who shows it; else who asks from this machine and not through a proxy on it."""
    if settings.metrics_token:
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(shown.encode(), settings.metrics_token.get_secret_value().encode())
    if request.client is None or any(name in request.headers for name in PROXIED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False

"""The web application: its doors (routes.py), errors in one place, the front end beside them."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders, State
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

from geo_app import notes, spatial_index
from geo_app.assets import assets_from
from geo_app.auth.disclosures import Book, keep_writing
from geo_app.auth.door import AppDatabase, caller, current_actor
from geo_app.auth.login import DOORKEEPER
from geo_app.classification.catalogue import open_packs
from geo_app.db import Database
from geo_app.desk.webhooks import load_webhooks
from geo_app.desk.wire import Wire
from geo_app.errors import GeoAppError, NotFound, NotLoggedIn, TooManyTries
from geo_app.layers import Layers
from geo_app.meters import request_id
from geo_app.observe import logs, memory, tracing
from geo_app.observe.disclosing import Disclosing
from geo_app.observe.requests import Observed, door_of
from geo_app.ogc import swift
from geo_app.ogc.description import without_422
from geo_app.ogc.extents import Extents
from geo_app.ogc.glyph_store import GlyphStore
from geo_app.ogc.tile_cache import TileCache
from geo_app.reckoning.english import english
from geo_app.routes import FOR_PEOPLE, FOR_PROGRAMS, FRONT, OPEN
from geo_app.settings import PACKAGE, Settings, settings
from geo_app.start import open_map, private_cluster
from geo_app.upkeep import follow_up, keep_hearing, keep_readings, keep_standing, keep_telling, keep_watching

FRONT_END = PACKAGE / "web" / "dist"
PROBLEM = "application/problem+json"
PACKED_TOO = (  # what the library does not know to be text
    *(PROBLEM, "application/schema+json", "application/vnd.oai.openapi+json", "application/geo+json-seq"),
    *("application/vnd.google-earth.kml+xml", "image/svg+xml", "text/csv"),
)
LIVE = "text/event-stream"  # never packed: each listener would hold a packer, for a line now and then
CHALLENGE = 'Basic realm="geo_app", charset="UTF-8"'
REFUSALS = {
    404: ("没有这个地址", "There is no such address"),
    405: ("这个地址不接受这种操作", "This address does not take that"),
    413: ("内容过大", "Too large"),
}
log = logging.getLogger(__name__)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self)",
}


def create_app(chosen: Settings, database: Database, layers: Layers) -> FastAPI:
    """The app over one database and one set of layers."""
    return work_on(doors(chosen.basemap_url), chosen, database, layers)


def work_on(app: FastAPI, chosen: Settings, database: Database, layers: Layers) -> FastAPI:
    """Let the doors work on a database and a set of layers."""
    open_packs(chosen.data_dir / "packs")
    # a replica that is behind would draw an old tile after the word of its change: kept, it would stay
    cache = TileCache(0 if database.replica else chosen.tile_cache_mb << 20)
    app.state.settings, app.state.database, app.state.layers = chosen, database, layers
    app.state.tile_cache, app.state.extents = cache, Extents(cache)
    app.state.glyphs, app.state.wire = GlyphStore(chosen.data_dir / "glyphs"), Wire()
    app.state.disclosures = Book()
    app.state.cluster = None
    app.state.after_change = lambda: follow_up(database, layers)
    return app


class Doors(FastAPI):
    """What cannot be read is refused by 400 with a problem, not by the 422 that the framework speaks of."""

    def openapi(self) -> dict[str, Any]:
        return without_422(super().openapi())


def doors(basemap_url: str | None) -> FastAPI:
    """All doors, not yet on any database."""
    for kind in PACKED_TOO:
        add_compress_type(kind)
    remove_compress_type(LIVE)
    app = Doors(
        title="geo_app",
        version="0.1.0",
        lifespan=_life,
        docs_url=None,
        redoc_url=None,
        routes=[*swift.DOORS],
        telemetry=tracing.NOT_BY_THE_FRAMEWORK,
    )
    app.add_middleware(CompressMiddleware, minimum_size=1024, zstd_level=1, brotli_quality=1, gzip_level=1)
    app.add_middleware(SafeHeaders, trusted=_trusted(basemap_url))
    app.add_middleware(Disclosing)
    app.add_middleware(Observed)
    app.add_exception_handler(GeoAppError, _told)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(ClientDisconnect, _cut)
    app.add_exception_handler(Exception, _failed)
    for router in FOR_PROGRAMS:  # first, because a door is looked for in this order and these are asked most
        app.include_router(router, dependencies=[Depends(caller)])
    for router in OPEN:
        app.include_router(router)
    for router in FOR_PEOPLE:
        app.include_router(router, dependencies=[Depends(current_actor)])
    for router in FRONT:
        app.include_router(router)
    app.add_api_route("/api/health", health, operation_id="read_health", tags=["operations"])
    app.add_api_route("/api/{rest:path}", no_such_door, include_in_schema=False, methods=["GET", "POST"])
    if FRONT_END.is_dir():
        app.include_router(assets_from(FRONT_END / "assets"))
        app.frontend("/", directory=FRONT_END, fallback="index.html")
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    of = app.state
    await asyncio.to_thread(spatial_index.watch, of.database)
    hearing = (of.tile_cache.listening(of.database.url), of.wire.listening(of.database.url))
    async with of.database.pools(), hearing[0], hearing[1], _watching(of):
        yield


@asynccontextmanager
async def _watching(of: State) -> AsyncIterator[None]:
    """As long as the server runs, what has become due is worked off, whoever caused it, and notices leave."""
    chosen: Settings = of.settings
    hooks = load_webhooks(chosen.webhooks_file)
    kept = [
        keep_watching(of.database, of.layers, chosen.data_dir / "exports"),
        keep_readings(of.database, chosen.readings_months, chosen.disclosure_days),
        keep_writing(of.database, of.disclosures),
        keep_hearing(of.database, chosen.data_dir),
        *([keep_telling(of.database, hooks, chosen.address())] if hooks else []),
        *([keep_standing(of.cluster)] if of.cluster else []),
    ]
    work = [asyncio.create_task(each) for each in kept]
    try:
        yield
    finally:
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)


def from_environment() -> FastAPI:
    """The app of one server process; `geo-app serve` has brought the database up before."""
    memory.give_back_large()
    chosen = settings()
    logs.begin(chosen.log_json)
    notes.limit(chosen.slow_ms)
    opened = open_map(chosen)
    app = create_app(opened.settings, opened.database, opened.layers)
    app.state.cluster = None if chosen.database_url else private_cluster(chosen)
    memory.settle()
    return app


class Health(BaseModel):
    status: str


def health(database: AppDatabase) -> Health:
    """Whether the server answers and its database too; 503 otherwise."""
    with database.transaction(DOORKEEPER):
        return Health(status="ok")


def no_such_door(rest: str) -> None:
    raise NotFound(f"没有接口 /api/{rest}", "可用接口见 /openapi.json")


class SafeHeaders:
    """Every answer tells the browser to trust nothing but us (and the base map of the intranet, where one is set),
    and how long it may keep what it got."""

    def __init__(self, app: ASGIApp, trusted: str = "") -> None:
        self.app = app
        policy = (
            f"default-src 'self'; worker-src 'self'; img-src 'self' data: blob:{trusted}; "
            f"connect-src 'self'{trusted}; style-src 'self' 'unsafe-inline'; "
            "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
        )
        self.headers = HEADERS | {"Content-Security-Policy": policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)  # a page that needs less says so itself
                if "cache-control" not in headers:
                    headers["Cache-Control"] = _keeping(scope["path"])
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


def _trusted(basemap_url: str | None) -> str:
    """The host of the base map as a source of the content security policy.

    >>> _trusted("https://localhost:8443/wmts/{z}/{x}/{y}?tk=1")
    ' https://localhost:8443'
    >>> _trusted("/basemaps/{z}/{x}/{y}.png"), _trusted(None)
    ('', '')
    """
    parts = urlsplit(basemap_url or "")
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _keeping(path: str) -> str:
    if path.startswith("/assets/"):  # their names hold a hash of their content
        return "public, max-age=31536000, immutable"
    return "private, no-store" if path.startswith(("/api/", "/collections", "/tiles", "/styles")) else "no-cache"


def problem(status: int, title: str, detail: str, remedy: str = "", **members: object) -> JSONResponse:
    """An answer that says what is wrong and what to do (RFC 9457)."""
    told_in = (("title", title), ("detail", detail), ("remedy", remedy))
    content = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "remedy": remedy,
        **{f"{name}_en": said for name, told in told_in if (said := english(told)) != told},
        **members,
    }
    return JSONResponse(jsonable_encoder(content), status, media_type=PROBLEM)


def _told(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, GeoAppError)
    answer = problem(error.status, error.title, error.message, error.remedy, **error.members)
    if error.status == TooManyTries.status and "retry_after" in error.members:
        answer.headers["Retry-After"] = str(error.members["retry_after"])
    if error.status == NotLoggedIn.status and "sec-fetch-mode" not in request.headers:
        answer.headers["WWW-Authenticate"] = CHALLENGE  # a browser would ask for a name and a password by itself
    return answer


def _misread(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if isinstance(first.get("ctx", {}).get("error"), GeoAppError):
        return _told(request, first["ctx"]["error"])
    place = ".".join(str(part) for part in first["loc"][1:])
    if first["type"] == "extra_forbidden":
        english = {"detail_en": f"Unknown field {place[:80]}; nothing was saved", "remedy_en": "Check its name"}
        detail, remedy = f"不认识的字段 {place[:80]}，没有保存", "请核对字段名称"
    else:
        english = {
            "detail_en": f"{place or 'The body'} is not as it should be",
            "remedy_en": "Check kind and range",
        }
        detail, remedy = f"参数 {place or '请求正文'} 不符合要求", "请检查取值类型和范围"
    return problem(400, "输入有误", detail, remedy, place=place, **english)


def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StarletteHTTPException)
    detail, detail_en = REFUSALS.get(error.status_code, ("请求不能受理", "The request cannot be taken"))
    english = {"detail_en": detail_en, "remedy_en": "Check the address"}
    return problem(error.status_code, "请求未受理", detail, "请检查地址", **english)


def _cut(_request: Request, _error: Exception) -> JSONResponse:
    """The line broke in the middle of a request: nobody hears this, and nothing has changed."""
    return problem(400, "请求未受理", "请求没有传完", "请重试")


def _failed(request: Request, error: Exception) -> JSONResponse:
    """What nobody foresaw: the log has the details, the person a number to quote."""
    number = request_id.get() or secrets.token_hex(8)
    log.error("%s %s failed, number %s", request.method, door_of(request.scope), number, exc_info=error)
    answer = problem(500, "系统内部错误", f"处理时出错，编号 {number}", "请把编号告诉管理员，数据没有改变")
    answer.headers.update(HEADERS | {"Cache-Control": "no-store", "X-Request-ID": number})  # no middleware sees it
    return answer

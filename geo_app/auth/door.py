"""The dependencies of every route: who is asking, and a transaction in their name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.types import Message

from geo_app.actor import Actor
from geo_app.auth.login import cookie_of, holder_of, known, lasting
from geo_app.auth.tokens import Caller, caller_of, known_caller, token_in
from geo_app.db import Database
from geo_app.errors import Forbidden, NotLoggedIn, TooLarge
from geo_app.instant import instant
from geo_app.layers import Layers
from geo_app.settings import Settings


async def app_database(request: Request) -> Database:
    return request.app.state.database


async def app_layers(request: Request) -> Layers:
    return request.app.state.layers


async def app_settings(request: Request) -> Settings:
    return request.app.state.settings


OPEN_TO_DEBTORS = ("/api/session", "/api/session/password")  # who owes a password of their own
AppDatabase = Annotated[Database, Depends(app_database)]
AllLayers = Annotated[Layers, Depends(app_layers)]
AppSettings = Annotated[Settings, Depends(app_settings)]


# Dependencies that wait for nothing are asynchronous: a synchronous one costs a change of thread at every request.
async def current_actor(request: Request, database: AppDatabase, settings: AppSettings) -> Actor:
    """The person whose session cookie came along; NotLoggedIn otherwise."""
    token = request.cookies.get(cookie_of(settings))
    holder = known(token) or await run_in_threadpool(holder_of, database, token, lasting(settings))
    if holder is None:
        raise NotLoggedIn("您还没有登录，或登录已过期", "请登录后再试")
    if holder.owes_password and request.url.path not in OPEN_TO_DEBTORS:
        raise Forbidden("初始密码是别人设的，还没有换成您自己的", "请先修改密码", password_due=True)
    request.state.owes_password = holder.owes_password
    request.state.caller = Caller(holder.actor)  # for whoever notes what was told to whom
    return holder.actor


CurrentActor = Annotated[Actor, Depends(current_actor)]


async def caller(request: Request, database: AppDatabase, settings: AppSettings) -> Caller:
    """Whoever asks a door of the API: by a token in the header Authorization, else by the session cookie.

    Every other room asks for `current_actor` first, which knows no tokens."""
    shown = token_in(request.headers.get("authorization"))
    if shown is None:
        return Caller(await current_actor(request, database, settings))
    found = known_caller(shown) or await run_in_threadpool(caller_of, database, shown)
    if found is None:
        raise NotLoggedIn("访问令牌无效、已过期或已撤销", "请在账号菜单“访问令牌”中新建；登录密码不能当令牌用")
    request.state.caller = found
    return found


CurrentCaller = Annotated[Caller, Depends(caller)]


async def readable_layers(caller: CurrentCaller, layers: AllLayers) -> Layers:
    """The layers that this person, or the token that they gave away, may see at all."""
    return _seen(caller, layers)


@lru_cache(maxsize=256)
def _seen(caller: Caller, layers: Layers) -> Layers:
    return replace(layers, by_name={layer.name: layer for layer in layers if caller.sees(layer)})


ReadableLayers = Annotated[Layers, Depends(readable_layers)]
AsOf = Annotated[
    datetime | None,
    BeforeValidator(instant),
    Query(description="Answer as things stood at this instant (ISO 8601, or a date: its end)."),
]


@dataclass(frozen=True)
class Question:
    """Who asks, and as of when."""

    actor: Actor
    as_of: datetime | None


async def question(caller: CurrentCaller, as_of: AsOf = None) -> Question:
    return Question(caller.actor, as_of)


Asking = Annotated[Question, Depends(question)]


def read_session(database: AppDatabase, actor: CurrentActor, as_of: AsOf = None) -> Iterator[Session]:
    """A transaction for reading, for the instant asked for."""
    with database.transaction(actor, as_of=as_of) as session:
        yield session


def caller_read_session(database: AppDatabase, asking: Asking) -> Iterator[Session]:
    """The same for a door of the API, which a token opens too."""
    with database.transaction(asking.actor, as_of=asking.as_of) as session:
        yield session


def write_session(request: Request, database: AppDatabase, actor: CurrentActor) -> Iterator[Session]:
    """A transaction for writing: same origin only, committed before the answer is sent; so is what follows from it
    (`app.state.after_change`)."""
    yield from writing(request, database, actor)


def caller_write_session(request: Request, database: AppDatabase, caller: CurrentCaller) -> Iterator[Session]:
    """The same for a door of the API: a token may write where it was made for that."""
    caller.must_write()
    yield from writing(request, database, caller.actor)


def writing(request: Request, database: Database, actor: Actor) -> Iterator[Session]:
    """The same for whoever comes in by a door of their own."""
    same_origin(request)
    with database.transaction(actor) as session:
        yield session
    request.app.state.after_change()


def same_origin(request: Request) -> None:
    """A browser may change things only from our own pages (the cookie is SameSite=Strict as well)."""
    origin = request.headers.get("origin")
    foreign = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    if foreign or (origin and urlsplit(origin).netloc != request.headers.get("host")):
        raise Forbidden("请求来自其他网站，已拒绝", "请从本系统页面操作")


def bounded(request: Request, limit_mb: int) -> Request:
    """The request, cut off where it sends more than a file may have."""
    limit, seen = limit_mb * 1024 * 1024, 0

    async def receive() -> Message:
        nonlocal seen
        message = await request.receive()
        seen += len(message.get("body", b""))
        if seen > limit + 64 * 1024:  # the form around the file
            raise TooLarge(f"文件超过 {limit_mb} MB", "请拆成几个文件，或请管理员调高上限")
        return message

    return Request(request.scope, receive)


def multipart(*required: str, **fields: Mapping[str, Any]) -> dict[str, Any]:
    """How a form with a file is described to whoever calls the door; `fields` are JSON Schemas."""
    properties = {"file": {"type": "string", "format": "binary"}, **fields}
    schema = {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


# scope="function": the transaction ends before the answer leaves, so an answer is never ahead of its commit
ReadSession = Annotated[Session, Depends(read_session, scope="function")]
WriteSession = Annotated[Session, Depends(write_session, scope="function")]
CallerReadSession = Annotated[Session, Depends(caller_read_session, scope="function")]
CallerWriteSession = Annotated[Session, Depends(caller_write_session, scope="function")]

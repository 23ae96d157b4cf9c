"""The database door: engine, Base, and the transaction that carries who is asking and for which day."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import MetaData, Select, create_engine, event, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from geo_app.actor import Actor
from geo_app.errors import Unavailable

ROLE = "geo_app"  # owns nothing; every statement of the app runs as this role
SRID = 4490  # CGCS2000
# parallel workers or jit cost these short statements two to five times their time
OPTIONS = "-c jit=off -c max_parallel_workers_per_gather=0"
DIALECT = postgresql.psycopg.dialect()
SET_ALL = "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS pair (name, value)"


class Base(DeclarativeBase):
    """All tables. `info={"history": True}` on a table gives it a mirror in schema `history`."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "pk": "%(table_name)s_pkey",
        }
    )


def psycopg_url(url: str) -> str:
    """The same database by the driver that we use.

    >>> psycopg_url("postgresql://user:word@host/geo")
    'postgresql+psycopg://user:word@host/geo'
    """
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


class Database:
    """The map's database as the app sees it: always as role `geo_app`, always for somebody.

    Give `url` as postgresql://…; a socket folder goes into its query: ?host=/run/geo.
    """

    def __init__(self, url: str, pool_size: int = 8) -> None:
        self.url = url
        self.engine: Engine = create_engine(
            psycopg_url(url),
            pool_size=pool_size,
            pool_pre_ping=True,
            json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
            connect_args={"options": OPTIONS},
        )
        event.listen(self.engine, "connect", _become_app)

    @contextmanager
    def transaction(
        self, actor: Actor, as_of: datetime | None = None, reason: str | None = None
    ) -> Iterator[Session]:
        """One transaction in the name of `actor`: committed at its end, undone on any error.

        `as_of` makes every layer, count and export answer for that instant; `reason` rides on the history
        of every row that changes. Domain code takes the session and never commits.
        """
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                session.execute(select(*(func.set_config(*pair, True) for pair in context(actor, as_of, reason))))
                yield session
        except OperationalError as error:
            raise unavailable() from error

    @cached_property
    def pool(self) -> AsyncConnectionPool:
        """Connections of the hot doors, tiles and items, which wait without holding a thread."""
        return AsyncConnectionPool(
            self.url, min_size=1, max_size=4, open=False, kwargs={"options": OPTIONS}, configure=_become_app_async
        )

    async def read(
        self, actor: Actor, statement: Select[Any], as_of: datetime | None = None
    ) -> list[tuple[Any, ...]]:
        """The rows of one statement in the name of `actor`, for an instant: the asynchronous form of a reading
        transaction, its commands sent in one go."""
        compiled = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        names, values = zip(*context(actor, as_of), strict=True)
        try:
            async with self.pool.connection() as connection, connection.pipeline():
                await connection.execute(SET_ALL, (list(names), list(values)))
                cursor = connection.cursor(binary=True)
                await cursor.execute(str(compiled), compiled.params, prepare=True)
                return await cursor.fetchall()
        except (OperationalError, psycopg.OperationalError, PoolTimeout) as error:
            raise unavailable() from error

    def close(self) -> None:
        self.engine.dispose()


def because(session: Session, reason: str) -> None:
    """Say why, for the history of every row that this transaction changes from here on."""
    session.execute(select(func.set_config("geo_app.reason", reason, True)))


def unavailable() -> Unavailable:
    return Unavailable("数据库暂时连接不上", "请稍后再试;若持续出现请联系管理员检查数据库服务")


def context(actor: Actor, as_of: datetime | None = None, reason: str | None = None) -> list[tuple[str, str]]:
    """The settings that a transaction carries; policies and triggers read them."""
    return [
        ("geo_app.actor", actor.name),
        ("geo_app.role_rank", str(actor.role.rank)),
        ("geo_app.scope", actor.scope()),
        ("geo_app.as_of", as_of.isoformat() if as_of else ""),
        ("geo_app.reason", reason or ""),
    ]


def _become_app(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("SELECT set_config('role', %s, false)", (ROLE,))
    cursor.close()
    connection.commit()  # type: ignore[attr-defined]


async def _become_app_async(connection: AsyncConnection) -> None:
    await connection.execute("SELECT set_config('role', %s, false)", (ROLE,))
    await connection.commit()

"""The database door: engine, Base, and the transaction that carries who is asking and for which day."""

import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, cast

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import MetaData, Select, create_engine, event, func, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Compiled, Dialect, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import SQLCompiler

from geo_app import notes
from geo_app.actor import Actor
from geo_app.errors import Forbidden, Unavailable
from geo_app.meters import timed
from geo_app.prepared import PreparedConnection, Question, Rows

ROLE = "geo_app"  # owns nothing; every statement of the app runs as this role
SRID = 4490  # CGCS2000
# parallel workers or jit cost these short statements two to five times their time
OPTIONS = "-c jit=off -c max_parallel_workers_per_gather=0"
DIALECT = postgresql.psycopg.dialect(paramstyle="numeric_dollar")
REPLICA_WAIT_S, REPLICA_REST_S = 2, 10  # until the database itself is asked; then for so long it alone
# Which database gave a row its id: 0, or the county that it is published from. A number that people know is given
# once in each.
GIVEN_BY = text("(id / 1000000000)")
CHANGED_AT_HOME = "GA001"  # what the database says where a row of a joined county was to be changed
NOW = {"layer": "layer_now"}  # where no instant is asked for, the views without a past: half the work to plan
# so that a row is the same text on every machine
SAME_WORDS = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1"
log = logging.getLogger(__name__)
SET_ALL = "SELECT set_config(key, value, true) FROM json_each_text($1::json)"


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


class Ready:
    """A statement as the database is asked: made once, asked many times with other values for its parameters."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._texts: dict[bool, str] = {}

    def text(self, as_of: datetime | None) -> str:
        """The statement for now, or for an instant, its parameters as $1, $2 …"""
        if (then := as_of is not None) not in self._texts:
            self._texts[then] = str(compiled(self._statement, as_of))
        return self._texts[then]

    @cached_property
    def values(self) -> dict[str, Any]:
        """The values that it was made with, in the order of the parameters."""
        made = cast("SQLCompiler", compiled(self._statement, None))
        return {name: made.params[name] for name in made.positiontup or ()}


class Asked(NamedTuple):
    """A statement and the values that are its own this time."""

    ready: Ready
    values: dict[str, Any]

    def question(self, as_of: datetime | None) -> Question:
        made_with = self.ready.values
        return self.ready.text(as_of), [self.values.get(name, made_with[name]) for name in made_with]


class Database:
    """The map's database as the app sees it: always as role `geo_app`, always for somebody.

    Give `url` as postgresql://…; a socket folder goes into its query: ?host=/run/geo. `replica` is a streaming
    replica that answers the hot doors, as far as it has come; while it does not, the database itself answers.
    """

    def __init__(self, url: str, pool_size: int = 8, replica: str | None = None) -> None:
        self.url, self.replica = url, replica
        self._replica_rests_until = 0.0
        self.engine: Engine = create_engine(
            psycopg_url(url),
            pool_size=pool_size,
            pool_pre_ping=True,
            json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
            connect_args={"options": OPTIONS},
            hide_parameters=True,  # a fault in the log quotes no row
        )
        event.listen(self.engine, "connect", _become_app)
        notes.listen(self.engine)

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
                session.connection(execution_options={"schema_translate_map": views(as_of)})
                session.execute(select(*(func.set_config(*pair, True) for pair in context(actor, as_of, reason))))
                yield session
        except OperationalError as error:
            raise unavailable() from error
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != CHANGED_AT_HOME:
                raise
            raise Forbidden("这条记录由所在县维护，本库只能查看", "请在县里改，改后会自动传来") from error

    @cached_property
    def pool(self) -> AsyncConnectionPool[PreparedConnection]:
        """Connections of the hot doors, tiles and items, which wait without holding a thread."""
        return self._pool(self.url)

    @cached_property
    def replica_pool(self) -> AsyncConnectionPool[PreparedConnection] | None:
        """The same to the replica, where there is one."""
        return self._pool(self.replica, REPLICA_WAIT_S) if self.replica else None

    @asynccontextmanager
    async def pools(self) -> AsyncIterator[None]:
        """The connections of the hot doors, as long as the server runs."""
        async with AsyncExitStack() as opened:
            for pool in filter(None, (self.pool, self.replica_pool)):
                await opened.enter_async_context(pool)
            yield

    @staticmethod
    def _pool(url: str, wait_s: float = 30) -> AsyncConnectionPool[PreparedConnection]:
        return AsyncConnectionPool(
            url,
            timeout=wait_s,
            connection_class=PreparedConnection,
            min_size=1,
            max_size=4,
            open=False,
            kwargs={"options": OPTIONS, "autocommit": True},
            configure=become_app,
        )

    async def read(self, actor: Actor, *asked: Asked, as_of: datetime | None = None) -> list[Rows]:
        """The rows of each of these statements in the name of `actor`, for an instant: the asynchronous form of a
        reading transaction."""
        settings = SET_ALL, [json.dumps(dict(context(actor, as_of)))]
        questions = [settings, *(each.question(as_of) for each in asked)]
        if self.replica_pool and time.monotonic() > self._replica_rests_until:
            try:
                return await _answers(self.replica_pool, questions)
            except (psycopg.OperationalError, PoolTimeout) as error:
                self._replica_rests_until = time.monotonic() + REPLICA_REST_S
                log.warning("只读副本没有回答，改问主库:%s", type(error).__name__)
        try:
            return await _answers(self.pool, questions)
        except (OperationalError, psycopg.OperationalError, PoolTimeout) as error:
            raise unavailable() from error

    def close(self) -> None:
        self.engine.dispose()


async def _answers(pool: AsyncConnectionPool[PreparedConnection], questions: list[Question]) -> list[Rows]:
    """The rows of each but the first, which sets who is asking."""
    async with pool.connection() as connection:
        with timed() as took:
            _, *found = await connection.answers(questions)
        notes.note(took[0], "; ".join(text for text, _values in questions[1:]))
        return found


def compiled(statement: Select[Any], as_of: datetime | None, dialect: Dialect = DIALECT, **how: bool) -> Compiled:
    """A statement as the driver takes it; `how` are options of SQLAlchemy's compiler."""
    return statement.compile(
        dialect=dialect,
        schema_translate_map=views(as_of),
        render_schema_translate=True,
        compile_kwargs={"render_postcompile": True, **how},
    )


def views(as_of: datetime | None) -> dict[str, str]:
    """Which schema the layer views of a statement come from."""
    return {} if as_of else NOW


def driver_of(session: Session) -> psycopg.Connection[Any]:
    """The driver beneath a session, in its transaction: for COPY and for arrays of numbers."""
    return cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)


def because(session: Session, reason: str) -> None:
    """Say why, for the history of every row that this transaction changes from here on."""
    session.execute(select(func.set_config("geo_app.reason", reason, True)))


def speak_as(session: Session, actor: Actor) -> None:
    """Go on in another name within the same transaction: for work that the system does for a county."""
    session.execute(select(*(func.set_config(*pair, True) for pair in context(actor))))


def unavailable() -> Unavailable:
    return Unavailable("数据库暂时连接不上", "请稍后再试；若持续出现请联系管理员检查数据库服务")


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


async def become_app(connection: AsyncConnection) -> None:
    """Make an autocommit connection one of the app."""
    await connection.execute("SELECT set_config('role', %s, false)", (ROLE,))

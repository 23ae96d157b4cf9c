"""Word of changes to whoever looks at a map or a desk: something of a layer changed, nothing more. What exactly,
the page asks again, with the rights of its person."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
from psycopg import AsyncConnection

from geo_app.db import become_app

EVERYTHING = ""  # what the database says when everything has changed
CHANNEL = "LISTEN geo_app_changed"
HEARTBEAT_S, RETRY_S = 10, 2
log = logging.getLogger(__name__)


class Wire:
    """One line to the database for all that listen in this process; each listener has its own heap of kinds."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def say(self, kind: str) -> None:
        for listener in self._listeners:
            listener.hear(kind)

    @asynccontextmanager
    async def listener(self) -> AsyncIterator["Listener"]:
        """Somebody who hears of every change from now on."""
        mine = Listener()
        self._listeners.add(mine)
        try:
            yield mine
        finally:
            self._listeners.discard(mine)

    @asynccontextmanager
    async def listening(self, url: str) -> AsyncIterator[None]:
        """Follow the changes in the database, again and again where the line is cut."""
        task = asyncio.create_task(self._follow(url))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _follow(self, url: str) -> None:
        while True:
            try:
                async with await AsyncConnection.connect(url, autocommit=True) as connection:
                    await become_app(connection)
                    await connection.execute(CHANNEL)
                    self.say(EVERYTHING)  # what happened while nobody listened
                    while True:
                        async for notice in connection.notifies(timeout=HEARTBEAT_S):
                            self.say(notice.payload)
                        await connection.execute("SELECT")  # a line that was cut silently is noticed here
            except psycopg.OperationalError as error:
                log.warning("no word of changes from the database: %s", error)
            await asyncio.sleep(RETRY_S)


class Listener:
    """What one page has not been told yet."""

    def __init__(self) -> None:
        self._heard: set[str] = set()
        self._something = asyncio.Event()

    def hear(self, kind: str) -> None:
        self._heard.add(kind)
        self._something.set()

    async def next(self, patience_s: float) -> frozenset[str]:
        """The kinds that changed since the last call; empty where nothing did for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._something.wait()
        self._something.clear()
        heard, self._heard = frozenset(self._heard), set()
        return heard

"""Tiles as they were drawn, kept in memory until the database says that their layer has changed.

A tile is kept for those of the same role and the same divisions only, for the day it was drawn on (what is overdue
changes at midnight), and under the edition of its layer that was current before its statement began: a drawing
that a change has overtaken is never found again. While nobody listens to the database, nothing is kept.
"""

import asyncio
import gzip
import hashlib
import logging
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
from psycopg import AsyncConnection

from geo_app.actor import Actor
from geo_app.db import become_app
from geo_app.features import Selection
from geo_app.instant import today_in_china
from geo_app.layers import Layer

EVERY_LAYER = ""  # what the database says when everything has changed
HEARTBEAT_S, RETRY_S = 10, 2
ENTRY_BYTES = 1000  # about what an entry takes beside its bytes
WORTH_PACKING = 512

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tile:
    """The bytes of a tile as they are sent, plain or packed with gzip; a mere part has no tag."""

    body: bytes
    packed: bool = False
    tag: str = ""

    @property
    def size(self) -> int:
        return len(self.body) + ENTRY_BYTES


async def finished(body: bytes, packs: bool) -> Tile:
    """A drawn tile, ready to be sent and kept: packed where the client unpacks and that saves something."""
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if not packs or len(body) <= WORTH_PACKING:
        return Tile(body, tag=tag)
    return Tile(await asyncio.to_thread(gzip.compress, body, 1), packed=True, tag=tag)


class TileCache:
    """At most `limit` bytes of tiles, those out first that were asked for longest ago."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._tiles: OrderedDict[Hashable, Tile] = OrderedDict()
        self._editions: Counter[str] = Counter()
        self._listening = False

    def key(self, actor: Actor, selection: Selection, address: Hashable) -> Hashable | None:
        """Under what the tile is kept that is drawn from now on; None while nothing is kept."""
        edition = self.edition(selection.layer)
        return edition and (
            edition,
            actor.scope(),
            actor.role.rank,
            selection,
            today_in_china(),
            address,
        )

    def edition(self, layer: Layer) -> tuple[int, int] | None:
        """Which edition of a layer is current; None while nobody hears of changes."""
        return (self._editions[EVERY_LAYER], self._editions[_kind(layer)]) if self._listening else None

    def find(self, key: Hashable | None) -> Tile | None:
        tile = self._tiles.get(key)
        if tile:
            self._tiles.move_to_end(key)
        return tile

    def keep(self, key: Hashable | None, tile: Tile) -> None:
        if key is None or key in self._tiles or tile.size > self.limit // 4:
            return
        self._tiles[key] = tile
        self.size += tile.size
        while self.size > self.limit:
            _, oldest = self._tiles.popitem(last=False)
            self.size -= oldest.size

    def changed(self, kind: str) -> None:
        """Tiles of this kind are not found any more; all of them go when everything has changed."""
        self._editions[kind] += 1
        if kind == EVERY_LAYER:
            self._tiles.clear()
            self.size = 0

    @asynccontextmanager
    async def listening(self, url: str) -> AsyncIterator[None]:
        """Follow the changes in the database, again and again where the line is cut."""
        task = asyncio.create_task(self._follow(url)) if self.limit else None
        yield
        if task:
            task.cancel()
            await asyncio.wait([task])

    async def _follow(self, url: str) -> None:
        while True:
            try:
                async with await AsyncConnection.connect(url, autocommit=True) as connection:
                    await self._hear(connection)
            except psycopg.OperationalError as error:
                log.warning("no word of changes from the database, tiles are not kept: %s", error)
            finally:
                self._listening = False
                self.changed(EVERY_LAYER)
            await asyncio.sleep(RETRY_S)

    async def _hear(self, connection: AsyncConnection) -> None:
        await become_app(connection)
        await connection.execute("LISTEN geo_app_changed")
        self._listening = True
        while True:
            async for notice in connection.notifies(timeout=HEARTBEAT_S):
                self.changed(notice.payload)
            await connection.execute("SELECT")  # a line that was cut silently is noticed here


def _kind(layer: Layer) -> str:
    """What the database calls the rows of a layer."""
    return "division" if layer.source == "division" else layer.name

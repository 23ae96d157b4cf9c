"""Who was told names and telephones of persons: noted by each process, written every second, kept for a time.

The note is made before the answer leaves; a process that is killed loses what it told in its last second.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session

from geo_app.actor import SYSTEM, Actor
from geo_app.auth.models import Disclosure
from geo_app.db import Database
from geo_app.errors import GeoAppError
from geo_app.meters import UNWRITTEN

LONGEST: Final = 1000  # letters of what was asked
MOST: Final = 20_000  # lines that wait while the database is away
EVERY_S: Final = 1
PAGE: Final = 100
log = logging.getLogger(__name__)


class Book:
    """What this process has told and not yet written down."""

    def __init__(self) -> None:
        self._lines: deque[dict[str, Any]] = deque()

    def __len__(self) -> int:
        return len(self._lines)

    def note(self, actor: Actor, token: str = "", **told: str) -> None:
        """One answer: `address`, `verb`, `door`, `asked`."""
        if len(self._lines) >= MOST:
            self._lines.popleft()
            UNWRITTEN.inc()
        told["asked"] = told["asked"][:LONGEST]
        who = {"username": actor.name, "token": token, "scope": actor.scope()}
        self._lines.append({"at": datetime.now(UTC), **who, **told})

    def write(self, database: Database) -> int:
        """Into the database; what could not be written waits for the next time. How many lines."""
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        if not lines:
            return 0
        try:
            with database.transaction(SYSTEM) as session:
                session.execute(insert(Disclosure), lines)
        except BaseException:
            self._lines.extendleft(reversed(lines))
            raise
        return len(lines)


async def keep_writing(database: Database, book: Book) -> None:
    """Write as long as the server runs, and once more when it stops."""
    try:
        while True:
            await asyncio.sleep(EVERY_S)
            await asyncio.to_thread(_write, database, book)
    finally:
        with contextlib.suppress(GeoAppError):
            book.write(database)


def _write(database: Database, book: Book) -> None:
    try:
        book.write(database)
    except Exception:
        log.exception("%d disclosures wait to be written", len(book))


def listed(session: Session, words: str = "", before: int | None = None) -> Sequence[Disclosure]:
    """What this administrator may see of it, the newest first, a page of it from below `before`."""
    found = select(Disclosure).order_by(Disclosure.id.desc()).limit(PAGE)
    if before is not None:
        found = found.where(Disclosure.id < before)
    if words:
        looked_at = (Disclosure.username, Disclosure.token, Disclosure.door, Disclosure.asked)
        found = found.where(or_(*(each.icontains(words, autoescape=True) for each in looked_at)))
    return session.scalars(found).all()


def forget(session: Session, days: int) -> int:
    """What was kept long enough goes, never less than six months; how many."""
    return session.scalar(select(func.forget_disclosures(days))) or 0

"""What a command that works on the map needs: the open map, and a transaction in somebody's name."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo_app.actor import Actor, operator
from geo_app.auth import accounts
from geo_app.auth.disclosures import Book
from geo_app.db import Database
from geo_app.instant import instant
from geo_app.layers import Layers
from geo_app.settings import Settings, settings
from geo_app.start import open_map
from geo_app.upkeep import keep_up


@dataclass(frozen=True)
class Desk:
    """An open map and who works at it: GEO_APP_ACTOR, or the administrator of this machine."""

    settings: Settings
    layers: Layers
    database: Database
    actor: Actor

    def told(self, command: str, *asked: str) -> None:
        """Note that a command told names or telephones of persons."""
        book = Book()
        book.note(self.actor, verb="command", door=command, asked=" ".join(asked))
        book.write(self.database)


@contextmanager
def at_desk() -> Iterator[Desk]:
    """The map for one command, closed afterwards; what follows from its changes is done before."""
    opened = open_map(settings())
    try:
        actor = operator(getpass.getuser())
        if opened.settings.actor:
            with opened.database.transaction(actor) as session:
                actor = accounts.actor(accounts.named(session, opened.settings.actor))
        yield Desk(opened.settings, opened.layers, opened.database, actor)
        keep_up(opened.database, opened.layers)
    finally:
        opened.database.close()


@contextmanager
def working(reason: str = "", as_of: str = "") -> Iterator[tuple[Desk, Session]]:
    """One transaction for one command."""
    with at_desk() as desk, desk.database.transaction(desk.actor, instant(as_of), reason) as session:
        yield desk, session

"""What every command needs: the open map, a transaction in somebody's name, and a screen."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy.orm import Session

from geo_app.actor import Actor, operator
from geo_app.auth import accounts
from geo_app.db import Database
from geo_app.errors import BadInput
from geo_app.instant import instant
from geo_app.layers import Layers
from geo_app.settings import Settings, settings
from geo_app.start import open_map
from geo_app.upkeep import keep_up

console, errors = Console(), Console(stderr=True, style="red")


@dataclass(frozen=True)
class Desk:
    """An open map and who works at it: GEO_APP_ACTOR, or the administrator of this machine."""

    settings: Settings
    layers: Layers
    database: Database
    actor: Actor


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


def print_json(value: Any) -> None:
    """For scripts: JSON on standard output, Chinese as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def text_of(path: str) -> str:
    """The text of a file, or of standard input for -."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了文件 {path}", "请检查路径;内容须为 UTF-8 编码的 JSON") from error

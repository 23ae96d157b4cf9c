"""A note in the log of every statement that took long: its text, where values are marks, and never the values."""

import logging
from time import perf_counter
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from geo_app.meters import SLOW

log = logging.getLogger("geo_app.slow")
BEGAN = "geo_app_began"
LONGEST = 500  # letters of a statement in the log
_limit = {"s": float("inf")}  # a command at the terminal notes nothing; the server says from when on


def limit(milliseconds: int) -> None:
    """From how many milliseconds a statement is slow; 0: none is."""
    _limit["s"] = milliseconds / 1000 if milliseconds else float("inf")


def listen(engine: Engine) -> None:
    """Take the time of every statement of an engine."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)


def note(seconds: float, statement: str) -> None:
    """Write down a statement that was slow."""
    if seconds >= _limit["s"]:
        SLOW.inc()
        told = {"ms": round(seconds * 1000), "statement": " ".join(statement.split())[:LONGEST]}
        log.warning("slow statement: %(ms)s ms: %(statement)s", told, extra={"told": told})


def _begin(connection: Any, *_of: Any) -> None:
    connection.info[BEGAN] = perf_counter()


def _end(connection: Any, _cursor: Any, statement: str, *_of: Any) -> None:
    note(perf_counter() - connection.info.get(BEGAN, perf_counter()), statement)

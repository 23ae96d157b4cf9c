"""Logs as JSON lines without personal data: what happened where, never with which values.

A fault is told by its type and the places in the code, not by its message: messages of the database quote rows.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from geo_app.meters import request_id

ACCESS = logging.getLogger("geo_app.access")
OURS = "geo_app"


class JsonLines(logging.Formatter):
    """One object a line: at, level, logger, words, request; for a request verb, door, status and ms; for a fault
    its type, SQLSTATE and places."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "words": record.getMessage(),
            "request": request_id.get(),
            "process": record.process,
        }
        said |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[1] is not None:
            said |= fault(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False)


def fault(error: BaseException) -> dict[str, Any]:
    """A fault without its message.

    >>> fault(ValueError("王芳 13900000000"))
    {'fault': 'ValueError', 'places': []}
    """
    origin = getattr(error, "orig", None) or error.__cause__
    places = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)]
    told: dict[str, Any] = {"fault": type(error).__name__, "places": places[-12:]}
    if origin is not None:
        told["cause"] = type(origin).__name__
    state = getattr(origin, "sqlstate", None) or getattr(error, "sqlstate", None)
    return told | ({"sqlstate": state} if state else {})


def begin(as_json: bool) -> None:
    """Log as the settings say: plain words for a person, or JSON lines for a machine."""
    if not as_json:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        theirs = logging.getLogger(name)
        theirs.handlers[:], theirs.propagate = [], True
    logging.getLogger(OURS).setLevel(logging.INFO)

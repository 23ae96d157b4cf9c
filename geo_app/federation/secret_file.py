"""A file that holds a password or a token, for one database to give to another."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from geo_app.errors import BadInput

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kept = TypeVar("Kept")


def write(file: Path, kept: "DataclassInstance") -> None:
    """For its owner's eyes alone."""
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(json.dumps(asdict(kept), indent=2) + "\n", encoding="utf-8")


def read(file: Path, kind: type[Kept], otherwise: BadInput) -> Kept:
    """Raises `otherwise` where it is none of that kind."""
    try:
        return kind(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise otherwise from error

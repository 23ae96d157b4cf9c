"""What every command prints on, and JSON for scripts."""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.errors import BadInput

console, errors = Console(highlight=False), Console(stderr=True, style="red", highlight=False)


def print_json(value: Any) -> None:
    """For scripts: JSON on standard output, Chinese as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def text_of(path: str) -> str:
    """The text of a file, or of standard input for -."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了文件 {path}", "请检查路径；内容须为 UTF-8 编码的 JSON") from error


def label(colour: str | None) -> str:
    """What a colour is called."""
    return Colour(colour).label if colour else UNASSESSED_LABEL

"""Writes the page of rooms: what each part of the package is for, the outermost first."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from scripts.tables import table

ROOT = Path(__file__).parent.parent
HEAD = """# Rooms

Written from the first sentence of each part and from the arrows in `pyproject.toml` (`make docs`; `make lint`
holds the arrows). A part may import what stands below it, never what stands above."""


def rooms_page() -> str:
    """The parts of the package, the outermost first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = next(each["layers"] for each in contracts if each["type"] == "layers")
    return f"{HEAD}\n\n{table(['room', 'what it is for'], list(_rows(rows)))}\n"


def _rows(rows: list[str]) -> Iterator[list[str]]:
    for row in rows:
        for name in row.split(" | "):
            folder = ROOT / "geo_app" / name
            file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
            yield [f"`{name}/`" if folder.is_dir() else f"`{file.name}`", _first_sentence(file)]


def _first_sentence(file: Path) -> str:
    told = ast.get_docstring(ast.parse(file.read_text())) or ""
    return " ".join(told.split("\n\n")[0].split()).split(". ")[0].rstrip(".") + "."

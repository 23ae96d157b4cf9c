"""Run the SQL files over the gathered folder: each makes one table, kept as Parquet in the answer's folder."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Protocol

import pyarrow
import pyarrow.parquet

from geo_app.errors import BadInput, NotFound
from geo_app.settings import PACKAGE

GATHERED = ("site", "flat", "fact", "area")
ANSWERS = ("exposure", "gap", "region")
GROWN, SETTLED = "label_grown", "SELECT id, label FROM label_grown"
CHANGED = "SELECT b.id FROM label AS a JOIN label_grown AS b ON a.id = b.id WHERE a.label <> b.label"


class Engine(Protocol):
    """Something that runs the SQL files."""

    name: str

    def open(self, name: str, folder: Path) -> None:
        """Name the Parquet files below a folder as a table."""

    def keep(self, name: str, statement: str, folder: Path) -> int:
        """Write what a statement answers into a folder, name it as a table; the number of its rows."""

    def close(self) -> None:
        """Give back memory and processes."""


@dataclass(frozen=True)
class Step:
    """One table that was made."""

    name: str
    rows: int
    seconds: float


Tell = Callable[[Step], None]


def run(engine: Engine, folder: Path, rules: dict[str, pyarrow.Table], answer: Path, tell: Tell) -> list[Step]:
    """Make every table; what stands in ANSWERS is what was asked for, the others lie beside it."""
    if answer.exists() and any(answer.iterdir()):
        raise BadInput(f"目录 {answer} 不是空的", "请换一个新目录")
    for name in GATHERED:
        if not (folder / name).is_dir():
            raise NotFound(f"目录 {folder} 里没有 {name}", "请先运行 geo-app nation gather")
        engine.open(name, folder / name)
    for name, table in rules.items():
        path = answer / "rules" / name / "part.parquet"
        path.parent.mkdir(parents=True)
        pyarrow.parquet.write_table(table, path)
        engine.open(name, path.parent)
    steps = []
    for path in sorted((PACKAGE / "nation/sql").glob("*.sql")):
        name, statement, began = path.stem[4:], path.read_text(encoding="utf-8"), time.perf_counter()
        grown = name == GROWN
        rows = _grown(engine, statement, answer) if grown else engine.keep(name, statement, answer / name)
        steps.append(Step(name, rows, time.perf_counter() - began))
        tell(steps[-1])
    return steps


def _grown(engine: Engine, statement: str, answer: Path) -> int:
    """Hand the least number on along the links until nobody takes another: then it names the whole group."""
    for turn in count(1):
        engine.keep(GROWN, statement, answer / f"{GROWN}_{turn}")
        changed = engine.keep("changed", CHANGED, answer / f"changed_{turn}")
        rows = engine.keep("label", SETTLED, answer / f"label_{turn}")
        if not changed:
            break
    return rows

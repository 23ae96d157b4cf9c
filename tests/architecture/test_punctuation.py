"""Chinese sentences have Chinese marks, not those of a programming language."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NARROW = re.compile("[\u4e00-\u9fff”][,;:?!][\u4e00-\u9fff“]")
SUFFIXES = {".py", ".sql", ".html"}
LISTS = {"words"}  # columns that programs take apart at each ;
TEXTS = [
    *(
        path
        for path in sorted((ROOT / "geo_app").rglob("*"))
        if path.suffix in SUFFIXES and "web" not in path.parts
    ),
    *sorted((ROOT / "layers").glob("*.toml")),
]
TABLES = [path for path in sorted((ROOT / "data").rglob("*.csv")) if "divisions" not in path.parts]


def lines(path: Path) -> Iterator[str]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (cell for name, cell in row.items() if name not in LISTS)
    else:
        yield from path.read_text(encoding="utf-8").splitlines()


def test_there_are_texts_to_read() -> None:
    assert sum(1 for path in (*TEXTS, *TABLES) for _ in lines(path)) > 20_000


@pytest.mark.parametrize("folder", ["geo_app", "layers", "data"])
def test_chinese_is_written_with_chinese_marks(folder: str) -> None:
    narrow = [
        f"{path.relative_to(ROOT)}: {line.strip()[:60]}"
        for path in (*TEXTS, *TABLES)
        if path.relative_to(ROOT).parts[0] == folder
        for line in lines(path)
        if NARROW.search(line)
    ]
    assert narrow == []

"""The limit: the same statements sent to PostgreSQL by pgbench, with nothing of ours in between.

The values of a statement stand in a table and are fetched by number before it (one look-up by primary key, which
the other side does not do); the settings of who asks are made once, when a connection begins.
"""

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psycopg
from psycopg import sql

from bench.load import CONNECTIONS, SECONDS, THREADS
from geo_app.actor import Actor
from geo_app.cluster import binaries
from geo_app.db import OPTIONS, ROLE, Asked, context

Question = tuple[Asked, ...]  # the statements of one request
SCHEMA = sql.Identifier("bench")


def questions_per_second(
    url: str, actor: Actor | None, questions: list[Question], *, any_instant: bool = False
) -> float:
    """How many of these a second; for the owner, whom row-level security spares, where nobody is named.

    With `any_instant` the views are asked that could also answer for the past.
    """
    with TemporaryDirectory() as folder:
        scripts = _scripts(url, questions, Path(folder), any_instant)
        files = [part for path, weight in scripts for part in ("-f", f"{path}@{weight}")]
        command = [str(binaries(None) / "pgbench"), "-n", "-M", "prepared", f"-c{CONNECTIONS}", f"-j{THREADS}"]
        command += [f"-T{SECONDS}", "--random-seed=5301", *files, f"{url}&options={quote(_options(actor))}"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", ended.stdout)
    if ended.returncode or not found or "number of failed transactions: 0 " not in ended.stdout:
        raise RuntimeError(ended.stdout + ended.stderr)
    return float(found[1])


def _options(actor: Actor | None) -> str:
    if actor is None:
        return OPTIONS
    settings = [("role", ROLE), *((name, value) for name, value in context(actor) if value)]
    return " ".join([OPTIONS, *(f"-c {name}={value}" for name, value in settings)])


def _scripts(url: str, questions: list[Question], folder: Path, any_instant: bool) -> list[tuple[Path, int]]:
    """A script for each text, weighed by how often it is asked, and a table with the values for it."""
    alike: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for question in questions:
        texts = tuple(_renamed(number, asked) for number, asked in enumerate(question))
        alike[texts].append(
            {f"q{n}_{name}": value for n, asked in enumerate(question) for name, value in _values(asked)}
        )
    scripts = []
    with psycopg.connect(url) as owner:
        owner.execute(
            sql.SQL("CREATE SCHEMA IF NOT EXISTS {0}; GRANT USAGE ON SCHEMA {0} TO geo_app").format(SCHEMA)
        )
        for number, (texts, rows) in enumerate(alike.items()):
            table = sql.Identifier("bench", f"values_{number}")
            _store(owner, table, rows)
            names = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
            fetch = sql.SQL("SELECT {} FROM {} WHERE n = :n").format(names, table).as_string(owner)
            asked = [text.replace("layer_now.", "layer.") if any_instant else text for text in texts]
            path = folder / f"{number}.sql"
            path.write_text("\n".join([rf"\set n random(1, {len(rows)})", rf"{fetch} \gset", *asked]) + "\n")
            scripts.append((path, len(rows)))
    return scripts


def _values(asked: Asked) -> Iterable[tuple[str, object]]:
    return (asked.ready.values | asked.values).items()


def _renamed(number: int, asked: Asked) -> str:
    """A statement in the words of pgbench, its parameters told apart from those of the others of a question."""
    names = list(asked.ready.values)
    text = asked.ready.text(as_of=None).replace("\n", " ")
    return re.sub(r"\$(\d+)", lambda found: f":q{number}_{names[int(found[1]) - 1]}", text) + ";"


def _store(owner: psycopg.Connection, where: sql.Identifier, rows: list[dict[str, object]]) -> None:
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in rows[0])
    owner.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(where))
    owner.execute(sql.SQL("CREATE TABLE {} (n int PRIMARY KEY, {})").format(where, columns))
    owner.execute(sql.SQL("GRANT SELECT ON {} TO geo_app").format(where))
    with owner.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(where)) as copy:
        for number, row in enumerate(rows, 1):
            copy.write_row([number, *map(_text, row.values())])


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)

"""Exports: a whole layer in every format, with peak memory, against COPY of the same columns."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench.row import Row, told
from bench.stage import HERE, PERSON, Stage
from geo_app.db import OPTIONS, Database, context
from geo_app.export.package import Order, all_formats, export, format_named
from geo_app.features import Selection
from geo_app.geo.crs import outgoing
from geo_app.layers import load_layers
from geo_app.settings import shipped

LAYER = "risk_point"
COPY = "COPY (SELECT * FROM layer_now.risk_point ORDER BY id) TO STDOUT (FORMAT csv)"


def measure(stage: Stage) -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        rows, seconds = _copied(stage, Path(folder) / "copy.csv")
        for name in all_formats():
            took, peak_mb = _exported(stage, name)
            did = (
                f"The {rows:,} features of a layer with all fields, one round; peak memory {peak_mb:.0f} MB. "
                f"Ours: the finished {name} file. Other: COPY … TO of the same columns as csv, geometry in hex."
            )
            yield told(Row(f"export_{name}_vs_copy", rows / took, rows / seconds, seconds / took, "rows/s", did))


def _copied(stage: Stage, target: Path) -> tuple[int, float]:
    with psycopg.connect(stage.database.url, options=OPTIONS) as reader, target.open("wb") as file:
        for name, value in [("role", "geo_app"), *context(PERSON)]:
            reader.execute("SELECT set_config(%s, %s, false)", (name, value))
        began = time.perf_counter()
        cursor = reader.cursor()
        with cursor.copy(COPY) as copy:
            for block in copy:
                file.write(block)
        return cursor.rowcount, time.perf_counter() - began


def _exported(stage: Stage, name: str) -> tuple[float, float]:
    """Seconds and peak MB of a process of its own."""
    command = [sys.executable, "-m", "bench.exports", stage.database.url, name]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE.parent)
    seconds, peak_mb = json.loads(ended.stdout)
    return seconds, peak_mb


def _export(url: str, name: str) -> tuple[float, float]:
    layers = load_layers([shipped("layers")])
    database = Database(url)
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        order = Order(format_named(name), outgoing("4490"))
        export(database, PERSON, Selection(layers[LAYER]), order, Path(folder))
        return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_export(sys.argv[1], sys.argv[2])))

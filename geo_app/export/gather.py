"""The rows of an export: what they are is known beforehand, they themselves are read while they are written."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow
import pyarrow.compute as pc

from geo_app.export.columns import Column, said
from geo_app.export.placing import placing
from geo_app.features import KIND, Stream
from geo_app.geo.crs import Crs

ROWS_AT_ONCE = 5_000  # what the writers hold in memory
AHEAD = 2  # parts made ready while one is written
SHAPES = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}


Tell = Callable[[int], None]  # how many rows so far; may raise to stop


def silent(_rows: int) -> None:
    """For whoever does not ask how far it is."""


@dataclass(frozen=True)
class Rows:
    """Rows on their way: how many, how many of them are demonstration data; which kinds of geometry there are,
    where the records come from, and by which methods they were graded. Whoever takes them takes them while the
    database still reads; who wants them again says so, and then they stand in `file`."""

    file: Path
    schema: pyarrow.Schema
    count: int
    demo: int
    shapes: frozenset[str]
    sources: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    coming: Iterator[pyarrow.RecordBatch] = field(default_factory=lambda: iter(()))
    tell: Tell = silent

    def batches(self, again: bool = False) -> Iterator[pyarrow.RecordBatch]:
        """The rows as the export is to hold them, by column name, the geometry as WKB in `geom`: once, and with
        `again` once more as often as wanted."""
        if self.file.exists():
            yield from self._kept()
            return
        count, part = 0, self.file.with_suffix(".part")
        with self._writing(part) if again else nullcontext() as writer:
            for batch in self.coming:
                if writer:
                    writer.write_batch(batch)
                count += batch.num_rows
                self.tell(count)
                yield batch
        if count != self.count:
            raise RuntimeError(f"{count} rows came of {self.count}: read twice without again=True?")
        if again:
            part.replace(self.file)

    @contextmanager
    def _writing(self, part: Path) -> Iterator[pyarrow.RecordBatchWriter]:
        with pyarrow.OSFile(str(part), "wb") as sink, pyarrow.ipc.new_stream(sink, self.schema) as writer:
            yield writer

    def _kept(self) -> Iterator[pyarrow.RecordBatch]:
        with pyarrow.OSFile(str(self.file)) as file, pyarrow.ipc.open_stream(file) as reader:
            for batch in reader:
                self.tell(self.count)
                yield batch


@contextmanager
def gathered(
    stream: Stream, columns: tuple[Column, ...], file: Path, crs: Crs, grid_m: float = 0, tell: Tell = silent
) -> Iterator[Rows]:
    """The rows of a layer, their values said as people read them, their places in a coordinate system and as
    coarse as asked for: made ready in a thread of their own while the ones before are written."""
    place = placing(crs, grid_m)

    def ready() -> Iterator[pyarrow.RecordBatch]:
        for large in stream.rows:
            for start in range(0, large.num_rows, ROWS_AT_ONCE):
                batch = said(large.slice(start, ROWS_AT_ONCE), columns)
                yield batch.set_column(batch.num_columns - 1, "geom", place(batch["geom"])) if place else batch

    def known(name: str) -> frozenset[str]:
        return frozenset(filter(None, stream.told[name].to_pylist()))

    shapes = frozenset({"Point"}) if grid_m else known(KIND)
    count, demo = (pc.sum(stream.told[name]).as_py() or 0 for name in ("count", "demo"))
    schema = said(_empty(stream.rows.schema), columns).schema
    with ThreadPoolExecutor(1) as pool:
        coming = _ahead(ready(), pool)
        yield Rows(file, schema, count, demo, shapes, known("source"), known("method"), coming, tell)


def _ahead(batches: Iterator[pyarrow.RecordBatch], pool: ThreadPoolExecutor) -> Iterator[pyarrow.RecordBatch]:
    """The same, the next ones already on their way."""
    coming = deque(pool.submit(next, batches, None) for _ in range(AHEAD))
    while (batch := coming.popleft().result()) is not None:
        coming.append(pool.submit(next, batches, None))
        yield batch


def shapes(geometry: pyarrow.Array) -> pyarrow.Array:
    """The kind of each geometry, read from the second to fifth byte of its WKB.

    >>> shapes(pyarrow.array([bytes.fromhex("0101000000" + "00" * 16)])).to_pylist()
    ['Point']
    """
    kinds = pyarrow.array([number.to_bytes(4, "little") for number in SHAPES])
    return pc.take(
        pyarrow.array(list(SHAPES.values())), pc.index_in(pc.binary_slice(geometry, 1, 5), value_set=kinds)
    )


def _empty(schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    return pyarrow.record_batch([pyarrow.array([], field.type) for field in schema], schema=schema)

"""Read what is to be exported once, into a file, so that every format knows beforehand what it will meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow
import pyarrow.compute as pc

from geo_app.export.columns import Column, said
from geo_app.export.placing import Place

ROWS_AT_ONCE = 5_000  # what the writers hold in memory
SHAPES = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}


Tell = Callable[[int], None]  # how many rows so far; may raise to stop


def silent(_rows: int) -> None:
    """For whoever does not ask how far it is."""


@dataclass(frozen=True)
class Rows:
    """Rows in a file: how many, how many of them are demonstration data; which kinds of geometry there are, where
    the records come from, and by which methods they were graded."""

    file: Path
    schema: pyarrow.Schema
    count: int
    demo: int
    shapes: frozenset[str]
    sources: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    tell: Tell = silent

    def batches(self) -> Iterator[pyarrow.RecordBatch]:
        """The rows as the export is to hold them, by column name, the geometry as WKB in `geom`."""
        with pyarrow.OSFile(str(self.file)) as file, pyarrow.ipc.open_stream(file) as reader:
            for batch in reader:
                self.tell(self.count)
                yield batch


def gather(
    reader: pyarrow.RecordBatchReader, columns: tuple[Column, ...], file: Path, place: Place | None, tell: Tell
) -> Rows:
    """Write the rows of a layer into a file, their values said as people read them, their places as asked for."""
    count = demo = 0
    kinds, sources, methods = set[str](), set[str](), set[str]()
    schema = said(_empty(reader.schema), columns).schema
    with pyarrow.OSFile(str(file), "wb") as sink, pyarrow.ipc.new_stream(sink, schema) as writer:
        for large in reader:
            for start in range(0, large.num_rows, ROWS_AT_ONCE):
                rows = large.slice(start, ROWS_AT_ONCE)
                batch = said(rows, columns)
                if place:
                    batch = batch.set_column(batch.num_columns - 1, "geom", place(batch["geom"]))
                writer.write_batch(batch)
                count += batch.num_rows
                demo += pc.sum(rows["demo"]).as_py() or 0
                kinds.update(shapes(batch["geom"]).unique().to_pylist())
                sources.update(rows["source"].unique().to_pylist())
                methods.update(rows["method"].unique().to_pylist())
                tell(count)
    return Rows(file, schema, count, demo, _known(kinds), _known(sources), _known(methods), tell)


def _known(found: set[str]) -> frozenset[str]:
    return frozenset(filter(None, found))


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

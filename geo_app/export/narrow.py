"""The narrowest geometry type that holds a whole export: what GIS programs want to know of a layer beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow
import pyarrow.compute as pc
import pyogrio

from geo_app.export.format import Features
from geo_app.export.gather import shapes

EMPTY = {"point": "Point", "line": "LineString", "polygon": "Polygon", "any": "Unknown"}
MULTI = {"Point": 4, "LineString": 5, "Polygon": 6}  # the WKB number of the multiple form


@dataclass(frozen=True)
class Narrowed:
    """Features of one geometry type, as far as there is one: `type_name`, and `single` where that form is raised
    to its multiple one ("" for none)."""

    features: Features
    type_name: str
    single: str

    def write(self, path: Path, driver: str, names: Sequence[str], **how: object) -> None:
        """The rows under these names as one layer, by a driver of GDAL; `how` says the rest to pyogrio."""
        usual = {"layer": self.features.layer.title, "crs": self.features.crs.declared}
        pyogrio.write_arrow(
            self._reader(names),
            path,
            driver=driver,
            geometry_name="geom",
            geometry_type=self.type_name,
            **(usual | how),
        )

    def _reader(self, names: Sequence[str]) -> pyarrow.RecordBatchReader:
        schema = pyarrow.schema(
            [field.with_name(name) for field, name in zip(self._schema, [*names, "geom"], strict=True)]
        )
        batches = (batch.rename_columns(schema.names) for batch in self._batches())
        return pyarrow.RecordBatchReader.from_batches(schema, batches)

    @property
    def _schema(self) -> pyarrow.Schema:
        return self.features.rows.schema

    def _batches(self) -> Iterator[pyarrow.RecordBatch]:
        for batch in self.features.rows.batches():
            if not self.single:
                yield batch
                continue
            head = b"\x01" + MULTI[self.single].to_bytes(4, "little") + (1).to_bytes(4, "little")
            geom = batch["geom"]
            raised = pc.binary_join_element_wise(pyarrow.scalar(head), geom, pyarrow.scalar(b""))
            both = pc.if_else(pc.equal(shapes(geom), self.single), raised, geom)
            yield batch.set_column(batch.num_columns - 1, "geom", both)


def narrowed(features: Features) -> Narrowed:
    """The features in the narrowest type that holds all of them; `Unknown` where there is none."""
    found = set(features.rows.shapes) or {EMPTY[features.layer.geometry]}
    for single in MULTI:
        if found == {single, f"Multi{single}"}:
            return Narrowed(features, f"Multi{single}", single)
    return Narrowed(features, found.pop() if len(found) == 1 else "Unknown", "")

"""GeoPackage: the features, a table of what the fields mean, and one of what the file is."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow
import pyarrow.compute as pc
import pyogrio

from geo_app.export.columns import DICTIONARY
from geo_app.export.format import ABOUT, Features, Format
from geo_app.export.gather import shapes

EMPTY = {"point": "Point", "line": "LineString", "polygon": "Polygon", "any": "Unknown"}
MULTI = {"Point": 4, "LineString": 5, "Polygon": 6}  # the WKB number of the multiple form


def write(features: Features, path: Path) -> None:
    """One layer named after its title, in the narrowest geometry type that holds all of it."""
    names = [*(column.title for column in features.columns), "geom"]
    single, type_name = _geometry_type(features)
    schema = pyarrow.schema([field.with_name(n) for field, n in zip(features.rows.schema, names, strict=True)])
    batches = (batch.rename_columns(names) for batch in _batches(features, single))
    pyogrio.write_arrow(
        pyarrow.RecordBatchReader.from_batches(schema, batches),
        path,
        layer=features.layer.title,
        driver="GPKG",
        geometry_name="geom",
        geometry_type=type_name,
        crs=f"EPSG:{features.crs.epsg}",
        layer_metadata=dict(features.about),
    )
    _add_table(path, "字段说明", DICTIONARY, [column.described for column in features.columns])
    _add_table(path, "说明", ABOUT, features.about)


def _geometry_type(features: Features) -> tuple[str, str]:
    """The single form to be raised to its multiple one ("" for none), and the type of the layer."""
    found = set(features.rows.shapes) or {EMPTY[features.layer.geometry]}
    for single in MULTI:
        if found == {single, f"Multi{single}"}:
            return single, f"Multi{single}"
    return "", found.pop() if len(found) == 1 else "Unknown"


def _batches(features: Features, single: str) -> Iterator[pyarrow.RecordBatch]:
    for batch in features.rows.batches():
        if not single:
            yield batch
            continue
        head = b"\x01" + MULTI[single].to_bytes(4, "little") + (1).to_bytes(4, "little")
        geom = batch["geom"]
        raised = pc.binary_join_element_wise(pyarrow.scalar(head), geom, pyarrow.scalar(b""))
        both = pc.if_else(pc.equal(shapes(geom), single), raised, geom)
        yield batch.set_column(batch.num_columns - 1, "geom", both)


def _add_table(path: Path, name: str, titles: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    columns = dict(zip(titles, zip(*lines, strict=True), strict=True))
    pyogrio.write_arrow(pyarrow.table(columns), path, layer=name, driver="GPKG")


FORMAT = Format(
    name="gpkg",
    title="GeoPackage",
    title_en="GeoPackage",
    extension="gpkg",
    media_type="application/geopackage+sqlite3",
    description="推荐:QGIS、ArcGIS、超图直接打开,字段名为中文全称,不截断,附字段说明。",
    description_en=(
        "Recommended: QGIS, ArcGIS and SuperMap open it as it is; full Chinese field names, nothing "
        "cut, fields explained."
    ),
    write=write,
)

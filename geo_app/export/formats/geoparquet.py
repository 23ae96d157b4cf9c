"""GeoParquet 1.1: columns for analysis, the geometry as WKB, what the file is among its metadata."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet
from pyproj import CRS

from geo_app.export.columns import DICTIONARY
from geo_app.export.format import Features, Format


def write(features: Features, path: Path) -> None:
    """Row groups as they come. Each field is explained in the metadata of its column."""
    schema = features.rows.schema
    for place, column in enumerate(features.columns):
        told = dict(zip(DICTIONARY, column.described, strict=True))
        schema = schema.set(place, schema.field(place).with_metadata(told))
    schema = schema.with_metadata(
        {"geo": json.dumps(_geo(features)), "provenance": json.dumps(dict(features.about), ensure_ascii=False)}
    )
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in features.rows.batches():
            writer.write_batch(batch.cast(schema))


def _geo(features: Features) -> dict[str, Any]:
    column = {
        "encoding": "WKB",
        "geometry_types": sorted(features.rows.shapes),
        "crs": CRS.from_user_input(features.crs.declared).to_json_dict(),
        "edges": "planar",
    }
    return {"version": "1.1.0", "primary_column": "geom", "columns": {"geom": column}}


FORMAT = Format(
    name="geoparquet",
    title="GeoParquet",
    title_en="GeoParquet",
    extension="parquet",
    media_type="application/vnd.apache.parquet",
    description="供 Python、DuckDB、Spark 分析：列式存储，体积最小，字段用英文名。",
    description_en="For analysis in Python, DuckDB and Spark: columnar, smallest, English field names.",
    write=write,
)

"""GeoJSON (RFC 7946): longitude before latitude, strict JSON, and what the file is as a member."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow

from geo_app.export.format import Features, Format
from geo_app.export.texts import Piece, as_json, geometry_json, joined, put


def write(features: Features, path: Path) -> None:
    """A FeatureCollection. Coordinates that are not those of the standard carry the `crs` member that readers
    of such files know; degrees carry none, as the standard wants."""
    with path.open("wb") as file:
        head = {"type": "FeatureCollection", "title": features.layer.title, "provenance": dict(features.about)}
        file.write(plain(head)[:-1].encode())
        if not features.crs.in_degrees:
            named = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{features.crs.epsg}"}}
            file.write(f',"crs":{plain(named)}'.encode())
        file.write(b',"features":[\n')
        for batch in lines(features, ",\n"):
            put(file, batch)
        file.write(b"\n]}\n")


def lines(features: Features, between: str, first: str = "") -> Iterator[pyarrow.Array]:
    """The features as texts with something between them; the first one holds the member `first` besides."""
    names = [column.name for column in features.columns if column.name != "id"]
    begun = f'{{{first},"type":"Feature","id":' if first else '{"type":"Feature","id":'
    for batch in features.rows.batches():
        heads = pyarrow.array([begun, *[between + '{"type":"Feature","id":'] * (batch.num_rows - 1)])
        pieces: list[Piece] = [heads, *as_json(batch["id"]), ',"geometry":']
        pieces += [geometry_json(batch["geom"], features.crs), ',"properties":{']
        for place, name in enumerate(names):
            pieces += [f'{"," if place else ""}"{name}":', *as_json(batch[name])]
        yield joined([*pieces, "}}"])
        begun = between + '{"type":"Feature","id":'


def plain(value: object) -> str:
    """A value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


FORMAT = Format(
    name="geojson",
    title="GeoJSON",
    title_en="GeoJSON",
    extension="geojson",
    media_type="application/geo+json",
    description="供程序和网页使用：经度在前、纬度在后，字段用英文名。",
    description_en="For programs and web pages: longitude first, fields by their English names.",
    write=write,
)

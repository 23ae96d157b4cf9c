"""GeoJSON (RFC 7946): longitude before latitude, seven decimals, strict JSON, and what the file is as a member."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy
import pyarrow
import shapely

from geo_app.export.format import Features, Format
from geo_app.export.places import shapes_of


def write(features: Features, path: Path) -> None:
    """A FeatureCollection, feature by feature. Coordinates in metres carry the `crs` member that readers of such
    files know; degrees carry none, as the standard wants."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection",\n')
        file.write(f'"title":{_json(features.layer.title)},"provenance":{_json(dict(features.about))},\n')
        if not features.crs.in_degrees:
            named = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{features.crs.epsg}"}}
            file.write(f'"crs":{_json(named)},\n')
        file.write('"features":[')
        before = "\n"
        for feature in _features(features):
            file.write(before + feature)
            before = ",\n"
        file.write("\n]}\n")


def _features(features: Features) -> Iterator[str]:
    names = [column.name for column in features.columns if column.name != "id"]
    for batch in features.rows.batches():
        geometry = _rounded(batch["geom"], features.crs.decimals)
        rows = batch.select(names).to_pylist()
        for row, shape, identity in zip(rows, geometry, batch["id"].to_pylist(), strict=True):
            yield f'{{"type":"Feature","id":{identity},"geometry":{shape},"properties":{_json(row)}}}'


def _rounded(geometry: pyarrow.Array, decimals: int) -> list[str]:
    rounded = shapely.transform(shapes_of(geometry), lambda places: numpy.round(places, decimals))
    texts: numpy.ndarray = shapely.to_geojson(
        shapely.orient_polygons(rounded)
    )  # the outer ring runs counterclockwise
    return texts.tolist()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str)


FORMAT = Format(
    name="geojson",
    title="GeoJSON",
    title_en="GeoJSON",
    extension="geojson",
    media_type="application/geo+json",
    description="供程序和网页使用:经度在前、纬度在后,字段用英文名。",
    description_en="For programs and web pages: longitude first, fields by their English names.",
    write=write,
)

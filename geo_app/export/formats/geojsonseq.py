"""GeoJSON text sequence: one feature a line, so that a program may read without end. The first line says what the
file is."""

from pathlib import Path

from geo_app.export.format import Features, Format
from geo_app.export.formats.geojson import lines, plain
from geo_app.export.texts import put


def write(features: Features, path: Path) -> None:
    """A feature in each line; the first one holds a member `provenance` besides. No line can name a coordinate
    system: programs take degrees for granted."""
    with path.open("wb") as file:
        for batch in lines(features, "\n", f'"provenance":{plain(dict(features.about))}'):
            put(file, batch)
        file.write(b"\n" if features.rows.count else b"")


FORMAT = Format(
    name="geojsonseq",
    title="GeoJSON 逐行",
    title_en="GeoJSON, one feature a line",
    extension="geojsonl",
    media_type="application/geo+json-seq",
    description="供程序流式读取：每行一个要素，字段用英文名；只能用经纬度。",
    description_en="For programs that read as it comes: a feature a line, English names, degrees only.",
    write=write,
    only=("4490", "4326", "gcj02"),
)

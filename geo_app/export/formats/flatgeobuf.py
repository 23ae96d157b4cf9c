"""FlatGeobuf: one file that GIS programs and web maps read part by part, by its spatial index."""

from pathlib import Path

from geo_app.export.format import Features, Format
from geo_app.export.narrow import narrowed


def write(features: Features, path: Path) -> None:
    """One layer with its index. What the file is stands in its description."""
    narrowed(features).write(
        path,
        "FlatGeobuf",
        [column.title for column in features.columns],
        layer_options={
            "TITLE": features.layer.title,
            "DESCRIPTION": "\n".join(map("：".join, features.about)),
            "TEMPORARY_DIR": str(path.parent),
        },
    )


FORMAT = Format(
    name="flatgeobuf",
    title="FlatGeobuf",
    title_en="FlatGeobuf",
    extension="fgb",
    media_type="application/vnd.flatgeobuf",
    description="大数据量交换：单文件、带空间索引，QGIS 和网页地图可按范围读取。",
    description_en="Large layers in one file with a spatial index; QGIS and web maps read the part they need.",
    write=write,
)

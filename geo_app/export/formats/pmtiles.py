"""PMTiles: vector tiles in one file, for web maps without a tile server. Places are rounded to the tile."""

from pathlib import Path

from geo_app.export.format import Features, Format
from geo_app.export.narrow import narrowed

NEAREST, FARTHEST = 5, 14  # zooms; deeper in, maps stretch the last one
LAYER_BYTES = 2_000_000  # of a tile: rather large than with features left out


def write(features: Features, path: Path) -> None:
    """Tiles of the zooms in which a county is looked at. Fields bear their English names, as in our own tiles."""
    narrowed(features).write(
        path,
        "PMTiles",
        [column.name for column in features.columns],
        layer=features.layer.name,
        crs="EPSG:4326",
        dataset_options={
            "NAME": features.layer.title,
            "DESCRIPTION": "\n".join(map(":".join, features.about)),
            "MINZOOM": NEAREST,
            "MAXZOOM": FARTHEST,
            "MAX_SIZE": LAYER_BYTES,
            "MAX_FEATURES": max(1, features.rows.count),
        },
    )


FORMAT = Format(
    name="pmtiles",
    title="PMTiles 矢量瓦片",
    title_en="PMTiles vector tiles",
    extension="pmtiles",
    media_type="application/vnd.pmtiles",
    description="放到网页地图里看：不需要瓦片服务；位置取整到瓦片网格(第 14 级约 0.6 米)，不作数据交换。",
    description_en="For web maps without a tile server; places are rounded to the tile (0.6 m): to look at.",
    write=write,
    only=("4490", "4326", "gcj02"),
)

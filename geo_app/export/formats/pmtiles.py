"""PMTiles: vector tiles in one file, for web maps without a tile server. Places are rounded to the tile."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pyarrow
import pyarrow.compute as pc
from adbc_driver_postgresql import dbapi as adbc
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from geo_app.errors import BadInput
from geo_app.export.columns import COLOUR
from geo_app.export.format import Features, Format

NEAREST, FARTHEST = 5, 14  # zooms; deeper in, maps stretch the last one
FIELDS = {"integer": "Number", "number": "Number"}  # as the description of a tile set names kinds
PREPARED = (
    """
    CREATE TEMP TABLE place AS
    SELECT id, rank, geom, ST_NPoints(geom) > 1 AS wide,
      (ST_XMin(geom) - ST_XMin(world)) / (ST_XMax(world) - ST_XMin(world)) AS west,
      (ST_XMax(geom) - ST_XMin(world)) / (ST_XMax(world) - ST_XMin(world)) AS east,
      (ST_YMax(world) - ST_YMax(geom)) / (ST_YMax(world) - ST_YMin(world)) AS north,
      (ST_YMax(world) - ST_YMin(geom)) / (ST_YMax(world) - ST_YMin(world)) AS south
    FROM (SELECT id, rank, ST_Transform(ST_GeomFromWKB(geom, 4326), 3857) AS geom FROM exported) AS moved,
      ST_TileEnvelope(0, 0, 0) AS world
    """,
    "ALTER TABLE exported DROP COLUMN geom, DROP COLUMN rank, ADD PRIMARY KEY (id)",
    "ALTER TABLE place ADD PRIMARY KEY (id)",
    "ANALYZE exported, place",
)
BOX = """
SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
FROM (SELECT ST_Transform(ST_SetSRID(ST_Extent(geom)::geometry, 3857), 4326) AS box FROM place) AS extent
"""
TILES = """
WITH seen AS (
  SELECT DISTINCT ON (CASE WHEN wide OR $2 = $3 THEN id END, floor(west * side * 512), floor(north * side * 512))
    id, west * side AS west, east * side AS east, north * side AS north, south * side AS south
  FROM place, (SELECT 1 << $2::int AS side) AS zoom
  ORDER BY CASE WHEN wide OR $2 = $3 THEN id END, floor(west * side * 512), floor(north * side * 512), rank, id
), tile AS MATERIALIZED (
  SELECT x, y, array_agg(id ORDER BY id) AS ids
  FROM seen,
    generate_series(floor(west - 1.0 / 64)::int, floor(east + 1.0 / 64)::int) AS x,
    generate_series(floor(north - 1.0 / 64)::int, floor(south + 1.0 / 64)::int) AS y
  GROUP BY x, y
)
SELECT x, y, (
  SELECT ST_AsMVT(feature, $1, 4096, 'geom', 'id')
  FROM (
    SELECT exported.*, ST_AsMVTGeom(place.geom, ST_TileEnvelope($2::int, x, y), 4096, 64, true) AS geom
    FROM unnest(ids) AS id JOIN place USING (id) JOIN exported USING (id)
  ) AS feature
) AS tile
FROM tile
"""


def write(features: Features, path: Path) -> None:
    """Tiles of the zooms in which a county is looked at, drawn by PostGIS: ten times as fast as GDAL. Of points in
    one pixel only the highest colour is there before the last zoom; in the last one all. Fields bear their
    English names, as in our own tiles. Raises BadInput where there is nothing to draw."""
    if not features.rows.count:
        raise BadInput("没有要素可以画成瓦片", "请放宽筛选条件，或换一种格式")
    with (
        adbc.connect(features.database.url) as connection,
        connection.cursor() as cursor,
        path.open("wb") as file,
    ):
        cursor.adbc_ingest("exported", _ranked(features), mode="create", temporary=True)
        for statement in PREPARED:
            cursor.execute(statement)
        writer = Writer(file)
        for zoom in range(NEAREST, FARTHEST + 1):
            for number, tile in _in_order(_tiles(cursor, features.layer.name, zoom), path.parent):
                writer.write_tile(number, tile)
            features.rows.tell(features.rows.count)
        cursor.execute(BOX)
        writer.finalize(_head(cursor.fetchone()), _about(features))


def _ranked(features: Features) -> pyarrow.RecordBatchReader:
    """The rows with the place of their colour, the highest first."""
    schema = features.rows.schema.append(pyarrow.field("rank", pyarrow.int32()))
    labels = pyarrow.array([label for _, label in COLOUR.choices])

    def ranked() -> Iterator[pyarrow.RecordBatch]:
        for batch in features.rows.batches():
            graded = COLOUR.name in schema.names
            rank = pc.index_in(batch[COLOUR.name], value_set=labels) if graded else pyarrow.nulls(len(batch))
            yield pyarrow.record_batch([*batch.columns, rank.cast("int32")], schema=schema)

    return pyarrow.RecordBatchReader.from_batches(schema, ranked())


def _tiles(cursor: Any, layer: str, zoom: int) -> Iterator[tuple[int, bytes]]:
    """The packed tiles of a zoom by their number in the file."""
    cursor.execute(TILES, (layer, zoom, FARTHEST))
    for batch in cursor.fetch_record_batch():
        for x, y, tile in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield zxy_to_tileid(zoom, x, y), gzip.compress(tile, 1)


def _in_order(tiles: Iterator[tuple[int, bytes]], folder: Path) -> Iterator[tuple[int, bytes]]:
    """The same by their numbers. They wait on the disk: the last zoom of a province takes gigabytes."""
    with TemporaryFile(dir=folder) as waiting:
        places = [(number, waiting.tell(), waiting.write(tile)) for number, tile in tiles]
        for number, start, length in sorted(places):
            waiting.seek(start)
            yield number, waiting.read(length)


def _head(sides: tuple[float, ...]) -> dict[str, Any]:
    """What kind of tiles they are, and where: sides of the box around all, in degrees."""
    west, south, east, north = (round(degrees * 1e7) for degrees in sides)
    middle = {"center_lon_e7": (west + east) // 2, "center_lat_e7": (south + north) // 2, "center_zoom": NEAREST}
    box = {"min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north}
    return middle | box | {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP}


def _about(features: Features) -> dict[str, Any]:
    """What the file says of itself."""
    fields = {column.name: FIELDS.get(column.kind, "String") for column in features.columns if column.name != "id"}
    layer = {"id": features.layer.name, "fields": fields, "minzoom": NEAREST, "maxzoom": FARTHEST}
    said = "\n".join("：".join(line) for line in features.about)
    return {"name": features.layer.title, "description": said, "vector_layers": [layer]}


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

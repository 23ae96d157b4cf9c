"""Shapes with fewer corners, for a page that a browser is to move without a stutter."""

from dataclasses import replace
from pathlib import Path

import numpy
import pyarrow
import shapely

from geo_app.errors import BadInput
from geo_app.export.format import Features
from geo_app.export.places import shapes_of
from geo_app.export.placing import METRES_A_DEGREE

TOLERANCES_M = (10, 50, 200, 1_000, 2_000)  # how far a line may lie from where it was: the first that is enough


def simplified(features: Features, most: int, file: Path) -> Features:
    """The features with at most so many corners in all, written to `file` where they had more; what was done is
    in what the file says of itself. Raises BadInput where the coarsest tolerance is not enough.

    Degrees only."""
    for metres in (0, *TOLERANCES_M):
        if _corners(features, metres) <= most:
            return _written(features, metres, file) if metres else features
    raise BadInput(
        f"图形的顶点太多，简化到 {TOLERANCES_M[-1]} 米仍超过 {most} 个",
        "请缩小范围或加筛选条件，或改用 GeoPackage",
    )


def _corners(features: Features, metres: float) -> int:
    return sum(
        int(shapely.get_num_coordinates(_simple(batch["geom"], metres)).sum())
        for batch in features.rows.batches(again=True)
    )


def _simple(geometry: pyarrow.Array, metres: float) -> numpy.ndarray:
    shapes = shapes_of(geometry)
    if metres:
        shapes = numpy.asarray(shapely.simplify(shapes, metres / METRES_A_DEGREE))
    return shapes


def _written(features: Features, metres: float, file: Path) -> Features:
    with pyarrow.OSFile(str(file), "wb") as sink, pyarrow.ipc.new_stream(sink, features.rows.schema) as writer:
        for batch in features.rows.batches(again=True):
            geom = pyarrow.array(shapely.to_wkb(_simple(batch["geom"], metres)), pyarrow.binary())
            writer.write_batch(batch.set_column(batch.num_columns - 1, "geom", geom))
    said = f"线和面的边线已简化，与原图形相差不超过 {metres} 米；精确图形请用 GeoPackage"
    return replace(features, rows=replace(features.rows, file=file), about=(*features.about, ("图形简化", said)))

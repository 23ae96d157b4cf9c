"""CSV that a Chinese Excel opens by double click: UTF-8 with a mark at its start, coordinates inside."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pyarrow.csv

from geo_app.export.format import Features, Format
from geo_app.export.inert import inert, inert_all
from geo_app.export.places import outlines, place_columns, places

OUTLINE, ABOUT_FILE = "几何WKT", "导出说明"


def write(features: Features, path: Path) -> None:
    """Titles in the first line; lines and areas whole as WKT. What the file is stands in the last column of the
    first row, for a CSV has no other place for it."""
    whole = not features.rows.shapes <= {"Point"}
    columns = (*features.columns, *place_columns(features.crs))
    titles = [inert(column.title) for column in columns] + [OUTLINE] * whole + [ABOUT_FILE]
    types = [*features.rows.schema.types[:-1], pyarrow.float64(), pyarrow.float64()]
    types += [pyarrow.string()] * (whole + 1)
    schema = pyarrow.schema(list(zip(titles, types, strict=True)))
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        with pyarrow.csv.CSVWriter(file, schema) as writer:
            for batch in _batches(features, whole):
                writer.write_batch(pyarrow.record_batch(batch, schema=schema))


def _batches(features: Features, whole: bool) -> Iterator[list[pyarrow.Array]]:
    about: str | None = "；".join(map("：".join, features.about))
    for batch in features.rows.batches():
        values = [
            inert_all(batch[column.name]) if column.kind == "text" else batch[column.name]
            for column in features.columns
        ]
        values += [pyarrow.array(side) for side in places(batch["geom"], features.crs)]
        if whole:
            values.append(pyarrow.array(outlines(batch["geom"], features.crs), pyarrow.string()))
        values.append(pyarrow.array([about, *[None] * (batch.num_rows - 1)], pyarrow.string()))
        about = None
        yield values


FORMAT = Format(
    name="csv",
    title="CSV 表格",
    title_en="CSV table",
    extension="csv",
    media_type="text/csv; charset=utf-8",
    description="表格软件和程序都能读：带经纬度，线和面另附 WKT。身份代码较长时请用 Excel 格式。",
    description_en=(
        "For spreadsheets and programs: longitude and latitude, lines and areas as WKT besides. Long "
        "identity codes are safer in Excel."
    ),
    write=write,
    usual=7,
)

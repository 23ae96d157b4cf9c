"""CSV that a Chinese Excel opens by double click: UTF-8 with a mark at its start, coordinates inside."""

import csv
from collections.abc import Iterator
from pathlib import Path

from geo_app.export.format import Features, Format
from geo_app.export.inert import inert
from geo_app.export.places import outlines, place_columns, places

OUTLINE = "几何WKT"


def write(features: Features, path: Path) -> None:
    """Titles in the first line; lines and areas whole in a last column as WKT."""
    whole = not features.rows.shapes <= {"Point"}
    columns = (*features.columns, *place_columns(features.crs))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(inert(column.title) for column in columns), *([OUTLINE] if whole else [])])
        writer.writerows(_rows(features, whole))


def _rows(features: Features, whole: bool) -> Iterator[tuple[object, ...]]:
    for batch in features.rows.batches():
        values = [
            [value and inert(value) for value in batch[column.name].to_pylist()]
            if column.kind == "text"
            else batch[column.name].to_pylist()
            for column in features.columns
        ]
        values += places(batch["geom"], features.crs)
        if whole:
            values.append(outlines(batch["geom"], features.crs))
        yield from zip(*values, strict=True)


FORMAT = Format(
    name="csv",
    title="CSV 表格",
    title_en="CSV table",
    extension="csv",
    media_type="text/csv; charset=utf-8",
    description="表格软件和程序都能读:带经纬度,线和面另附 WKT。身份代码较长时请用 Excel 格式。",
    description_en=(
        "For spreadsheets and programs: longitude and latitude, lines and areas as WKT besides. Long "
        "identity codes are safer in Excel."
    ),
    write=write,
)

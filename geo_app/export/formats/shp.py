"""Zipped Shapefile in GBK: one for points, lines and areas each, with a dictionary of the short field names.

DBF cuts what is too long and knows few characters; what was lost is counted and said in the zip.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow
import pyarrow.compute as pc
import pyogrio

from geo_app.export.columns import Column
from geo_app.export.dbf import Cell, cell, write_table
from geo_app.export.dictionary import as_text, as_workbook
from geo_app.export.format import Features, Format
from geo_app.export.gather import shapes
from geo_app.export.short_names import cut, short_names

TEXT_BYTES = 254
FAMILIES = {
    "点": ("Point",),
    "点集": ("MultiPoint",),
    "线": ("LineString", "MultiLineString"),
    "面": ("Polygon", "MultiPolygon"),
}
EMPTY = {"point": "点", "line": "线", "polygon": "面", "any": "点"}


@dataclass(frozen=True)
class Table:
    """How the tables of one export are written: the encoding, the columns under their short names, and what the
    encoding or the width of a cell has cost."""

    features: Features
    encoding: str
    columns: tuple[Column, ...]
    lost: Counter[str] = field(default_factory=Counter)


def write(features: Features, path: Path, encoding: str = "GBK") -> None:
    """A zip with one Shapefile for each kind of geometry inside, the dictionary as xlsx and txt, and 说明.txt."""
    found = [family for family, names in FAMILIES.items() if features.rows.shapes & set(names)]
    found = found or [EMPTY[features.layer.geometry]]
    shorts = short_names([column.short for column in features.columns], encoding)
    columns = tuple(replace(column, short=short) for column, short in zip(features.columns, shorts, strict=True))
    table = Table(features, encoding, columns)
    with TemporaryDirectory(dir=path.parent) as folder:
        for family in found:
            name = features.layer.title if len(found) == 1 else f"{features.layer.title}_{family}"
            _shapefile(table, family, Path(folder) / f"{name}.shp")
        as_text(columns, Path(folder) / "字段说明.txt")
        as_workbook(columns, Path(folder) / "字段说明.xlsx")
        lines = ["：".join(line) for line in (*features.about, ("编码", encoding), *_losses(table.lost))]
        (Path(folder) / "说明.txt").write_text("\r\n".join(lines), encoding="utf-8-sig", newline="")
        with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as zipped:
            for part in sorted(Path(folder).iterdir()):
                zipped.write(part, part.name)


def _shapefile(table: Table, family: str, path: Path) -> None:
    """The shapes by GDAL, the table beside them by us."""
    shapes_only = pyarrow.schema([pyarrow.field("geom", pyarrow.binary())])
    pyogrio.write_arrow(
        pyarrow.RecordBatchReader.from_batches(
            shapes_only, (batch.select(["geom"]) for batch in _of(table.features, family))
        ),
        path,
        driver="ESRI Shapefile",
        geometry_name="geom",
        geometry_type=FAMILIES[family][0],
        crs=table.features.crs.declared,
        encoding=table.encoding,
    )
    rows = (_fitting(batch, table) for batch in _of(table.features, family))
    write_table(path.with_suffix(".dbf"), _cells(table), table.encoding, rows)
    path.with_suffix(".cpg").write_text(table.encoding, encoding="ascii")


def _cells(table: Table) -> list[Cell]:
    """How wide a column of texts must be: GBK takes no more bytes than UTF-8."""
    schema, widest = table.features.rows.schema, Counter[str]()
    for batch in table.features.rows.batches(again=True):
        for name in schema.names:
            if pyarrow.types.is_string(batch[name].type):
                widest[name] = max(widest[name], pc.max(pc.binary_length(batch[name])).as_py() or 1)
    return [
        cell(column.short.encode(table.encoding), kept.type, min(widest[column.name], TEXT_BYTES))
        for column, kept in zip(table.columns, schema, strict=False)
    ]


def _of(features: Features, family: str) -> Iterator[pyarrow.RecordBatch]:
    wanted = pyarrow.array(FAMILIES[family])
    for batch in features.rows.batches(again=True):
        yield batch.filter(pc.is_in(shapes(batch["geom"]), value_set=wanted))


def _fitting(batch: pyarrow.RecordBatch, table: Table) -> pyarrow.RecordBatch:
    """The batch with texts that a DBF can hold."""
    for place, kept in enumerate(batch.schema):
        if pyarrow.types.is_string(kept.type) and not _fits(batch.column(place), table.encoding):
            texts = [text and _fit(text, table) for text in batch.column(place).to_pylist()]
            batch = batch.set_column(place, kept.name, pyarrow.array(texts, pyarrow.string()))
    return batch


def _fits(texts: pyarrow.Array, encoding: str) -> bool:
    """Whether nothing needs to be mended: looked at all at once, which is much faster than one by one."""
    try:
        "".join(filter(None, texts.unique().to_pylist())).encode(encoding)
    except UnicodeEncodeError:
        return False
    return (pc.max(pc.binary_length(texts)).as_py() or 0) <= TEXT_BYTES


def _fit(text: str, table: Table) -> str:
    try:
        length = len(text.encode(table.encoding))
    except UnicodeEncodeError:
        table.lost["character"] += 1
        text = text.encode(table.encoding, "replace").decode(table.encoding)
        length = len(text.encode(table.encoding))
    if length <= TEXT_BYTES:
        return text
    table.lost["length"] += 1
    return cut(text, TEXT_BYTES, table.encoding)


def _losses(lost: Counter[str]) -> Iterator[tuple[str, str]]:
    whole = "完整内容请用 GeoPackage 或 Excel 格式导出"
    if lost["character"]:
        yield "注意", f"{lost['character']} 个值含 GBK 没有的字符，已用问号代替；{whole}"
    if lost["length"]:
        yield "注意", f"{lost['length']} 个值超过 {TEXT_BYTES} 字节，已截断；{whole}"


FORMAT = Format(
    name="shp",
    title="Shapefile(GBK，压缩包)",
    title_en="Zipped Shapefile (GBK)",
    extension="zip",
    media_type="application/zip",
    description="给只收 SHP 的系统：GBK 编码，短字段名附对照表；点、线、面分开存放。",
    description_en=(
        "For systems that take nothing but SHP: GBK, short field names with their dictionary beside; "
        "points, lines and areas apart."
    ),
    write=write,
    usual=3,
)

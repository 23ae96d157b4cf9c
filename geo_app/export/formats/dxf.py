"""DXF of AutoCAD R12 in GBK: what every drawing program of the last thirty years opens, Chinese intact.

Points with their names, lines, and areas as closed outlines (a hole is an outline of its own), on a layer for each
colour. The fields ride along as extended data, cut at 250 bytes each.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import pyarrow
import shapely
from shapely.geometry.base import BaseGeometry

from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.export.format import Features, Format
from geo_app.export.short_names import cut

APP = "GEO_APP"
INKS = {Colour.RED: 1, Colour.ORANGE: 30, Colour.YELLOW: 2, Colour.BLUE: 5}  # numbers of AutoCAD's colours
GREY, BLACK = 8, 7
NAMES = "注记"
TEXT_BYTES = 250
ALL_BYTES = 15_000  # extended data of one object end at 16 kB
HEIGHT_M, HEIGHT_DEGREES = 10.0, 0.0001
Pair = tuple[int, object]


def write(features: Features, path: Path) -> None:
    """The drawing; what it is stands in comments at its head (group 999)."""
    with path.open("w", encoding="gbk", errors="replace", newline="\r\n") as file:
        _put(file, ((999, _line("：".join(line))) for line in features.about))
        _put(file, _head(features))
        for batch in features.rows.batches():
            for row in _rows(features, batch):
                _put(file, row)
        _put(file, [(0, "ENDSEC"), (0, "EOF")])


def _put(file: TextIO, pairs: Iterable[Pair]) -> None:
    file.writelines(f"{code:3d}\n{value}\n" for code, value in pairs)


def _head(features: Features) -> Iterator[Pair]:
    yield from [(0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009")]
    yield from [(9, "$DWGCODEPAGE"), (3, "ANSI_936"), (0, "ENDSEC"), (0, "SECTION"), (2, "TABLES")]
    layers = {_layer(features, colour.label): ink for colour, ink in INKS.items()}
    layers |= {_layer(features, UNASSESSED_LABEL): GREY, _layer(features, ""): BLACK, NAMES: BLACK}
    yield from [(0, "TABLE"), (2, "LAYER"), (70, len(layers))]
    for name, ink in layers.items():
        yield from [(0, "LAYER"), (2, name), (70, 0), (62, ink), (6, "CONTINUOUS")]
    yield from [(0, "ENDTAB"), (0, "TABLE"), (2, "APPID"), (70, 1), (0, "APPID"), (2, APP), (70, 0)]
    yield from [(0, "ENDTAB"), (0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES")]


def _layer(features: Features, grade: str) -> str:
    return f"{features.layer.title}_{grade}" if grade else features.layer.title


def _rows(features: Features, batch: pyarrow.RecordBatch) -> Iterator[Iterator[Pair]]:
    names = [column.name for column in features.columns]
    shapes = shapely.from_wkb(batch["geom"].to_numpy(zero_copy_only=False))
    for row, shape in zip(batch.select(names).to_pylist(), shapes, strict=True):
        if shape is not None:
            yield _drawn(features, row, shape)


def _drawn(features: Features, row: dict[str, object], shape: BaseGeometry) -> Iterator[Pair]:
    grade = str(row.get("colour") or "") if features.layer.colour == "risk" else ""
    layer, told = _layer(features, grade), list(_told(features, row))
    decimals = features.crs.decimals
    for part in _parts(shape):
        yield from _entity(part, layer, decimals, told)
    name = _line(str(row.get("name") or ""))
    if name:
        spot = shapely.point_on_surface(shape)
        height = HEIGHT_DEGREES if features.crs.in_degrees else HEIGHT_M
        yield from [(0, "TEXT"), (8, NAMES), *_at(spot.x, spot.y, decimals), (40, height), (1, name)]


def _parts(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Polygon):
            yield from (part.exterior, *part.interiors)
        else:
            yield part


def _entity(part: BaseGeometry, layer: str, decimals: int, told: list[Pair]) -> Iterator[Pair]:
    if isinstance(part, shapely.Point):
        yield from [(0, "POINT"), (8, layer), *_at(part.x, part.y, decimals), *told]
        return
    closed = isinstance(part, shapely.LinearRing)
    yield from [(0, "POLYLINE"), (8, layer), (66, 1), *_at(0, 0, 1), (70, int(closed)), *told]
    places = part.coords[:-1] if closed else part.coords
    for x, y in places:
        yield from [(0, "VERTEX"), (8, layer), *_at(x, y, decimals)]
    yield from [(0, "SEQEND"), (8, layer)]


def _at(x: float, y: float, decimals: int) -> Iterator[Pair]:
    return iter([(10, f"{x:.{decimals}f}"), (20, f"{y:.{decimals}f}"), (30, "0.0")])


def _told(features: Features, row: dict[str, object]) -> Iterator[Pair]:
    yield 1001, APP
    room = ALL_BYTES
    for column in features.columns:
        if (value := row[column.name]) is not None:
            text = cut(_line(f"{column.title}={value}"), TEXT_BYTES, "gbk")
            room -= len(text.encode("gbk", "replace"))
            if room > 0:
                yield 1000, text


def _line(text: str) -> str:
    """A text in one line, as every value of a drawing is."""
    return " ".join(text.split())


FORMAT = Format(
    name="dxf",
    title="DXF 图纸(R12)",
    title_en="DXF drawing (R12)",
    extension="dxf",
    media_type="image/vnd.dxf",
    description="CAD 打开：按等级分图层上色，名称作注记，字段放扩展数据。宜选三度带，单位才是米。",
    description_en="For CAD: a layer for each colour, names, fields as extended data. Choose a zone for metres.",
    write=write,
)

"""KML: the features with the four colours as styles, for Google Earth and whatever shows KML on a phone."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

import numpy
import pyarrow
import pyarrow.compute as pc
import shapely
from shapely.geometry.base import BaseGeometry

from geo_app.colour import UNASSESSED_HEX, UNASSESSED_LABEL, Colour
from geo_app.export.columns import Column
from geo_app.export.format import Features, Format
from geo_app.export.texts import Piece, as_xml, joined, numbers, put

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
LABELS = {colour.label: colour.value for colour in Colour} | {UNASSESSED_LABEL: "none"}
OWN = "own"  # the style of a layer that is no risk
AREA_OPACITY = "80"
OPEN = '<ExtendedData><SchemaData schemaUrl="#fields">'
TYPES = {"text": "string", "integer": "int", "number": "double", "date": "string"}


def write(features: Features, path: Path, icon: str = "") -> None:
    """A document with a style for each colour and a placemark for each feature; `icon` is a white mark to tint,
    where there is one."""
    with path.open("wb") as file:
        title, about = (as_xml(pyarrow.array([text]))[0] for text in (features.layer.title, _about(features)))
        file.write(f"{HEAD}<name>{title}</name><description>{about}</description>\n".encode())
        file.write("\n".join([*_styles(features, icon), *_schema(features)]).encode())
        for batch in features.rows.batches():
            put(file, _placemarks(features, batch))
        file.write(b"\n</Document></kml>\n")


def _about(features: Features) -> str:
    return "\n".join(map("：".join, features.about))


def _styles(features: Features, icon: str) -> Iterator[str]:
    own = features.layer.colour
    shades = {colour.value: colour.hex for colour in Colour} | {"none": UNASSESSED_HEX}
    for name, shade in {**shades, OWN: own if own.startswith("#") else UNASSESSED_HEX}.items():
        tint = kml_colour(shade)
        image = f"<Icon><href>{icon}</href></Icon>" if icon else ""
        yield (
            f'<Style id="{name}"><IconStyle><color>ff{tint}</color>{image}</IconStyle>'
            f"<LineStyle><color>ff{tint}</color><width>2</width></LineStyle>"
            f"<PolyStyle><color>{AREA_OPACITY}{tint}</color></PolyStyle></Style>"
        )


def _schema(features: Features) -> Iterator[str]:
    """The names and types of the fields: GDAL keeps Chinese names only where a schema says them."""
    yield '<Schema name="fields" id="fields">'
    for column in features.columns:
        yield f'<SimpleField type="{TYPES[column.kind]}" name="{_named(column)}"/>'
    yield "</Schema>"


def _named(column: Column) -> str:
    return escape(column.title, quote=True)


def kml_colour(shade: str) -> str:
    """KML says blue before green before red.

    >>> kml_colour(Colour.RED.hex)
    '2f24d1'
    """
    return f"{shade[5:7]}{shade[3:5]}{shade[1:3]}".lower()


def _placemarks(features: Features, batch: pyarrow.RecordBatch) -> pyarrow.Array:
    names = {column.name for column in features.columns}
    name = as_xml(batch["name"]) if "name" in names else pc.cast(batch["id"], pyarrow.string())
    pieces: list[Piece] = ["\n<Placemark><name>", pc.fill_null(name, ""), "</name><styleUrl>#"]
    pieces += [_style_names(features, batch), "</styleUrl>", OPEN]
    for column in features.columns:
        text = as_xml(batch[column.name])
        pieces.append(_if_any(f'<SimpleData name="{_named(column)}">', text, "</SimpleData>"))
    pieces += ["</SchemaData></ExtendedData>", _geometries(batch["geom"], features.crs.decimals), "</Placemark>"]
    return joined(pieces)


def _if_any(before: str, texts: pyarrow.Array, after: str) -> pyarrow.Array:
    """The texts with what belongs around them; nothing where there is none."""
    return pc.fill_null(joined([before, texts, after]), "")


def _style_names(features: Features, batch: pyarrow.RecordBatch) -> Piece:
    if features.layer.colour != "risk" or "colour" not in batch.schema.names:
        return OWN
    found = pc.index_in(batch["colour"], value_set=pyarrow.array(list(LABELS)))
    return pc.fill_null(pc.take(pyarrow.array(list(LABELS.values())), found), "none")


def _geometries(geometry: pyarrow.Array, decimals: int) -> pyarrow.Array:
    shapes = shapely.from_wkb(geometry.to_numpy(zero_copy_only=False))
    if (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        x, y = numpy.round(shapely.get_coordinates(shapes), decimals).T
        return joined(["<Point><coordinates>", numbers(x), ",", numbers(y), "</coordinates></Point>"])
    rounded = shapely.transform(shapely.orient_polygons(shapes), lambda places: numpy.round(places, decimals))
    return pyarrow.array([_geometry(shape) for shape in rounded], pyarrow.string())


def _geometry(shape: BaseGeometry | None) -> str:
    if shape is None:
        return ""
    if isinstance(shape, shapely.Polygon):
        rings = [f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"]
        rings += [f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors]
        return f"<Polygon>{''.join(rings)}</Polygon>"
    if isinstance(shape, (shapely.Point, shapely.LineString)):
        return f"<{shape.geom_type}>{_places(shape)}</{shape.geom_type}>"
    return f"<MultiGeometry>{''.join(map(_geometry, shapely.get_parts(shape)))}</MultiGeometry>"


def _ring(ring: shapely.LinearRing) -> str:
    return f"<LinearRing>{_places(ring)}</LinearRing>"


def _places(line: BaseGeometry) -> str:
    return f"<coordinates>{' '.join(f'{x!r},{y!r}' for x, y in line.coords)}</coordinates>"


FORMAT = Format(
    name="kml",
    title="KML",
    title_en="KML",
    extension="kml",
    media_type="application/vnd.google-earth.kml+xml",
    description="奥维、谷歌地球等：四色样式，名称和全部字段；只能用经纬度。",
    description_en="For Google Earth and phone maps: the four colours, names and all fields; degrees only.",
    write=write,
    only=("4490", "4326", "gcj02"),
)

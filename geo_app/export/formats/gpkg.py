"""GeoPackage: the features with the style that QGIS shows them in, what the fields mean, and what the file is."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pyarrow
import pyogrio

from geo_app.export.columns import DICTIONARY
from geo_app.export.format import ABOUT, Features, Format
from geo_app.export.narrow import narrowed
from geo_app.export.styles import drawn_as, qml, sld

STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""
LISTED = "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', ?)"
STYLE = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
    " styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, ?, 1, ?, '')"
)


def write(features: Features, path: Path) -> None:
    """One layer named after its title, in the narrowest geometry type that holds all, spatially indexed."""
    titles = [column.title for column in features.columns]
    narrowed(features).write(path, "GPKG", titles, layer_metadata=dict(features.about))
    _add_table(path, "字段说明", DICTIONARY, [column.described for column in features.columns])
    _add_table(path, "说明", ABOUT, features.about)
    _add_style(features, path)


def _add_table(path: Path, name: str, titles: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    columns = dict(zip(titles, zip(*lines, strict=True), strict=True))
    pyogrio.write_arrow(pyarrow.table(columns), path, layer=name, driver="GPKG")


def _add_style(features: Features, path: Path) -> None:
    """The table in which QGIS keeps styles, with ours as the default of the layer."""
    title, shape = features.layer.title, drawn_as(features)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(STYLES)
        file.execute(LISTED, ("layer_styles",))
        told = "四色等级" if features.layer.colour == "risk" else title
        file.execute(STYLE, (title, title, qml(features.layer, shape), sld(features.layer, shape), told))


FORMAT = Format(
    name="gpkg",
    title="GeoPackage",
    title_en="GeoPackage",
    extension="gpkg",
    media_type="application/geopackage+sqlite3",
    description="推荐：QGIS、ArcGIS、超图直接打开，字段名为中文全称，不截断，附四色样式和字段说明。",
    description_en=(
        "Recommended: QGIS, ArcGIS and SuperMap open it as it is; full Chinese field names, nothing "
        "cut, coloured as on the map, fields explained."
    ),
    write=write,
    usual=2,
)

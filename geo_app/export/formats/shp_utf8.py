"""Zipped Shapefile in UTF-8: every character kept, field names of three."""

from functools import partial

from geo_app.export.format import Format
from geo_app.export.formats.shp import write

FORMAT = Format(
    name="shp_utf8",
    title="Shapefile(UTF-8，压缩包)",
    title_en="Zipped Shapefile (UTF-8)",
    extension="zip",
    media_type="application/zip",
    description="给新版 GIS 软件：生僻字不丢；字段名最多三个汉字，附对照表。老软件请用 GBK。",
    description_en="For current GIS programs: no rare character is lost; field names of three characters.",
    write=partial(write, encoding="UTF-8"),
)

"""What attacks are made of: small whole files of each kind, with a place for the harmful part."""

import io
import sqlite3
import tempfile
import zipfile
from pathlib import Path

import geopandas
import shapely

HEAD = "名称,编号,经度,纬度,生产能力,人数"
SECRET = "/etc/passwd"
OFFICE = "http://schemas.openxmlformats.org"


def collection(geometry: str, member: str = "", properties: str = '"名称":"甲矿"') -> bytes:
    feature = f'{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}'
    return f'{{"type":"FeatureCollection",{member}"features":[{feature}]}}'.encode()


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name if "." in name[1:] or "/" in name else f"a{name}", content)
    return target.getvalue()


def with_link(parts: dict[str, bytes]) -> bytes:
    """A member that an unpacker might make a symbolic link of."""
    target = io.BytesIO(zipped(parts))
    with zipfile.ZipFile(target, "a") as archive:
        link = zipfile.ZipInfo("b.shp")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, SECRET)
    return target.getvalue()


def shapefile() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        frame = geopandas.GeoDataFrame({"名称": ["矿"]}, geometry=[shapely.Point(102.4, 24.9)], crs=4490)
        frame.to_file(Path(folder) / "a.shp", encoding="GBK")
        return {path.suffix: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def book(
    cells: str,
    doctype: str = "",
    after: str = "",
    target: str = "worksheets/a.xml",
    more: dict[str, bytes] | None = None,
) -> bytes:
    """A workbook with one sheet, whose second row is ours."""
    head = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEAD.split(","))
    rows = f'<row r="1">{head}</row><row>{cells}</row>'
    opened = f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{OFFICE}/spreadsheetml/2006/main">'
    sheet = f"{opened}<sheetData>{rows}</sheetData>{after}</worksheet>"
    names = f'xmlns="{OFFICE}/spreadsheetml/2006/main" xmlns:r="{OFFICE}/officeDocument/2006/relationships"'
    book = f'<workbook {names}><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
    kind = f"{OFFICE}/officeDocument/2006/relationships/worksheet"
    relation = f'<Relationship Id="r1" Type="{kind}" Target="{target}"/>'
    relation = f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{relation}</Relationships>'
    parts = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": relation, "xl/worksheets/a.xml": sheet}
    return zipped({name: text.encode() for name, text in parts.items()} | (more or {}))


def laughs() -> str:
    """The billion laughs: ten entities, each ten of the one before."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE kml [<!ENTITY l0 "lol">{lines}]>'


def kml(inner: str, doctype: str = "") -> bytes:
    opened = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{opened}<Document>{inner}</Document></kml>".encode()


def mark(name: str, places: str = "102.4,24.8") -> str:
    return f"<Placemark><name>{name}</name><Point><coordinates>{places}</coordinates></Point></Placemark>"


def area(ring: str) -> str:
    line = f"<LinearRing><coordinates>{ring}</coordinates></LinearRing>"
    return f"<Placemark><name>甲</name><Polygon><outerBoundaryIs>{line}</outerBoundaryIs></Polygon></Placemark>"


def virtual() -> bytes:
    """A layer definition that would have GDAL open any file or database of the server."""
    source = f'<OGRVRTLayer name="x"><SrcDataSource>CSV:{SECRET}</SrcDataSource></OGRVRTLayer>'
    return f"<OGRVRTDataSource><!-- <kml --> {source}</OGRVRTDataSource>".encode()


def blocks() -> bytes:
    """A block that holds itself twice."""
    insert = "0\nINSERT\n2\nB\n10\n0\n20\n0\n" * 2
    block = f"0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nB\n10\n0\n20\n0\n{insert}0\nENDBLK\n0\nENDSEC\n"
    return f"{block}0\nSECTION\n2\nENTITIES\n{insert}0\nENDSEC\n0\nEOF\n".encode()


def geopackage(statement: str, listed: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        frame = geopandas.GeoDataFrame({"名称": ["矿"]}, geometry=[shapely.Point(102.4, 24.9)], crs=4490)
        frame.to_file(path, layer="mine", driver="GPKG", SPATIAL_INDEX="NO")
        with sqlite3.connect(path) as file:
            file.execute(statement)
            if listed:
                told = "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES (?, 'features', 4490)"
                file.execute(told, (listed,))
                place = "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 4490, 0, 0)"
                file.execute(place, (listed,))
        file.close()
        return path.read_bytes()

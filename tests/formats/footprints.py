"""Files of every kind that a footprint may come in, written as the software of a survey office writes them."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import shapely
import xlsxwriter
from pyproj import Transformer
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

SQUARE = shapely.box(102.4, 24.9, 102.401, 24.901)
PLANE, NUMBERED = 4543, 4522
MINISTRY = """[属性描述]
格式版本号=1.01版本
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=34
[地块坐标]
{count},1.12,1,甲地块,面,,工业用地,,@
{lines}
"""


def in_plane(shape: BaseGeometry = SQUARE, epsg: int = PLANE) -> BaseGeometry:
    move = Transformer.from_crs(4490, epsg, always_xy=True).transform
    return shapely.transform(shape, move, interleaved=False)


def corners(shape: Polygon) -> list[tuple[float, float]]:
    return [(round(x, 4), round(y, 4)) for x, y in shape.exterior.coords]


def frame(shape: BaseGeometry, epsg: int | None) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame({"name": ["厂区"]}, geometry=[shape], crs=epsg)


def geojson(path: Path, shape: BaseGeometry = SQUARE) -> Path:
    frame(shape, 4490).to_file(path / "a.geojson", driver="GeoJSON")
    return path / "a.geojson"


def kml(path: Path, shape: BaseGeometry = SQUARE) -> Path:
    frame(shape, 4326).to_file(path / "a.kml", driver="KML")
    return path / "a.kml"


def kmz(path: Path) -> Path:
    with zipfile.ZipFile(path / "a.kmz", "w") as archive:
        archive.write(kml(path), "doc.kml")
    return path / "a.kmz"


def shp(path: Path, epsg: int = PLANE) -> Path:
    frame(in_plane(epsg=epsg), epsg).to_file(path / "a.shp")
    with zipfile.ZipFile(path / "a.zip", "w") as archive:
        for part in sorted(path.glob("a.*")):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                archive.write(part, part.name)
    return path / "a.zip"


def dxf(path: Path) -> Path:
    """A drawing: a closed polyline, a dimension line beside it."""
    ring = "".join(f" 10\n{x}\n 20\n{y}\n" for x, y in corners(in_plane())[:-1])
    area = f"  0\nLWPOLYLINE\n  8\n0\n 90\n4\n 70\n1\n{ring}"
    line = "  0\nLINE\n  8\n0\n 10\n540000\n 20\n2755000\n 11\n540100\n 21\n2755000\n"
    (path / "a.dxf").write_text(
        f"  0\nSECTION\n  2\nENTITIES\n{area}{line}  0\nENDSEC\n  0\nEOF\n", encoding="ascii"
    )
    return path / "a.dxf"


def xlsx(path: Path) -> Path:
    """As surveyors write it: a title, X to the north, the number of the zone before Y."""
    with xlsxwriter.Workbook(str(path / "a.xlsx")) as book:
        sheet = book.add_worksheet("界址点成果表")
        sheet.write_row(0, 0, ["界址点成果表"])
        sheet.write_row(1, 0, ["点号", "X坐标(m)", "Y坐标(m)", "边长"])
        for number, (x, y) in enumerate(corners(in_plane(epsg=NUMBERED)), 1):
            sheet.write_row(1 + number, 0, [f"J{number}", y, x, 100.5])
    return path / "a.xlsx"


def csv(path: Path) -> Path:
    lines = [f"J{n},{lon},{lat}" for n, (lon, lat) in enumerate(SQUARE.exterior.coords, 1)]
    (path / "a.csv").write_text("\n".join(["点号,经度,纬度", *lines]), encoding="gbk")
    return path / "a.csv"


def ministry(path: Path) -> Path:
    places = corners(in_plane(epsg=NUMBERED))
    lines = "\n".join(f"J{n},1,{y},{x}" for n, (x, y) in enumerate(places, 1))
    (path / "a.txt").write_text(MINISTRY.format(count=len(places), lines=lines), encoding="gbk")
    return path / "a.txt"


FORMATS: dict[str, tuple[Callable[[Path], Path], str]] = {  # and the coordinate system that must be stated
    "GeoJSON": (geojson, ""),
    "KML": (kml, ""),
    "KMZ": (kmz, ""),
    "SHP": (shp, ""),
    "DXF": (dxf, str(PLANE)),
    "XLSX": (xlsx, str(NUMBERED)),
    "CSV": (csv, ""),
    "TXT of the land ministry": (ministry, ""),
}

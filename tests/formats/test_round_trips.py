"""Every format that carries geometry, every kind of it, every coordinate system: the same ground within a
millimetre, Chinese names intact, what the file is inside it. Read back by other tools, never by our own code."""

from collections.abc import Callable

import pyarrow.parquet
import pyogrio
import pyproj
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.errors import BadInput
from geo_app.export.package import Package, all_formats
from geo_app.geo.crs import outgoing
from geo_app.geo.gcj import to_gcj02
from tests.formats.conftest import HERE, NAMES, SHAPES, Taking, site, unzipped
from tests.formats.read_back import READ

KINDS = ("protected_target", "pipeline", "chemical_park", "mine")  # points, lines, areas, all of them
SYSTEMS = ("4490", "4326", "3857", "4543", "4522", "gcj02")
MILLIMETRE = {True: 1e-8, False: 0.001}  # in degrees, in metres
LOSSY = {"带表情😀的矿": "带表情?的矿", "㐂矿𠮷井": "?矿?井"}  # in GBK


def moved(shape: BaseGeometry, code: str) -> BaseGeometry:
    epsg = outgoing(code).epsg
    move = pyproj.Transformer.from_crs(4490, epsg, always_xy=True).transform if epsg else to_gcj02
    return shapely.transform(shape, move, interleaved=False)


def systems(form: str) -> tuple[str, ...]:
    return tuple(code for code in SYSTEMS if code in (all_formats()[form].only or SYSTEMS))


CASES = [
    *((form, kind, "4490") for form in READ for kind in KINDS),
    *((form, "mine", code) for form in READ for code in systems(form) if code != "4490"),
]


@pytest.mark.parametrize(("form", "kind", "code"), CASES)
def test_what_leaves_is_the_same_ground_under_the_same_names(
    take: Taking, form: str, kind: str, code: str
) -> None:
    package = take(kind, form, code)
    found = dict(READ[form](package))
    expected = dict(zip(NAMES, SHAPES[kind], strict=False))
    if form == "shp":
        expected = {LOSSY.get(name, name): shape for name, shape in expected.items()}
    one_line = {" ".join(name.split()): shape for name, shape in found.items()}  # KML says a name in one line
    assert set(one_line) == {" ".join(name.split()) for name in expected}
    for name, shape in expected.items():
        there, near = moved(shape, code), MILLIMETRE[outgoing(code).in_degrees]
        back = one_line[" ".join(name.split())]
        if form == "xlsx" and shape.geom_type != "Point":
            assert there.distance(back) < near
        else:
            assert back.hausdorff_distance(there) < near
            assert back.area == pytest.approx(there.area)


def test_a_drawing_holds_the_same_ground_and_its_names(take: Taking) -> None:
    path = take("mine", "dxf", "4543").path
    drawn = pyogrio.read_dataframe(path)
    names = set(drawn["Text"].dropna())
    assert names == {"".join(NAMES[0]), NAMES[1], NAMES[2], "上下两行 的名字"}
    lines = drawn.geometry[drawn["Text"].isna() | (drawn["Text"] == "")]
    for shape in SHAPES["mine"]:
        there = moved(shape, "4543")
        edge = there if there.geom_type in ("Point", "LineString") else there.boundary
        assert any(line.hausdorff_distance(part) < 0.001 for line in lines for part in shapely.get_parts(edge))
    content = path.read_text("gbk")
    assert "999\n图层：矿山" in content
    assert "矿山_红" in set(drawn["Layer"])
    assert "开采方式=露天" in content


def test_tiles_hold_the_names_and_nearly_the_ground(take: Taking) -> None:
    path = take("protected_target", "pmtiles").path
    frame = pyogrio.read_dataframe(path)
    assert {"红旗煤矿", "㐂矿𠮷井"} <= set(frame["name"])
    at = frame.to_crs(4490).set_index("name").geometry["红旗煤矿"].centroid
    assert at.distance(SHAPES["protected_target"][0]) < 2e-5


ABOUT: dict[str, Callable[[Package], str]] = {
    "flatgeobuf": lambda package: package.path.read_bytes().decode("utf-8", "ignore"),
    "geojsonseq": lambda package: package.path.read_text("utf-8").split("\n")[0],
    "geoparquet": lambda package: str(
        pyarrow.parquet.read_metadata(package.path).metadata[b"provenance"].decode()
    ),
    "kml": lambda package: package.path.read_text("utf-8"),
    "csv": lambda package: package.path.read_text("utf-8-sig").split("\n")[1],
    "dxf": lambda package: package.path.read_text("gbk"),
    "shp_utf8": lambda package: (unzipped(package) / "说明.txt").read_text("utf-8-sig"),
    "pmtiles": lambda package: str(pyogrio.read_info(package.path)),
}


@pytest.mark.parametrize("form", ABOUT)
def test_every_file_says_what_it_is(take: Taking, form: str) -> None:
    code = "gcj02" if form != "dxf" else "4543"
    told = ABOUT[form](take("mine", form, code, division="530181"))
    for words in ("安宁市", "someone(编辑)", "内部版", "矿山", "lec", *(["GCJ-02"] if code == "gcj02" else [])):
        assert words in told


def test_shifted_coordinates_are_named_in_the_file_and_in_its_name(take: Taking) -> None:
    package = take("mine", "gpkg", "gcj02")
    assert "_GCJ-02" in package.name
    info = pyogrio.read_info(package.path, layer="矿山")
    assert info["crs"].startswith('GEOGCS["GCJ-02"')
    assert "不能作为业务数据" in info["layer_metadata"]["坐标系说明"]


def test_tiles_from_afar_show_the_highest_colour_of_a_pixel_and_from_near_every_place(
    take: Taking, database: Database
) -> None:
    with database.transaction(operator("tester")) as session:
        session.add(site("fuel_station", "没有评估的站", HERE))
        session.flush()
        session.add(site("fuel_station", NAMES[0], HERE))
    path = take("fuel_station", "pmtiles").path
    seen = {zoom: set(pyogrio.read_dataframe(path, ZOOM_LEVEL=zoom)["name"]) for zoom in (5, 14)}
    assert seen == {5: {NAMES[0]}, 14: {NAMES[0], "没有评估的站"}}


def test_tiles_of_nothing_are_refused_in_words(take: Taking) -> None:
    with pytest.raises(BadInput, match="没有要素"):
        take("tailings_pond", "pmtiles")

import csv

import pyogrio
import pytest
import shapely
from python_calamine import CalamineWorkbook

from tests.formats.conftest import LINE, NAMES, SHAPES, unzipped

IN_GBK = {name: name for name in NAMES} | {"带表情😀的矿": "带表情?的矿", "㐂矿𠮷井": "?矿?井"}


def read(folder):
    """Every Shapefile of a folder, by name."""
    return {path.stem: pyogrio.read_dataframe(path) for path in sorted(folder.glob("*.shp"))}


def test_every_feature_comes_back_with_its_name_and_shape(take, case):
    back = read(unzipped(take(case.layer, "shp")))
    found = {
        name: shape for frame in back.values() for name, shape in zip(frame["名称"], frame.geometry, strict=True)
    }
    assert set(found) == {IN_GBK[name] for name in case.shapes}
    for name, shape in case.shapes.items():
        parts = zip(shapely.get_parts(found[IN_GBK[name]]), shapely.get_parts(shape), strict=True)
        assert all(shapely.equals_exact(one, other, 1e-12, normalize=True) for one, other in parts)


def test_points_lines_and_areas_stand_in_files_of_their_own(take):
    back = read(unzipped(take("mine", "shp")))
    assert {name: len(frame) for name, frame in back.items()} == {"矿山_点": 1, "矿山_线": 1, "矿山_面": 2}


@pytest.mark.parametrize("layer", ["protected_target", "pipeline", "chemical_park", "tailings_pond"])
def test_one_kind_of_geometry_is_one_file_with_all_that_belongs_to_it(take, layer):
    folder = unzipped(take(layer, "shp"))
    (shp,) = folder.glob("*.shp")
    names = {path.name for path in folder.iterdir()}
    assert {f"{shp.stem}.{end}" for end in ("shp", "shx", "dbf", "prj", "cpg")} <= names
    assert {"字段说明.xlsx", "字段说明.txt", "说明.txt"} <= names
    assert pyogrio.read_info(shp)["features"] == len(SHAPES[layer])


def test_the_bytes_are_gbk_and_the_file_says_so(take):
    folder = unzipped(take("protected_target", "shp"))
    (dbf,) = folder.glob("*.dbf")
    content = dbf.read_bytes()
    assert "红旗煤矿".encode("gbk") in content
    assert "红旗煤矿".encode() not in content
    assert dbf.with_suffix(".cpg").read_text() == "GBK"
    assert "China_Geodetic_Coordinate_System_2000" in dbf.with_suffix(".prj").read_text()


def test_short_names_are_whole_characters_distinct_and_explained(take):
    folder = unzipped(take("mine", "shp"))
    fields = list(pyogrio.read_info(folder / "矿山_点.shp")["fields"])
    assert all(len(name.encode("gbk")) <= 10 for name in fields)
    assert len(set(fields)) == len(fields)
    with (folder / "字段说明.txt").open(encoding="utf-8-sig", newline="") as file:
        meanings = {row["SHP 字段名"]: row for row in csv.DictReader(file, delimiter="\t")}
    assert (
        len(CalamineWorkbook.from_path(folder / "字段说明.xlsx").get_sheet_by_index(0).to_python())
        == len(fields) + 1
    )
    assert list(meanings) == fields
    assert meanings["生产能力"]["单位"] == "万吨/年"


def test_values_have_their_types_and_labels(take):
    mine = read(unzipped(take("mine", "shp")))["矿山_点"].iloc[0]
    assert (mine["开采方式"], mine["生产能力"], mine["从业人数"]) == ("露天", 30.5, 120)
    assert (mine["风险等级"], mine["复评逾期"], mine["数据性质"]) == ("红", "是", "演示数据")
    assert f"{mine['评估日期']:%Y-%m-%d}" == "2025-01-05"


def test_what_dbf_cannot_hold_is_cut_at_a_whole_character_and_said(take):
    folder = unzipped(take("protected_target", "shp"))
    (frame,) = read(folder).values()
    measures = frame["管控措施"].iloc[0]
    assert ("每周巡查一次,雨季每天一次。" * 20).startswith(measures)
    assert 252 <= len(measures.encode("gbk")) <= 254
    said = (folder / "说明.txt").read_text(encoding="utf-8-sig")
    assert "2 个值含 GBK 没有的字符" in said
    assert f"{len(NAMES)} 个值超过 254 字节" in said
    assert "记录数：11" in said


@pytest.mark.parametrize("epsg", [4543, 4522])
def test_a_zone_is_in_the_prj_and_in_metres(take, epsg):
    (frame,) = read(unzipped(take("pipeline", "shp", epsg))).values()
    assert frame.crs.to_epsg(min_confidence=25) == epsg
    back = frame.to_crs(4490).set_index("名称").geometry[NAMES[0]]
    assert shapely.equals_exact(shapely.get_parts(back)[0], LINE, 1e-8)


def test_in_utf8_no_character_is_lost_and_names_are_three_characters(take):
    folder = unzipped(take("protected_target", "shp_utf8"))
    ((name, frame),) = read(folder).items()
    assert set(frame["名称"]) == set(NAMES)
    assert (folder / f"{name}.cpg").read_text() == "UTF-8"
    fields = list(pyogrio.read_info(folder / f"{name}.shp")["fields"])
    assert all(len(field.encode()) <= 10 for field in fields)
    assert len(set(fields)) == len(fields)
    assert "管控措" in fields
    assert "字符" not in (folder / "说明.txt").read_text(encoding="utf-8-sig")

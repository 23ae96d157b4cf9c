import pyogrio
import pyproj
import pytest
import shapely

from tests.formats.conftest import HERE, NAMES, SHAPES


def test_every_feature_comes_back_with_its_name_and_shape(take, case):
    package = take(case.layer, "gpkg")
    title = pyogrio.list_layers(package.path)[0][0]
    back = pyogrio.read_dataframe(package.path, layer=title)
    assert package.rows == len(back) == len(case.shapes)
    assert back.crs.to_epsg() == 4490
    for name, shape in zip(back["名称"], back.geometry, strict=True):
        parts = shapely.get_parts(shape)
        expected = shapely.get_parts(case.shapes[name])
        assert shapely.equals_exact(parts, expected, normalize=True).all()


@pytest.mark.parametrize(
    ("layer", "kind"),
    [
        ("protected_target", "Point"),
        ("pipeline", "MultiLineString"),
        ("chemical_park", "MultiPolygon"),
        ("mine", "Unknown"),
        ("tailings_pond", "Point"),
    ],
)
def test_a_layer_has_the_narrowest_geometry_type_that_holds_it(take, layer, kind):
    path = take(layer, "gpkg").path
    declared = pyogrio.read_info(path, layer=pyogrio.list_layers(path)[0][0])["geometry_type"]
    assert declared == (kind if SHAPES[layer] else declared)


def test_fields_have_their_chinese_titles_types_and_labels(take):
    path = take("mine", "gpkg").path
    info = pyogrio.read_info(path, layer="矿山")
    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert (types["生产能力"], types["从业人数"]) == ("float64", "int64")
    assert types["评估日期"].startswith("datetime64")
    mine = pyogrio.read_dataframe(path, layer="矿山").set_index("名称").loc[NAMES[0]]
    assert (mine["开采方式"], mine["生产能力"], mine["风险等级"], mine["复评逾期"]) == ("露天", 30.5, "红", "是")
    assert (mine["行政区划"], mine["区划名称"]) == ("530181000000", "云南省昆明市安宁市")
    assert f"{mine['评估日期']:%Y-%m-%d}" == "2025-01-05"
    assert mine["数据性质"] == "演示数据"


def test_a_site_without_assessment_says_so(take):
    mines = pyogrio.read_dataframe(take("mine", "gpkg").path, layer="矿山").set_index("名称")
    assert mines.loc[NAMES[1], "风险等级"] == "未评"


def test_the_file_says_what_it_is_and_what_its_fields_mean(take):
    path = take("mine", "gpkg", division="530181", colours=("red", "none")).path
    about = dict(pyogrio.read_dataframe(path, layer="说明").to_numpy().tolist())
    assert about["记录数"] == "4"
    assert about["筛选条件"] == "安宁市；等级红未评"
    assert about["坐标系"] == "CGCS2000 经纬度(4490)"
    assert about["导出人"] == "someone(编辑)"
    assert "1 条演示数据" in about["数据性质"]
    assert pyogrio.read_info(path, layer="矿山")["layer_metadata"]["记录数"] == "4"
    meanings = pyogrio.read_dataframe(path, layer="字段说明").set_index("字段")
    assert meanings.loc["生产能力", "单位"] == "万吨/年"
    assert "露天" in meanings.loc["开采方式", "说明"]


@pytest.mark.parametrize("epsg", [4543, 4522])
def test_a_zone_gives_metres_with_easting_before_northing(take, epsg):
    path = take("protected_target", "gpkg", epsg).path
    back = pyogrio.read_dataframe(path, layer=pyogrio.list_layers(path)[0][0])
    assert back.crs.to_epsg() == epsg
    to_metres = pyproj.Transformer.from_crs(4490, epsg, always_xy=True)
    x, y = to_metres.transform(HERE.x, HERE.y)
    first = back.set_index("名称").geometry[NAMES[0]]
    assert (first.x, first.y) == pytest.approx((x, y), abs=0.001)
    assert (
        first.y < 3_000_000 < first.x + 34_000_000
    )  # northing of Yunnan; easting with or without the zone number
